import { Module } from '@nestjs/common';
import { AvatarsModule } from '../avatars';
import { CommentsModule } from '../comments';
import { CountersModule } from '../counters';
import { PagesModule } from '../pages';
import { PeopleController } from './people.controller';
import { PeopleRepository } from './people.repository';
import { PeopleService } from './people.service';

/** Who is behind the numbers of a page or comment. */
@Module({
  imports: [AvatarsModule, CommentsModule, CountersModule, PagesModule],
  controllers: [PeopleController],
  providers: [PeopleRepository, PeopleService],
})
export class PeopleModule {}

import { IdempotencyModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { AvatarsModule } from '../avatars';
import { CommentsModule } from '../comments';
import { PagesModule } from '../pages';
import { ProfileController } from './profile.controller';
import { ProfileService } from './profile.service';
import { ReaderExport } from './reader-export';

@Module({
  imports: [AvatarsModule, PagesModule, CommentsModule, IdempotencyModule],
  controllers: [ProfileController],
  providers: [ProfileService, ReaderExport],
})
export class ProfileModule {}

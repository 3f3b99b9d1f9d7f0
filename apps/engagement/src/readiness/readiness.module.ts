import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { CountersModule } from '../counters';
import { SitesModule } from '../sites';
import { PageQuestion } from './page-question';

@Module({
  imports: [CommentsModule, CountersModule, SitesModule],
  providers: [PageQuestion],
  exports: [PageQuestion],
})
export class ReadinessModule {}

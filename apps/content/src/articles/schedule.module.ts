import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { ArticlesModule } from './articles.module';
import { ScheduleRelay } from './schedule.relay';

@Module({ imports: [ArticlesModule, RelayLoopsModule], providers: [ScheduleRelay] })
export class ScheduleModule {}

import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { ScheduleRelay } from './schedule.relay';

@Module({ imports: [ArticlesModule], providers: [ScheduleRelay] })
export class ScheduleModule {}

import { Module } from '@nestjs/common';
import { SpamLessons } from './spam-lessons';

@Module({ providers: [SpamLessons], exports: [SpamLessons] })
export class SpamFilterModule {}

import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { DailyPseudonyms } from './daily-pseudonyms';

@Module({ imports: [CleanupModule], providers: [DailyPseudonyms], exports: [DailyPseudonyms] })
export class DailyPseudonymsModule {}

import { Module } from '@nestjs/common';
import { MutedCounts } from './muted-counts';

/** What a restriction means to its reader. Who imposes one is in `restrictions`. */
@Module({ providers: [MutedCounts], exports: [MutedCounts] })
export class ReaderRestrictionModule {}

import { Module } from '@nestjs/common';
import { RelayLoopsModule } from '../relay-loop/relay-loops.module';
import { Cleanup } from './cleanup';

@Module({ imports: [RelayLoopsModule], providers: [Cleanup], exports: [Cleanup] })
export class CleanupModule {}

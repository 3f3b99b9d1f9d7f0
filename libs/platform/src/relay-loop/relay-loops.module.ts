import { Module } from '@nestjs/common';
import { RelayLoops } from './relay-loops';

@Module({ providers: [RelayLoops], exports: [RelayLoops] })
export class RelayLoopsModule {}

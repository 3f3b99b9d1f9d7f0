import { Module } from '@nestjs/common';
import { RelayLoopsModule } from '../relay-loop/relay-loops.module';
import { Relays } from './relays';

/** Needs the service's `DatabaseModule` and `QueueModule`. */
@Module({ imports: [RelayLoopsModule], providers: [Relays], exports: [Relays] })
export class RelaysModule {}

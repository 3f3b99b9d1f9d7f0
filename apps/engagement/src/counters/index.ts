export { CounterTally } from './counter-tally';
export { CountersModule } from './counters.module';
export { CountersRepository } from './counters.repository';
export { type CounterRow, METRIC, toCounters, toReactions, toRewards } from './metric';

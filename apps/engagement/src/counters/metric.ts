import { type Counters, zeroCounters } from '@afterword/contracts';

/** Names in the table `counter`. A reaction's metric carries its kind. */
export const METRIC = {
  comments: 'comments',
  shares: 'shares',
  rewardsCount: 'rewards.count',
  rewardsAmount: 'rewards.amount',
  reactions: 'reactions.',
} as const;

export interface CounterRow {
  metric: string;
  value: number;
}

/** The counters that clients see: every kind of the site is there, and kinds that the site has dropped are not. */
export function toCounters(kinds: readonly string[], rows: readonly CounterRow[]): Counters {
  const counters = zeroCounters(kinds);
  for (const { metric, value } of rows) {
    if (metric === METRIC.comments) counters.comments = value;
    else if (metric === METRIC.shares) counters.shares = value;
    else if (metric === METRIC.rewardsCount) counters.rewards.count = value;
    else if (metric === METRIC.rewardsAmount) counters.rewards.amount = value;
    else if (metric.startsWith(METRIC.reactions)) setKind(counters.reactions, metric, value);
  }
  return counters;
}

/** A comment's reactions, by kind. */
export function toReactions(kinds: readonly string[], rows: readonly CounterRow[]): Record<string, number> {
  return toCounters(kinds, rows).reactions;
}

/** The rewards of a page or comment. */
export function toRewards(rows: readonly CounterRow[]): Counters['rewards'] {
  return toCounters([], rows).rewards;
}

function setKind(reactions: Record<string, number>, metric: string, value: number): void {
  const kind = metric.slice(METRIC.reactions.length);
  if (Object.hasOwn(reactions, kind)) reactions[kind] = value;
}

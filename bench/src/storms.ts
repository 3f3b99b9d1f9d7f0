import type { Counters } from '@afterword/contracts';
import { type LoadResult, sendLoad } from './load';
import type { Figure } from './report';
import { SITE, type Stage } from './stage';

export type Kind = 'like' | 'comment' | 'reward';

export const pathOf = (page: string, kind: Kind) =>
  `/v1/sites/${SITE}/pages/${page}/${{ like: 'reactions/like', comment: 'comments', reward: 'rewards' }[kind]}`;

export interface StormOptions {
  connections: number;
  seconds: number;
  /** The origins to send requests to. The connections are divided among them. */
  origins: string[];
}

/** Runs storms, each on a new page so that every like is a reader's first, and collects how many acknowledged writes were not counted. */
export class Storms {
  lost: number[] = [];
  private pages = 0;

  constructor(private readonly stage: Stage) {}

  async send(kind: Kind, { connections, seconds, origins }: StormOptions): Promise<LoadResult> {
    const page = `hot-${(this.pages += 1)}`;
    const results = await Promise.all(
      origins.map((origin, index) =>
        sendLoad({
          origin,
          connections: connections / origins.length,
          seconds,
          traffic: { kind, path: pathOf(page, kind) },
          firstReader: Math.floor((this.stage.readers * index) / origins.length),
        }),
      ),
    );
    const sum = (value: (result: LoadResult) => number) => results.reduce((total, result) => total + value(result), 0);
    const acknowledged = sum((result) => result.acknowledged);
    const failed = sum((result) => result.failed);
    if (failed > 0) throw new Error(`${failed} of the ${kind} writes failed`);
    if (acknowledged > this.stage.readers)
      throw new Error(`${acknowledged} ${kind} writes used up the readers: add some`);
    // Requests that were cut off at the end may also be counted, without having been acknowledged.
    this.lost.push(Math.max(0, acknowledged - (await this.counted(page, kind))));
    return {
      acknowledged,
      failed,
      perSecond: sum((result) => result.perSecond),
      p50Ms: Math.max(...results.map(({ p50Ms }) => p50Ms)),
      p99Ms: Math.max(...results.map(({ p99Ms }) => p99Ms)),
      clientSeconds: sum((result) => result.clientSeconds),
      clientBusy: Math.max(...results.map(({ clientBusy }) => clientBusy)),
    };
  }

  private async counted(page: string, kind: Kind): Promise<number> {
    const response = await fetch(`${this.stage.engagement.origin}/v1/counters?site=${SITE}&page=${page}`);
    const { counters } = (await response.json()) as { counters: Record<string, Counters> };
    const found = counters[page];
    if (!found) throw new Error('The page has no counters');
    return { like: found.reactions.like ?? 0, comment: found.comments, reward: found.rewards.count }[kind];
  }
}

export const lostOf = ({ lost }: Storms): Figure => ({
  name: 'acknowledged − counted writes, all of the above',
  unit: '',
  goal: { atMost: 0 },
  values: lost,
  note: `${lost.length} storms`,
});

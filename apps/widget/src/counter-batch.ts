import type { Counters } from '@afterword/contracts';
import type { Client } from './client';
import { failureOf } from './failure';
import { UI_LIMITS } from './ui';

/** Who waits for the counters of one page. */
type Waiting = ((counters: Counters | null) => void)[];

/** Longest query of a request. Servers and proxies refuse long ones, often from 8 kB on. Characters. */
const LONGEST_QUERY = 4_000;

/** Batches the counter requests of one microtask into one request per site, or a few if they would be long. */
export class CounterBatch {
  private readonly waiting = new Map<string, Map<string, Waiting>>();

  constructor(private readonly client: Client) {}

  /** Resolves to null if the request failed. */
  counters({ site, page }: { site: string; page: string }): Promise<Counters | null> {
    return new Promise((resolve) => {
      let waiting = this.waiting.get(site);
      if (!waiting) {
        waiting = new Map<string, Waiting>();
        this.waiting.set(site, waiting);
        queueMicrotask(() => this.send(site));
      }
      waiting.set(page, [...(waiting.get(page) ?? []), resolve]);
    });
  }

  private send(site: string): void {
    const waiting = this.waiting.get(site) ?? new Map<string, Waiting>();
    this.waiting.delete(site);
    void this.ask(site, [...waiting]);
  }

  /** Asks for the pages, in halves where that would be too long; also where the service refuses, so that one bad key fails alone. */
  private async ask(site: string, waiting: [page: string, Waiting][]): Promise<void> {
    const half = waiting.length >> 1;
    const halves = () => [waiting.slice(0, half), waiting.slice(half)].forEach((some) => void this.ask(site, some));
    const query = new URLSearchParams([['site', site], ...waiting.map(([page]) => ['page', page])]).toString();
    if (half > 0 && (query.length > LONGEST_QUERY || waiting.length > UI_LIMITS.countersBatch)) return halves();
    let counters: Record<string, Counters> = {};
    try {
      ({ counters } = await this.client.call<{ counters: Record<string, Counters> }>('GET', `/v1/counters?${query}`));
    } catch (error) {
      if (half > 0 && failureOf(error).kind === 'invalid-request') return halves();
    }
    for (const [page, resolves] of waiting) for (const resolve of resolves) resolve(counters[page] ?? null);
  }
}

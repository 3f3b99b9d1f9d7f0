import type { Counters } from '@afterword/contracts';
import type { Client } from './client';
import { UI_LIMITS } from './ui';

interface Waiting {
  page: string;
  resolve: (counters: Counters | null) => void;
}

/** Batches the counter requests of one microtask into one request per site. */
export class CounterBatch {
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(private readonly client: Client) {}

  /** Resolves to null if the request failed. */
  counters({ site, page }: { site: string; page: string }): Promise<Counters | null> {
    return new Promise((resolve) => {
      const waiting = this.waiting.get(site);
      if (waiting) waiting.push({ page, resolve });
      else {
        this.waiting.set(site, [{ page, resolve }]);
        queueMicrotask(() => void this.send(site));
      }
    });
  }

  private async send(site: string): Promise<void> {
    const waiting = this.waiting.get(site) ?? [];
    this.waiting.delete(site);
    const pages = [...new Set(waiting.map(({ page }) => page))];
    for (let start = 0; start < pages.length; start += UI_LIMITS.countersBatch) {
      const some = pages.slice(start, start + UI_LIMITS.countersBatch);
      const query = new URLSearchParams([['site', site], ...some.map((page) => ['page', page])]);
      const answer = await this.client
        .call<{ counters: Record<string, Counters> }>('GET', `/v1/counters?${query}`)
        .catch(() => null);
      for (const { page, resolve } of waiting) {
        if (some.includes(page)) resolve(answer?.counters[page] ?? null);
      }
    }
  }
}

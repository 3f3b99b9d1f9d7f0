import { type Counters, type CountersQuery, normalisePageKey, type Site, zeroCounters } from '@afterword/contracts';
import { type ReadyAnswer, readyJson } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { PageCache, type Standing } from '../page-cache';
import { SitesService } from '../sites';
import { CountersRepository } from './counters.repository';
import { toCounters } from './metric';

/** Answers that are kept, at most. Bytes. */
const ANSWERS_BYTES = 8 * 1024 * 1024;

/** An answer about several pages, which holds for as long as each of them stands as it did. */
interface KeptAnswer {
  site: Site;
  standings: readonly Standing[];
  answer: ReadyAnswer;
}

@Injectable()
export class CountersService {
  private readonly kept = new LRUCache<string, KeptAnswer>({
    maxSize: ANSWERS_BYTES,
    sizeCalculation: ({ answer, standings }, asked) =>
      2 * asked.length + answer.body.length + 8 * standings.length + 200,
  });

  constructor(
    private readonly sites: SitesService,
    private readonly counters: CountersRepository,
    private readonly cache: PageCache,
  ) {}

  /** The answer to the same question, where it is known to hold. `asked` is the question as it was written. */
  known(asked: string): ReadyAnswer | undefined {
    const kept = this.kept.get(asked);
    if (!kept || !this.sites.isCurrent(kept.site)) return undefined;
    return kept.standings.every((standing) => this.cache.isFresh(standing)) ? kept.answer : undefined;
  }

  /** The counters of pages, by the keys that were asked for; zeros for a page that nothing happened on. */
  async ready({ site: siteId, page: keys }: CountersQuery, asked: string): Promise<ReadyAnswer> {
    const site = await this.sites.get(siteId);
    const standings = await Promise.all(keys.map(async (key) => this.cache.standing(site.id, normalisePageKey(key))));
    const kept = this.kept.get(asked);
    if (kept?.site === site && standings.every((standing, index) => standing === kept.standings[index])) {
      return kept.answer;
    }
    const counters = keys.map((key, index): [string, Counters] => [
      key,
      toCounters(site.reactionKinds, standings[index]?.state?.counters ?? []),
    ]);
    const answer = readyJson({ counters: Object.fromEntries(counters) });
    this.kept.set(asked, { site, standings, answer });
    return answer;
  }

  /** The same, from the database: for who carries a token, and may have written elsewhere this moment. */
  async read({ site: siteId, page: keys }: CountersQuery) {
    const site = await this.sites.get(siteId);
    const counters = await this.counters.ofKeys(site.id, keys.map(normalisePageKey), site.reactionKinds);
    const ofPage = (key: string) => counters.get(normalisePageKey(key)) ?? zeroCounters(site.reactionKinds);
    return { counters: Object.fromEntries(keys.map((key) => [key, ofPage(key)])) };
  }
}

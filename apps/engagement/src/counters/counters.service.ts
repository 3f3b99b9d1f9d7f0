import { type Counters, type CountersQuery, normalisePageKey, type Site, zeroCounters } from '@afterword/contracts';
import { type ReadyAnswer, readyJson } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { KeptAnswers, PageCache, type Standing } from '../page-cache';
import { SitesService } from '../sites';
import { CountersRepository } from './counters.repository';
import { toCounters } from './metric';

@Injectable()
export class CountersService {
  constructor(
    private readonly sites: SitesService,
    private readonly counters: CountersRepository,
    private readonly cache: PageCache,
    private readonly kept: KeptAnswers,
  ) {}

  /** The counters of pages, by the keys that were asked for; zeros for a page that nothing happened on. */
  async ready({ site: siteId, page: keys }: CountersQuery, url: string): Promise<ReadyAnswer> {
    const site = await this.sites.get(siteId);
    const standings = await Promise.all(keys.map(async (key) => this.cache.standing(site.id, normalisePageKey(key))));
    return this.kept.answer(url, { site, standings }, () => answerOf(site, keys, standings));
  }

  /** The same, from the database: for who carries a token, and may have written elsewhere this moment. */
  async read({ site: siteId, page: keys }: CountersQuery): Promise<{ counters: Record<string, Counters> }> {
    const site = await this.sites.get(siteId);
    const counters = await this.counters.ofKeys(site.id, keys.map(normalisePageKey), site.reactionKinds);
    const ofPage = (key: string) => counters.get(normalisePageKey(key)) ?? zeroCounters(site.reactionKinds);
    return { counters: Object.fromEntries(keys.map((key) => [key, ofPage(key)])) };
  }
}

function answerOf(site: Site, keys: readonly string[], standings: readonly Standing[]): ReadyAnswer {
  const counters = keys.map((key, index): [string, Counters] => [
    key,
    toCounters(site.reactionKinds, standings[index]?.state?.counters ?? []),
  ]);
  return readyJson({ counters: Object.fromEntries(counters) });
}

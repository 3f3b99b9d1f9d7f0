import { type Counters, type CountersQuery, normalisePageKey, type Site, zeroCounters } from '@afterword/contracts';
import { type Principal, type ReadyAnswer, readyJson } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type CachedPage, PageCache, ResponseCache } from '../page-cache';
import { MutedCounts, withMuted } from '../reader-restriction';
import { SitesService } from '../sites';
import { CountersRepository } from './counters.repository';
import { toCounters } from './metric';

@Injectable()
export class CountersService {
  constructor(
    private readonly sites: SitesService,
    private readonly counters: CountersRepository,
    private readonly cache: PageCache,
    private readonly responses: ResponseCache,
    private readonly muted: MutedCounts,
  ) {}

  /** The counters of pages, by the keys that were asked for; zeros for a page that nothing happened on. */
  async ready({ site: siteId, page: keys }: CountersQuery, url: string): Promise<ReadyAnswer> {
    const site = await this.sites.get(siteId);
    const pages = await Promise.all(keys.map(async (key) => this.cache.page(site.id, normalisePageKey(key))));
    return this.responses.getOrMake(url, { site, pages }, () => responseOf(site, keys, pages));
  }

  /** The same, from the database: a caller with a token may have written through another process just now. */
  async read(
    { site: siteId, page: keys }: CountersQuery,
    principal: Principal,
  ): Promise<{ counters: Record<string, Counters> }> {
    const site = await this.sites.get(siteId);
    const normal = keys.map(normalisePageKey);
    const [counters, muted] = await Promise.all([
      this.counters.ofKeys(site.id, normal, site.reactionKinds),
      this.muted.of(principal, site.id, normal),
    ]);
    const ofPage = (key: string) => withMuted(counters.get(key) ?? zeroCounters(site.reactionKinds), muted.get(key));
    return { counters: Object.fromEntries(keys.map((key) => [key, ofPage(normalisePageKey(key))])) };
  }
}

function responseOf(site: Site, keys: readonly string[], pages: readonly CachedPage[]): ReadyAnswer {
  const counters = keys.map((key, index): [string, Counters] => [
    key,
    toCounters(site.reactionKinds, pages[index]?.stored?.counters ?? []),
  ]);
  return readyJson({ counters: Object.fromEntries(counters) });
}

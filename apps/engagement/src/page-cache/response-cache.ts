import type { Site } from '@afterword/contracts';
import type { ReadyAnswer } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SitesService } from '../sites';
import type { CachedPage } from './cached-page';
import { PageCache } from './page-cache';

/** Memory for responses, at most. Bytes. */
const MAX_BYTES = 8 * 1024 * 1024;

/** A response that is valid while the site and each of the pages are what they were. */
interface CachedResponse {
  site: Site;
  pages: readonly CachedPage[];
  response: ReadyAnswer;
}

/** Responses to requests without a token, by URL. A hit costs neither validation nor a query. */
@Injectable()
export class ResponseCache {
  private readonly responses = new LRUCache<string, CachedResponse>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ response, pages }, url) => 2 * url.length + response.body.length + 8 * pages.length + 200,
  });

  constructor(
    private readonly cache: PageCache,
    private readonly sites: SitesService,
  ) {}

  /** The response to a URL, where it is known to be valid. */
  find(url: string): ReadyAnswer | undefined {
    const cached = this.responses.get(url);
    if (!cached || !this.sites.isCurrent(cached.site)) return undefined;
    return this.cache.areFresh(cached.pages) ? cached.response : undefined;
  }

  /** The cached response, if it was made of the same site and pages; else a new one, which is cached. */
  async getOrMake(
    url: string,
    { site, pages }: Omit<CachedResponse, 'response'>,
    make: () => ReadyAnswer | Promise<ReadyAnswer>,
  ): Promise<ReadyAnswer> {
    const cached = this.responses.get(url);
    if (cached?.site === site && areSame(cached.pages, pages)) return cached.response;
    const response = await make();
    this.responses.set(url, { site, pages, response });
    return response;
  }
}

const areSame = (one: readonly CachedPage[], other: readonly CachedPage[]): boolean =>
  one.length === other.length && one.every((page, index) => page === other[index]);

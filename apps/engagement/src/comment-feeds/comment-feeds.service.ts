import { LIMITS, type Site } from '@afterword/contracts';
import { CONFIG, type ReadyAnswer, readyAnswer, type ServiceConfig, strongEtag } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Avatars } from '../avatars';
import { type CachedPage, PageCache, ResponseCache } from '../page-cache';
import { type CommentFeed, FEED_FILES, type FeedFormat, feedTitle, writeFeed } from './comment-feed';
import { CommentFeedsRepository } from './comment-feeds.repository';

/** Feeds of sites that are kept. */
const MAX_FEEDS = 100;

/** Programs ask again and again; a minute late is early for them. */
const CACHE_CONTROL = 'public, max-age=60';

/** Memory for feeds of pages, at most. Bytes. */
const MAX_BYTES = 8 * 1024 * 1024;

interface MadeFeed {
  /** What it was made of. */
  version: string;
  answer: ReadyAnswer;
}

/**
 * Feeds of the latest comments that readers can see. That of a page is made once for all who ask, until its comments change: reactions and
 * rewards, which change the page, are not in it. A site changes with each of its pages: its feed is made at most once in `LIMITS.staleReadMs`.
 */
@Injectable()
export class CommentFeedsService {
  private readonly ofPages = new LRUCache<string, MadeFeed>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ answer, version }, name) => answer.body.length + 2 * (version.length + name.length) + 200,
  });
  private readonly ofSites = new LRUCache<string, Promise<ReadyAnswer>>({
    max: MAX_FEEDS,
    ttl: LIMITS.staleReadMs,
  });

  constructor(
    private readonly feeds: CommentFeedsRepository,
    private readonly avatars: Avatars,
    private readonly cache: PageCache,
    private readonly responses: ResponseCache,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** A page that nothing happened on yet has an empty feed. */
  async ofPage(site: Site, key: string, { format, url }: { format: FeedFormat; url: string }): Promise<ReadyAnswer> {
    const cached = await this.cache.page(site.id, key);
    return this.responses.getOrMake(url, { site, pages: [cached] }, () => this.made(site, cached, format));
  }

  private async made(site: Site, { stored, name }: CachedPage, format: FeedFormat): Promise<ReadyAnswer> {
    const of = {
      title: feedTitle(stored?.title ?? stored?.key ?? name.key),
      base: `${this.baseOf(site)}/pages/${encodeURIComponent(stored?.key ?? name.key)}/comments`,
      home: stored?.url ?? null,
    };
    if (!stored) return this.write(site, format, { ...of, entries: [] });
    const feed = `${format} ${site.id} ${stored.id}`;
    const version = JSON.stringify([stored.commentsVersion, of, site.name, site.avatars]);
    const known = this.ofPages.get(feed);
    if (known?.version === version) return known.answer;
    // Read after its version, so it is never from before it.
    const entries = await this.feeds.ofPage(site.id, stored.id);
    const answer = this.write(site, format, { ...of, entries });
    this.ofPages.set(feed, { version, answer });
    return answer;
  }

  ofSite(site: Site, format: FeedFormat): Promise<ReadyAnswer> {
    const name = `${format} ${site.id}`;
    const known = this.ofSites.get(name);
    if (known) return known;
    const made = this.feeds.ofSite(site.id).then((entries) =>
      this.write(site, format, {
        title: feedTitle(site.name),
        base: `${this.baseOf(site)}/comments`,
        home: site.origins[0] ?? null,
        entries,
      }),
    );
    this.ofSites.set(name, made);
    // Whoever asks next asks the database again.
    void made.catch(() => this.ofSites.delete(name));
    return made;
  }

  private baseOf = (site: Site): string => `${this.config.engagementUrl}/v1/sites/${site.id}`;

  private write(site: Site, format: FeedFormat, feed: Omit<CommentFeed, 'toAuthor' | 'author'>): ReadyAnswer {
    const toAuthor: CommentFeed['toAuthor'] = (stored) => this.avatars.toAuthor(stored, site);
    const body = Buffer.from(writeFeed({ ...feed, author: site.name, toAuthor }, format));
    return readyAnswer(body, strongEtag(body), {
      'content-type': FEED_FILES[format].type,
      'cache-control': CACHE_CONTROL,
      // When it was made, not when its newest comment was: one that was taken out has changed it, too.
      'last-modified': new Date().toUTCString(),
    });
  }
}

import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { h } from 'preact';
import { articleEtag, ArticleReader, ArticleTransactions, type ArticleVersions } from '../articles';
import { SnapshotsRepository } from '../snapshots';
import { ArticlePage } from './article-page';
import { renderPage } from './render';
import { RenderedPage } from './rendered-page';

export interface ArticleAddress {
  slug: string;
  /** `original`, a language, or what readers get first. */
  version: string | undefined;
}

interface VersionAddress {
  slug: string;
  position: number;
}

/** Rendered pages that are kept, at most. Bytes. */
const CACHE_BYTES = 24 * 1024 * 1024;

/** How long a change that another process made may go unseen. Milliseconds. */
const VERSIONS_TTL_MS = 200;

/**
 * Renders an article's page once for each version of the article and of what readers did below it, and gives it to all who
 * ask meanwhile.
 */
@Injectable()
export class PageRenderer {
  private readonly pages = new LRUCache<string, RenderedPage, VersionAddress>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ size }) => size,
    fetchMethod: (_key, _stale, { context }) => this.render(context),
  });

  /** What was asked of late, and is being asked. All of it is forgotten when this process changes anything that pages show. */
  private readonly versions = new LRUCache<string, Promise<ArticleVersions>>({ max: 1_000, ttl: VERSIONS_TTL_MS });

  /** Which page was last given at an address, and what that was found by. */
  private readonly given = new LRUCache<string, { slug: string; asked: Promise<ArticleVersions>; key: string }>({
    max: 1_000,
  });

  constructor(
    private readonly reader: ArticleReader,
    articles: ArticleTransactions,
    snapshots: SnapshotsRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    articles.onCommit(() => this.versions.clear());
    snapshots.onApply(() => this.versions.clear());
  }

  /** The page at an address, where it is known to hold. */
  find(url: string): RenderedPage | undefined {
    const given = this.given.get(url);
    return given && this.versions.get(given.slug) === given.asked ? this.pages.get(given.key) : undefined;
  }

  /**
   * @param url where it is asked for
   * @throws DomainError `article-not-found`
   * @throws ArticleMovedError
   */
  async article({ slug, version }: ArticleAddress, url: string): Promise<RenderedPage> {
    const asked = this.versionsOf(slug);
    const versions = await asked;
    const position = await this.reader.versionPosition(slug, version);
    // What is read after the versions is at least as new as they are.
    const key = `${slug}/${articleEtag(versions)}/${position}`;
    this.given.set(url, { slug, asked, key });
    return this.pages.forceFetch(key, { context: { slug, position } });
  }

  /** A hot article costs a query now and then, however many ask. */
  private versionsOf(slug: string): Promise<ArticleVersions> {
    const known = this.versions.get(slug);
    if (known) return known;
    const asked = this.reader.publishedVersions(slug);
    this.versions.set(slug, asked);
    // What is not there may be there the next time.
    asked.catch(() => {
      if (this.versions.peek(slug) === asked) this.versions.delete(slug);
    });
    return asked;
  }

  private async render({ slug, position }: VersionAddress): Promise<RenderedPage> {
    const found = await this.reader.published(slug);
    const { contentUrl, engagementUrl } = this.config;
    return new RenderedPage(renderPage(h(ArticlePage, { ...found, position, contentUrl, engagementUrl })));
  }
}

import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { h } from 'preact';
import { ArticleReader, ArticleTransactions, type PageVersions, type Neighbours, versionsTag } from '../articles';
import { SnapshotsRepository } from '../snapshots';
import { ArticlePage } from './article-page';
import { renderPage } from './render';
import { RenderedPage } from './rendered-page';

export interface ArticleAddress {
  slug: string;
  /** `original` or a language; undefined for the default version. */
  version: string | undefined;
}

interface VersionAddress {
  slug: string;
  position: number;
  neighbours: Neighbours;
}

/** Size of the cache of rendered pages. Bytes. */
const CACHE_BYTES = 24 * 1024 * 1024;

/** How long a change by another process may go unnoticed. Milliseconds. */
const VERSIONS_TTL_MS = 200;

/** How long a page leads on to articles that another process has published, renamed or withdrawn meanwhile as they were. Milliseconds. */
const NEIGHBOURS_TTL_MS = 10_000;

/**
 * Renders the page of an article once for each version of the article, of its engagement and of its site's settings, and caches it. Concurrent callers
 * share one rendering.
 */
@Injectable()
export class PageRenderer {
  private readonly pages = new LRUCache<string, RenderedPage, VersionAddress>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ size }) => size,
    fetchMethod: (_key, _stale, { context }) => this.render(context),
  });

  /** The versions of recently requested articles. Cleared when this process changes an article or applies a snapshot. */
  private readonly versions = new LRUCache<string, Promise<PageVersions>>({ max: 1_000, ttl: VERSIONS_TTL_MS });

  /** Where the pages of recently requested articles lead on to. Cleared when this process changes an article. */
  private readonly neighbours = new LRUCache<string, Promise<Neighbours>>({ max: 1_000, ttl: NEIGHBOURS_TTL_MS });

  /** The key of the page last served at a URL, and the versions that it was made from. */
  private readonly served = new LRUCache<string, { slug: string; versions: Promise<PageVersions>; key: string }>({
    max: 1_000,
  });

  constructor(
    private readonly reader: ArticleReader,
    articles: ArticleTransactions,
    snapshots: SnapshotsRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    articles.onCommit(() => {
      this.versions.clear();
      this.neighbours.clear();
    });
    snapshots.onApply(() => this.versions.clear());
  }

  /** The cached page at a URL, where its versions are known to be current. */
  find(url: string): RenderedPage | undefined {
    const served = this.served.get(url);
    return served && this.versions.get(served.slug) === served.versions ? this.pages.get(served.key) : undefined;
  }

  /**
   * @param url the URL of the request
   * @throws DomainError `article-not-found`
   * @throws ArticleMovedError
   */
  async article({ slug, version }: ArticleAddress, url: string): Promise<RenderedPage> {
    const current = shared(this.versions, slug, () => this.reader.publishedVersions(slug));
    const versions = await current;
    const position = await this.reader.versionPosition(slug, version);
    // The page is read after its versions, so it is at least as new as its key says.
    const neighbours = await shared(this.neighbours, slug, () => this.reader.neighbours(slug));
    const key = `${slug}/${versionsTag(versions)}.${versions.settingsVersion}/${position}/${JSON.stringify(neighbours)}`;
    this.served.set(url, { slug, versions: current, key });
    return this.pages.forceFetch(key, { context: { slug, position, neighbours } });
  }

  private async render({ slug, position, neighbours }: VersionAddress): Promise<RenderedPage> {
    const found = await this.reader.published(slug);
    const { contentUrl, engagementUrl } = this.config;
    return new RenderedPage(
      renderPage(h(ArticlePage, { ...found, neighbours, position, contentUrl, engagementUrl }), this.config),
    );
  }
}

/** What a cache has, or is getting. At most one query for each key while it is kept. */
function shared<Value extends object>(
  cache: LRUCache<string, Promise<Value>>,
  key: string,
  load: () => Promise<Value>,
): Promise<Value> {
  const known = cache.get(key);
  if (known) return known;
  const loading = load();
  cache.set(key, loading);
  // A failure is not cached: the article may be there the next time.
  loading.catch(() => {
    if (cache.peek(key) === loading) cache.delete(key);
  });
  return loading;
}

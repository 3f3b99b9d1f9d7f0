import { CONFIG, type ServiceConfig, strongEtag } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { h } from 'preact';
import { articleEtag, ArticleReader, type ArticleVersions } from '../articles';
import { ArticlePage } from './article-page';
import { renderPage } from './render';

export interface RenderedPage {
  html: string;
  etag: string;
}

export interface ArticleAddress {
  slug: string;
  /** `original`, a language, or what readers get first. */
  version: string | undefined;
}

interface VersionAddress {
  slug: string;
  position: number;
}

/** Characters of rendered pages that are kept, about 64 MiB of memory at most. */
const CACHE_CHARACTERS = 32 * 1024 * 1024;

/**
 * Renders an article's page once for each version of the article and of what readers did below it, and gives it to all who
 * ask meanwhile.
 */
@Injectable()
export class PageRenderer {
  private readonly pages = new LRUCache<string, RenderedPage, VersionAddress>({
    maxSize: CACHE_CHARACTERS,
    sizeCalculation: ({ html }) => html.length,
    fetchMethod: (_key, _stale, { context }) => this.render(context),
  });

  private readonly asked = new Map<string, Promise<ArticleVersions>>();

  constructor(
    private readonly reader: ArticleReader,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /**
   * @throws DomainError `article-not-found`
   * @throws ArticleMovedError
   */
  async article({ slug, version }: ArticleAddress): Promise<RenderedPage> {
    const versions = await this.versionsOf(slug);
    const position = await this.reader.versionPosition(slug, version);
    // What is read after the versions is at least as new as they are.
    const key = `${slug}/${articleEtag(versions)}/${position}`;
    return this.pages.forceFetch(key, { context: { slug, position } });
  }

  /** Who asks while the database is being asked the same gets its answer: a hot article costs one query at a time. */
  private versionsOf(slug: string): Promise<ArticleVersions> {
    let versions = this.asked.get(slug);
    if (!versions) {
      versions = this.reader.publishedVersions(slug).finally(() => this.asked.delete(slug));
      this.asked.set(slug, versions);
    }
    return versions;
  }

  private async render({ slug, position }: VersionAddress): Promise<RenderedPage> {
    const found = await this.reader.published(slug);
    const { contentUrl, engagementUrl } = this.config;
    const html = renderPage(h(ArticlePage, { ...found, position, contentUrl, engagementUrl }));
    return { html, etag: strongEtag(html) };
  }
}

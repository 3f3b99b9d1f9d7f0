import { CONFIG, type ServiceConfig, strongEtag } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { h } from 'preact';
import { articleEtag, type ArticleWithSnapshot } from '../articles';
import { ArticlePage } from './article-page';
import { renderPage } from './render';

export interface RenderedPage {
  html: string;
  etag: string;
}

/** Characters of rendered pages that are kept, about 64 MiB of memory at most. */
const CACHE_CHARACTERS = 32 * 1024 * 1024;

/** Renders an article's page once for each version of the article and of what readers did below it. */
@Injectable()
export class PageRenderer {
  private readonly cache = new LRUCache<string, RenderedPage>({
    maxSize: CACHE_CHARACTERS,
    sizeCalculation: ({ html }) => html.length,
  });

  constructor(@Inject(CONFIG) private readonly config: ServiceConfig) {}

  article(found: ArticleWithSnapshot, original: boolean): RenderedPage {
    const { article, snapshot } = found;
    const key = `${article.id}/${articleEtag(article, snapshot)}/${original}`;
    const cached = this.cache.get(key);
    if (cached) return cached;
    const { contentUrl, engagementUrl } = this.config;
    const html = renderPage(h(ArticlePage, { ...found, original, contentUrl, engagementUrl }));
    const page = { html, etag: strongEtag(html) };
    this.cache.set(key, page);
    return page;
  }
}

import { DomainError } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { NO_SNAPSHOT, type Snapshot, SnapshotsRepository } from '../snapshots';
import type { ArticleEntity } from './article.entity';
import { articleCursor, readArticleCursor } from './article-cursor';
import { ArticlesRepository } from './articles.repository';

export interface ArticleWithSnapshot {
  article: ArticleEntity;
  snapshot: Snapshot;
}

export interface ListQuery {
  topic?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Reads published articles with what is known of their engagement. Never asks the engagement service. */
@Injectable()
export class ArticleReader {
  constructor(
    private readonly articles: ArticlesRepository,
    private readonly snapshots: SnapshotsRepository,
  ) {}

  /** @throws DomainError `article-not-found` for one that is not there or not published */
  async published(slug: string): Promise<ArticleWithSnapshot> {
    const found = await this.find(slug);
    if (found.article.status !== 'published') throw new DomainError('article-not-found');
    return found;
  }

  /** Drafts too. @throws DomainError `article-not-found` */
  async find(slug: string): Promise<ArticleWithSnapshot> {
    const article = await this.articles.find(slug);
    if (!article) throw new DomainError('article-not-found');
    return { article, snapshot: await this.snapshots.of(article.siteId, slug) };
  }

  /** @throws DomainError `invalid-request` */
  async latest({ topic, limit, cursor }: ListQuery): Promise<{ items: ArticleWithSnapshot[]; next: string | null }> {
    const rows = await this.articles.latest({ topic, limit, after: readArticleCursor(cursor) });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const snapshots = await this.snapshots.ofMany(shown.map(({ siteId, slug }) => ({ siteId, pageKey: slug })));
    return {
      items: shown.map((article) => ({ article, snapshot: snapshots.get(article.slug) ?? NO_SNAPSHOT })),
      next: rows.length > limit && last ? articleCursor(last) : null,
    };
  }

  topicName(slug: string): Promise<string | null> {
    return this.articles.topicName(slug);
  }
}

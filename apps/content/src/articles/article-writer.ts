import type { ArticleStatus } from '@afterword/contracts';
import type { Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { ArticleEntity } from './article.entity';
import { ArticleAnnouncer } from './article-announcer';
import { ArticleIndex } from './article-index';
import type { ArticleChange } from './article-rows';
import { ArticlesRepository } from './articles.repository';

/** Writes an article, its entry in the search index and its announcement in one transaction. */
@Injectable()
export class ArticleWriter {
  constructor(
    private readonly articles: ArticlesRepository,
    private readonly index: ArticleIndex,
    private readonly announcer: ArticleAnnouncer,
  ) {}

  /** Adds an article, or replaces `existing`, whose id and page key stay. */
  async write(tx: Transaction, existing: ArticleEntity | null, change: ArticleChange): Promise<ArticleEntity> {
    const saved = existing ? await this.articles.replace(tx, existing, change) : await this.articles.insert(tx, change);
    await this.updateIndex(tx, saved);
    await this.announcer.announceChange(tx, existing, saved);
    return saved;
  }

  /** Changes nothing where the article has the status and the date already. */
  async setStatus(
    tx: Transaction,
    existing: ArticleEntity,
    status: ArticleStatus,
    publishedAt: Date | null,
  ): Promise<ArticleEntity> {
    if (existing.status === status && existing.publishedAt?.getTime() === publishedAt?.getTime()) return existing;
    return this.update(tx, existing, { status, publishedAt });
  }

  /** Moves an article to another site, where its page begins without comments and counters. */
  setSite(tx: Transaction, existing: ArticleEntity, siteId: string): Promise<ArticleEntity> {
    return this.update(tx, existing, { siteId });
  }

  async delete(tx: Transaction, existing: ArticleEntity): Promise<void> {
    await this.articles.delete(tx, existing);
    if (existing.status === 'published') {
      await this.announcer.announceRemoval(tx, existing, await this.articles.nextVersion(tx));
    }
  }

  private async update(
    tx: Transaction,
    existing: ArticleEntity,
    changes: Partial<Pick<ArticleEntity, 'siteId' | 'status' | 'publishedAt'>>,
  ): Promise<ArticleEntity> {
    const saved = await this.articles.update(tx, existing, changes);
    await this.updateIndex(tx, saved);
    await this.announcer.announceChange(tx, existing, saved);
    return saved;
  }

  /** Readers can find what they can see. */
  private async updateIndex(tx: Transaction, article: ArticleEntity): Promise<void> {
    if (article.status === 'published') await this.index.put(tx, article);
    else await this.index.remove(tx, article.id);
  }
}

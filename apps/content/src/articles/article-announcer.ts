import type { ArticleState } from '@afterword/contracts';
import { CONFIG, type ServiceConfig, type Transaction } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { OutboxEntity } from '../outbox';
import type { ArticleEntity } from './article.entity';
import { shownVersion } from './article-versions';

/** Tells engagement about published articles, by the outbox. */
@Injectable()
export class ArticleAnnouncer {
  constructor(@Inject(CONFIG) private readonly config: ServiceConfig) {}

  /** Announces what a change means to readers; nothing where the article is published neither before nor after it. */
  async announceChange(tx: Transaction, before: ArticleEntity | null, saved: ArticleEntity): Promise<void> {
    const wasPublished = before?.status === 'published';
    const isPublished = saved.status === 'published';
    const moved = before !== null && before.siteId !== saved.siteId;
    if (wasPublished && (moved || !isPublished)) {
      await this.announceRemoval(tx, before, saved.version);
    }
    if (isPublished) {
      await this.announce(tx, wasPublished && !moved ? 'article.updated' : 'article.published', saved);
    }
  }

  /** Announces that a published article is gone, `version` being that of its removal. */
  announceRemoval(tx: Transaction, article: ArticleEntity, version: number): Promise<void> {
    return this.announce(tx, 'article.unpublished', article, version);
  }

  private async announce(
    tx: Transaction,
    name: OutboxEntity['name'],
    article: ArticleEntity,
    version = article.version,
  ): Promise<void> {
    const keys = [article.slug, ...article.aliases.map(({ slug }) => slug)];
    const payload: ArticleState = {
      schemaVersion: 1,
      site: article.siteId,
      page: article.pageKey,
      version,
      url: `${this.config.contentUrl}/articles/${article.slug}`,
      title: shownVersion(article).title,
      aliases: keys.filter((key) => key !== article.pageKey),
      occurredAt: new Date().toISOString(),
    };
    await tx.insert(OutboxEntity, { name, payload });
  }
}

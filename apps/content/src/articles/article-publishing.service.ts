import { Injectable } from '@nestjs/common';
import type { ArticleEntity } from './article.entity';
import { ArticleTransactions, type OperatorCall } from './article-transactions';
import { ArticleWriter } from './article-writer';
import { ArticlesRepository } from './articles.repository';
import type { ExpectedVersions } from './if-match';
import { publicStatus } from './publication';

/** Scheduled articles that are published in one transaction. */
const DUE_BATCH = 50;

/** Publishes articles, at once or when their time has come, and takes them back. */
@Injectable()
export class ArticlePublishing {
  constructor(
    private readonly transactions: ArticleTransactions,
    private readonly articles: ArticlesRepository,
    private readonly writer: ArticleWriter,
  ) {}

  /**
   * Publishes an article at `at`, else at the date that it has, else now; a date in the future schedules it. Publishing a
   * published article again changes nothing.
   * @throws DomainError `article-not-found`, `precondition-failed`, `idempotency-key-reused`
   */
  publish<Answer>(
    slug: string,
    at: Date | undefined,
    expected: ExpectedVersions,
    call: OperatorCall<Answer>,
  ): Promise<Answer> {
    const dateOf = (existing: ArticleEntity) => at ?? existing.publishedAt ?? new Date();
    return this.transactions.change(slug, expected, call, (tx, existing) =>
      this.writer.setStatus(tx, existing, publicStatus(dateOf(existing)), dateOf(existing)),
    );
  }

  /**
   * Makes an article a draft; a draft stays as it is.
   * @throws DomainError `article-not-found`, `precondition-failed`, `idempotency-key-reused`
   */
  unpublish<Answer>(slug: string, expected: ExpectedVersions, call: OperatorCall<Answer>): Promise<Answer> {
    return this.transactions.change(slug, expected, call, (tx, existing) =>
      this.writer.setStatus(tx, existing, 'draft', existing.publishedAt),
    );
  }

  /** Until the time of the next scheduled article comes; 0 or less when it has come, null where none is scheduled. Milliseconds. */
  untilDue(): Promise<number | null> {
    return this.articles.untilDue();
  }

  /** Publishes scheduled articles whose time has come, each once. @returns how many */
  publishDue(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const due = await this.articles.due(tx, DUE_BATCH);
      for (const article of due) await this.writer.setStatus(tx, article, 'published', article.publishedAt);
      return due.length;
    });
  }
}

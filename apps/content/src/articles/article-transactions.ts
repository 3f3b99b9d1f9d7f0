import { isStorable } from '@afterword/contracts';
import {
  DomainError,
  type IdempotencyKey,
  IdempotencyService,
  operatorOwner,
  type Transaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { ArticleEntity } from './article.entity';
import { ArticlesRepository } from './articles.repository';
import { type ExpectedVersions, requireVersion } from './if-match';

/** A request of the operator that changes an article. */
export interface OperatorCall<Answer> {
  key: IdempotencyKey | null;
  /** Makes the answer in the transaction of the change, where it is stored for repeated requests. */
  answer: (tx: Transaction, changed: ArticleEntity) => Promise<Answer>;
}

/** The transactions that change articles, one at a time across all processes. */
@Injectable()
export class ArticleTransactions {
  private readonly listeners: (() => void)[] = [];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly articles: ArticlesRepository,
    private readonly idempotency: IdempotencyService,
  ) {}

  /** Calls `listener` after each commit of this process. */
  onCommit(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Runs `work` once per idempotency key. What `work` throws rolls the transaction back, the key included.
   * @throws DomainError `idempotency-key-reused`
   */
  async run<Result>(work: (tx: Transaction) => Promise<Result>, key: IdempotencyKey | null = null): Promise<Result> {
    const result = await this.dataSource.transaction(async (tx) => {
      await this.articles.lock(tx);
      return this.idempotency.runIn(tx, { owner: operatorOwner(), key }, () => work(tx));
    });
    for (const listener of this.listeners) listener();
    return result;
  }

  /**
   * Finds an article, checks that its version is one that the caller expects, and runs `work` on it.
   * @throws DomainError `article-not-found`, `precondition-failed`, `idempotency-key-reused`
   */
  change<Answer>(
    slug: string,
    expected: ExpectedVersions,
    { key, answer }: OperatorCall<Answer>,
    work: (tx: Transaction, existing: ArticleEntity) => Promise<ArticleEntity>,
  ): Promise<Answer> {
    return this.run(async (tx) => {
      const existing = isStorable(slug) ? await this.articles.find(slug, tx) : null;
      if (!existing) throw new DomainError('article-not-found');
      requireVersion(existing.version, expected);
      return answer(tx, await work(tx, existing));
    }, key);
  }
}

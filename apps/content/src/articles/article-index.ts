import type { Transaction } from '@afterword/platform';
import type { ArticleEntity } from './article.entity';

/**
 * An index of the published articles, kept in the transaction of each change. The search feature provides it: articles do
 * not depend on search, search depends on articles.
 */
export abstract class ArticleIndex {
  /** Adds a published article, or replaces what the index has of it. */
  abstract put(tx: Transaction, article: ArticleEntity): Promise<void>;

  /** Does nothing for an article that the index does not have. */
  abstract remove(tx: Transaction, articleId: string): Promise<void>;
}

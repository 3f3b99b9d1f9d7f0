import type { Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type ArticleEntity, ArticleIndex, plainText } from '../articles';
import { SearchIndexRepository } from './search-index.repository';

/** The full-text index of the published articles. */
@Injectable()
export class SearchIndex extends ArticleIndex {
  constructor(private readonly repository: SearchIndexRepository) {
    super();
  }

  put(tx: Transaction, article: ArticleEntity): Promise<void> {
    return this.repository.put(tx, {
      articleId: article.id,
      publishedAt: article.publishedAt ?? article.createdAt,
      versions: article.versions.map(({ language, title, html }) => ({ language, title, text: plainText(html) })),
    });
  }

  remove(tx: Transaction, articleId: string): Promise<void> {
    return this.repository.remove(tx, articleId);
  }
}

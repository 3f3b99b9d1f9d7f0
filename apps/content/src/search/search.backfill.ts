import { RelayLoops } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { ArticleIndex, ArticlesRepository, ArticleTransactions } from '../articles';
import { SearchIndexRepository } from './search-index.repository';

const IDLE_MS = 3_600_000;
/** Articles that are indexed in one transaction. */
const BATCH = 20;

/** Indexes published articles that the index lacks, such as those from before it existed. */
@Injectable()
export class SearchBackfill {
  constructor(
    private readonly repository: SearchIndexRepository,
    private readonly transactions: ArticleTransactions,
    private readonly articles: ArticlesRepository,
    private readonly index: ArticleIndex,
    loops: RelayLoops,
  ) {
    loops.create({ name: 'Search', tick: () => this.tick(), idleMs: IDLE_MS });
  }

  /** @returns how many articles were added to the index */
  async tick(): Promise<number> {
    const ids = await this.repository.unindexed(BATCH);
    if (ids.length === 0) return 0;
    return this.transactions.run(async (tx) => {
      for (const article of await this.articles.findAll(ids, tx)) {
        if (article.status === 'published') await this.index.put(tx, article);
      }
      return ids.length;
    });
  }
}

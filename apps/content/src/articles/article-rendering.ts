import { RelayLoops } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { RENDERER_VERSION, renderStoredArticle } from './article-html';
import { ArticleIndex } from './article-index';
import { listingOf } from './article-listing';
import { ArticleTransactions } from './article-transactions';
import { ArticlesRepository } from './articles.repository';
import { directionOf } from './language-direction';

const IDLE_MS = 3_600_000;
/** Articles that are rendered in one transaction, which holds up other changes of articles. */
const BATCH = 5;

/** Articles are rendered when they are written. After a change of the renderer, stored ones are rendered anew. */
@Injectable()
export class ArticleRendering {
  private readonly logger = new Logger('Rendering');

  constructor(
    private readonly transactions: ArticleTransactions,
    private readonly articles: ArticlesRepository,
    private readonly index: ArticleIndex,
    loops: RelayLoops,
  ) {
    loops.create({ name: 'Rendering', tick: () => this.tick(), idleMs: IDLE_MS });
  }

  /** @returns how many articles were rendered */
  async tick(): Promise<number> {
    if (!(await this.articles.anyRenderedBefore(RENDERER_VERSION))) return 0;
    return this.transactions.run(async (tx) => {
      const outdated = await this.articles.renderedBefore(tx, RENDERER_VERSION, BATCH);
      for (const article of outdated) {
        const versions = article.versions.map((version) => {
          const { body, images, language } = version;
          const html = renderStoredArticle(body, { images, direction: directionOf(language) });
          const listing = listingOf({ body, html, images });
          return Object.assign(version, { html, ...listing, rendererVersion: RENDERER_VERSION });
        });
        await this.articles.storeRenderings(tx, article, versions);
        if (article.status === 'published') await this.index.put(tx, article);
      }
      if (outdated.length > 0) this.logger.log(`Rendered ${outdated.map(({ slug }) => slug).join(', ')} anew`);
      return outdated.length;
    });
  }
}

import { CONFIG, ConfigError, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ArticleTransactions } from './article-transactions';
import { ArticleWriter } from './article-writer';
import { ArticlesRepository } from './articles.repository';

/** Articles that are moved in one transaction. */
const MOVE_BATCH = 50;

/** Holds all articles to the one site that content serves, which `SITE` names. */
@Injectable()
export class ArticleSite {
  constructor(
    private readonly articles: ArticlesRepository,
    private readonly transactions: ArticleTransactions,
    private readonly writer: ArticleWriter,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /**
   * A wrong `SITE` would take the comments from every article, so it is refused rather than followed.
   * @throws ConfigError where the database holds articles of another site
   */
  async verify(): Promise<void> {
    const { site } = this.config;
    const other = await this.articles.otherSite(site);
    if (other === null) return;
    throw new ConfigError(
      `SITE is "${site}", but the database holds articles of the site "${other}". Set SITE=${other}, or move ` +
        `these articles with "npx afterword articles move --from ${other}".`,
    );
  }

  /** Moves the articles of another site to the one that content serves. @returns how many */
  async moveFrom(other: string): Promise<number> {
    let moved = 0;
    while (other !== this.config.site) {
      const count = await this.moveSome(other);
      if (count === 0) break;
      moved += count;
    }
    return moved;
  }

  private moveSome(other: string): Promise<number> {
    return this.transactions.run(async (tx) => {
      const articles = await this.articles.ofSite(tx, other, MOVE_BATCH);
      for (const article of articles) await this.writer.setSite(tx, article, this.config.site);
      return articles.length;
    });
  }
}

import type { ArticleState } from '@afterword/contracts';
import { CONFIG, LinkConsumer, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { PageChanges } from '../page-changes';
import { PagesRepository } from '../pages';
import { SitesService } from '../sites';
import { ArticleKeysService } from './article-keys.service';

/** Takes what content announces of its articles: where their pages are, what they are called, whether they are up. */
@Injectable()
export class ArticlesConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private close: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly link: LinkConsumer,
    private readonly pages: PagesRepository,
    private readonly sites: SitesService,
    private readonly keys: ArticleKeysService,
    private readonly changes: PageChanges,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('worker')) return;
    const worker = this.link.consume('articles', {
      'article.published': (article) => this.apply(article, { unpublished: false }),
      'article.updated': (article) => this.apply(article, { unpublished: false }),
      'article.unpublished': (article) => this.apply(article, { unpublished: true }),
    });
    this.close = () => worker.close();
  }

  /** Lets the jobs that are being handled end. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /**
   * Once per version; an older one that comes late changes nothing.
   * @throws DomainError `site-not-found`: the queue tries again, since the site may be on its way
   */
  async apply(article: ArticleState, { unpublished }: { unpublished: boolean }): Promise<void> {
    const site = await this.sites.get(article.site);
    await this.keys.lead(site, article);
    const pageId = await this.pages.applyArticle(article, unpublished);
    if (pageId !== null) this.changes.changed([{ siteId: site.id, pageId }]);
  }
}

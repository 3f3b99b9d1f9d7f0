import type { ArticleState } from '@afterword/contracts';
import { CONFIG, LinkConsumer, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import { PageIds, PageWrites } from '../page-writes';
import { ApplyArticle, PagesRepository } from '../pages';
import { SitesService } from '../sites';
import { ArticleKeysService, CONTENT } from './article-keys.service';

/** Each edit of an article is one version, so many are not made between two announcements. */
const SKIPPED_VERSIONS = 100_000;

/** Applies what content announces of its articles: the URLs and titles of their pages, and whether they are published. */
@Injectable()
export class ArticlesConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private close: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly link: LinkConsumer,
    private readonly ids: PageIds,
    private readonly writes: PageWrites,
    private readonly applyArticle: ApplyArticle,
    private readonly sites: SitesService,
    private readonly keys: ArticleKeysService,
    private readonly pages: PagesRepository,
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

  /** Waits for the jobs that are being handled. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /**
   * Once per version; an older one that comes late changes nothing.
   * @throws DomainError `site-not-found`: the queue tries again, since the site may be on its way
   * @throws UnrecoverableError for a version that content cannot have sent: true ones would be ignored after it
   */
  async apply(article: ArticleState, { unpublished }: { unpublished: boolean }): Promise<void> {
    const site = await this.sites.get(article.site);
    const page = await this.pages.find(site.id, article.page);
    if (article.version > (page?.articleVersion ?? 0) + SKIPPED_VERSIONS)
      throw new UnrecoverableError(`${site.id}/${article.page} cannot be at version ${article.version} of its article`);
    const command = { siteId: site.id, principal: CONTENT, key: null, article, unpublished };
    await this.ids.change({ site, key: article.page, principal: CONTENT }, (page) =>
      this.writes.run(this.applyArticle, { ...command, ...page }),
    );
    // When the page is there, so that another one can be merged into it.
    await this.keys.lead(site, article);
  }
}

import {
  acceptUnreadForms,
  AccessModule,
  addBasePath,
  addSecurityHeaders,
  checkDatabase,
  CONFIG,
  DatabaseModule,
  HealthModule,
  HealthRegistry,
  QueueBackend,
  OpenApiModule,
  QueueModule,
  RateLimitsModule,
  type ServiceConfig,
} from '@afterword/platform';
import { type DynamicModule, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { ArchiveModule } from './archive';
import { ArticleImportModule } from './article-import';
import { ArticleReader, ArticleRenderingModule, ArticleSite, ArticlesModule, ScheduleModule } from './articles';
import { CardsModule } from './cards';
import { entities } from './entities';
import { FeedsModule } from './feeds';
import { ImageMendingModule, ImagesModule } from './images';
import { migrations } from './migrations';
import { description } from './openapi';
import { OutboxModule } from './outbox';
import { addReadyPages, PageRenderer, PagesModule, publicationOf } from './pages';
import { SearchModule } from './search';
import { contentSecurityPolicy } from './security-headers';
import { SnapshotsLinkModule } from './snapshots';
import { FORM_ROUTE, ThreadsModule } from './threads';
import { SourceModule } from './source';

/** Shorter than the timeout of a health check. */
const ENGAGEMENT_TIMEOUT_MS = 1_500;

/** What the service is made of; none of it needs the configuration to be described. */
export const features = [
  HealthModule,
  RateLimitsModule,
  AccessModule.forRoot(),
  OpenApiModule.forRoot(description),
  ArticlesModule,
  ArticleImportModule,
  SnapshotsLinkModule,
  OutboxModule,
  ScheduleModule,
  ArticleRenderingModule,
  // Before the pages, whose last route takes whatever is left.
  ThreadsModule,
  PagesModule,
  FeedsModule,
  ImagesModule,
  ImageMendingModule,
  SourceModule,
  SearchModule,
  ArchiveModule,
  CardsModule,
];

@Global()
@Module({})
export class ContentModule implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(QueueBackend) private readonly queue: QueueBackend,
    private readonly health: HealthRegistry,
    private readonly http: HttpAdapterHost,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly renderer: PageRenderer,
    private readonly site: ArticleSite,
    private readonly articles: ArticleReader,
  ) {}

  /** @throws ConfigError where the theme is not valid */
  static forRoot(config: ServiceConfig): DynamicModule {
    publicationOf(config);
    return {
      module: ContentModule,
      imports: [DatabaseModule.forRoot({ config, entities, migrations }), QueueModule.forRoot(config), ...features],
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.site.verify();
    this.health.add({
      name: 'database',
      essential: true,
      check: () => checkDatabase(this.dataSource, () => this.askForArticle()),
    });
    // Without the queue, pages show the last snapshot, and announcements wait in the outbox.
    this.health.add({ name: 'queue', essential: false, check: () => this.queue.check() });
    // Without engagement, pages are served, and readers cannot comment, react, reward or share.
    this.health.add({ name: 'engagement', essential: false, check: () => this.askEngagement() });
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    addSecurityHeaders(fastify, { url: this.config.contentUrl, policy: contentSecurityPolicy(this.config) });
    addBasePath(fastify, this.config.contentUrl);
    acceptUnreadForms(fastify, FORM_ROUTE);
    // After the security headers, which every answer carries.
    addReadyPages(fastify, this.renderer);
  }

  /** What the front page asks, articles and snapshots, so that a service that fails its readers does not call itself ready. */
  private async askForArticle(): Promise<void> {
    await this.articles.latest({ limit: 1 });
  }

  private async askEngagement(): Promise<void> {
    const signal = AbortSignal.timeout(ENGAGEMENT_TIMEOUT_MS);
    const { ok } = await fetch(`${this.config.engagementInternalUrl}/health/live`, { signal });
    if (!ok) throw new Error('Engagement did not answer /health/live with success');
  }
}

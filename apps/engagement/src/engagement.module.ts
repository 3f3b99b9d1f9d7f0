import {
  AccessModule,
  addBasePath,
  addSecurityHeaders,
  checkDatabase,
  CONFIG,
  DatabaseModule,
  GroupCommitModule,
  HealthModule,
  HealthRegistry,
  OpenApiModule,
  QueueBackend,
  QueueModule,
  RateLimits,
  RateLimitsModule,
  RouteTable,
  type ServiceConfig,
} from '@afterword/platform';
import { type DynamicModule, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { AnnouncementsModule } from './announcements';
import { ArticlesModule } from './articles';
import { CommentFeedsModule } from './comment-feeds';
import { CommentRenderingModule, CommentsModule } from './comments';
import { ConsoleModule } from './console';
import { addCors } from './cors';
import { CountersModule } from './counters';
import { DecisionsModule } from './decisions';
import { EmbedModule } from './embed';
import { entities } from './entities';
import { EventRelayModule } from './event-log';
import { EventStreamsModule } from './event-streams';
import { ExportsModule } from './exports';
import { GuideModule } from './guide';
import { BannedGuestsModule } from './guest-clients';
import { migrations } from './migrations';
import { MailReportsModule } from './mail-reports';
import { ModerationClaimsModule } from './moderation-claims';
import { ModerationEventsModule } from './moderation-events';
import { description } from './openapi';
import { ModerationNumbersModule } from './moderation-numbers';
import { ImportFilesModule } from './import-files';
import { NotificationMailModule } from './notification-mail';
import { NotificationsModule } from './notifications';
import { PageCacheModule, ResponseCache, serveCachedResponses } from './page-cache';
import { PageMergeModule } from './page-merge';
import { PagesModule } from './pages';
import { PeopleModule } from './people';
import { ProfileModule } from './profile';
import { PrincipalsModule, TokenOwners } from './principals';
import { ReactionsModule } from './reactions';
import { ReadersModule } from './readers';
import { PageQuestion, ReadinessModule } from './readiness';
import { ReconciliationModule } from './reconciliation';
import { ReportsModule } from './reports';
import { RestrictionsModule } from './restrictions';
import { RewardsModule } from './rewards';
import { SharesModule } from './shares';
import { SitesModule, SitesService } from './sites';
import { StaffModule } from './staff';
import { QueueBoardModule } from './queue-board';
import { WebhooksModule } from './webhooks';

/** For data: nothing in it is run or shown. Pages of the service have policies of their own. */
const DATA_POLICY = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/** What the service is made of; none of it needs the configuration to be described. */
export const features = [
  HealthModule,
  GroupCommitModule,
  RateLimitsModule,
  AccessModule.forRoot({ imports: [PrincipalsModule], authenticator: TokenOwners, sites: SitesService }),
  // After the guards that find out who asks.
  BannedGuestsModule,
  OpenApiModule.forRoot(description),
  SitesModule,
  ReadersModule,
  PagesModule,
  PageCacheModule,
  PageMergeModule,
  CountersModule,
  ReactionsModule,
  PeopleModule,
  ProfileModule,
  CommentsModule,
  CommentRenderingModule,
  CommentFeedsModule,
  ReportsModule,
  DecisionsModule,
  RestrictionsModule,
  StaffModule,
  ExportsModule,
  SharesModule,
  RewardsModule,
  ArticlesModule,
  AnnouncementsModule,
  ReconciliationModule,
  EventStreamsModule,
  ModerationClaimsModule,
  ModerationEventsModule,
  ModerationNumbersModule,
  EventRelayModule,
  EmbedModule,
  ConsoleModule,
  GuideModule,
  QueueBoardModule,
  WebhooksModule,
  NotificationsModule,
  ImportFilesModule,
  NotificationMailModule,
  MailReportsModule,
  ReadinessModule,
];

@Global()
@Module({})
export class EngagementModule implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(QueueBackend) private readonly queue: QueueBackend,
    private readonly health: HealthRegistry,
    private readonly http: HttpAdapterHost,
    private readonly sites: SitesService,
    private readonly responses: ResponseCache,
    private readonly limits: RateLimits,
    private readonly routes: RouteTable,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly page: PageQuestion,
  ) {}

  static forRoot(config: ServiceConfig): DynamicModule {
    return {
      module: EngagementModule,
      imports: [DatabaseModule.forRoot({ config, entities, migrations }), QueueModule.forRoot(config), ...features],
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }

  onModuleInit(): void {
    this.health.add({
      name: 'database',
      essential: true,
      check: () => checkDatabase(this.dataSource, () => this.page.ask()),
    });
    // What readers write is stored all the same and announced when the queue is back.
    this.health.add({ name: 'queue', essential: false, check: () => this.queue.check() });
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    addSecurityHeaders(fastify, { url: this.config.engagementUrl, policy: DATA_POLICY });
    addBasePath(fastify, this.config.engagementUrl);
    addCors(fastify, this.sites, this.routes);
    serveCachedResponses(fastify, this.responses, this.limits);
  }
}

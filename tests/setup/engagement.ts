import type { AddressInfo } from 'node:net';
import { createService, loadConfig, migrateDatabase, type ServiceConfig } from '@afterword/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EngagementModule } from '../../apps/engagement/src/engagement.module';
import { entities } from '../../apps/engagement/src/entities';
import { migrations } from '../../apps/engagement/src/migrations';
import { ADMIN_TOKEN } from './admin-token';
import { type Api, createApi } from './api';
import { testDatabaseUrl } from './database';
import { areBalanced, balance } from './haproxy';
import { scaledEnvironment, unscaled } from './scaled-stores';
import { createQueueDatabase } from './queue-database';
import { copyDatabases } from './template-database';

export { ADMIN_TOKEN };

export interface EngagementOptions {
  databaseUrl?: string;
  /** Null: the queue runs on PostgreSQL, as it does by default where the run's stores are not scaled. */
  redisUrl?: string | null;
  contentUrl?: string;
  /** `ENGAGEMENT_URL`. */
  engagementUrl?: string;
  /** True: as in production; storms of tests go without. */
  rateLimits?: boolean;
  /** `TRUSTED_PROXIES`. */
  trustedProxies?: string;
  /** The mail server and who mail is from; without it there is no mail. */
  mail?: { smtpUrl: string; from: string };
  /** `WEBHOOK_ALLOW_PRIVATE`. */
  webhookAllowPrivate?: string;
  /** Where it listens; any free port unless its address is to be known before. */
  port?: number;
  /** False: the queue's database is not there yet. */
  withQueue?: boolean;
}

export interface RunningEngagement {
  app: NestFastifyApplication;
  api: Api;
  /** Of the process that `app` is; as `api`, but where there are two behind HAProxy. */
  own: Api;
  url: string;
  config: ServiceConfig;
  stop(): Promise<void>;
}

/** The engagement service, whole, in this process: real HTTP, real PostgreSQL, real queue. */
export async function startEngagement(options: EngagementOptions = {}): Promise<RunningEngagement> {
  const { databaseUrl = testDatabaseUrl(), redisUrl, contentUrl, engagementUrl, withQueue = true } = options;
  const { rateLimits = false, trustedProxies = '', port: wantedPort = 0, mail, webhookAllowPrivate = '' } = options;
  const config = loadConfig('engagement', {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    ADMIN_TOKEN,
    CONTENT_URL: contentUrl ?? '',
    ENGAGEMENT_URL: engagementUrl ?? '',
    RATE_LIMITS: rateLimits ? 'on' : 'off',
    TRUSTED_PROXIES: trustedProxies,
    WEBHOOK_ALLOW_PRIVATE: webhookAllowPrivate,
    SMTP_URL: mail?.smtpUrl ?? '',
    MAIL_FROM: mail?.from ?? '',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    ...scaledEnvironment(databaseUrl, redisUrl),
  });
  await Promise.all([
    createEngagementDatabase(unscaled(config, databaseUrl)),
    withQueue && createQueueDatabase(unscaled(config, databaseUrl)),
  ]);
  const start = async (wanted: number) => {
    const app = await createService(config, EngagementModule.forRoot(config));
    await app.listen(wanted, '127.0.0.1');
    return { app, port: (app.getHttpServer().address() as AddressInfo).port };
  };
  const { app, port } = await start(wantedPort);
  const own = `http://127.0.0.1:${port}`;
  if (!areBalanced) return { app, api: createApi(own), own: createApi(own), url: own, config, stop: () => app.close() };
  const second = await start(0);
  const { url, stop } = await balance('engagement', [port, second.port]);
  return {
    ...{ app, api: createApi(url), own: createApi(own), url, config },
    async stop() {
      await Promise.all([app.close(), second.app.close()]);
      await stop();
    },
  };
}

/** Creates the service's database, migrated by the sources. One that exists is left as it is. */
export function createEngagementDatabase(config: ServiceConfig): Promise<void> {
  return copyDatabases({
    databaseUrl: config.databaseUrl,
    names: ['engagement'],
    migratedBy: 'sources',
    migrate: (databaseUrl) => migrateDatabase({ config: unscaled(config, databaseUrl), entities, migrations }),
  });
}

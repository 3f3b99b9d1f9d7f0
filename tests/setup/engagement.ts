import type { AddressInfo } from 'node:net';
import { createService, loadConfig, migrateDatabase, migrateQueue, type ServiceConfig } from '@afterword/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EngagementModule } from '../../apps/engagement/src/engagement.module';
import { entities } from '../../apps/engagement/src/entities';
import { migrations } from '../../apps/engagement/src/migrations';
import { type Api, createApi } from './api';
import { testDatabaseUrl } from './database';

export const ADMIN_TOKEN = 'an-operator-token-for-tests';

export interface EngagementOptions {
  databaseUrl?: string;
  /** Null: the queue runs on PostgreSQL. */
  redisUrl?: string | null;
  contentUrl?: string;
  /** `ENGAGEMENT_URL`. */
  engagementUrl?: string;
  /** True: as in production; storms of tests go without. */
  rateLimits?: boolean;
  /** `TRUSTED_PROXIES`. */
  trustedProxies?: string;
  /** False: the queue's database is not there yet. */
  withQueue?: boolean;
}

export interface RunningEngagement {
  app: NestFastifyApplication;
  api: Api;
  url: string;
  config: ServiceConfig;
  stop(): Promise<void>;
}

/** The engagement service, whole, in this process: real HTTP, real PostgreSQL, real queue. */
export async function startEngagement(options: EngagementOptions = {}): Promise<RunningEngagement> {
  const { databaseUrl = testDatabaseUrl(), redisUrl = null, contentUrl, engagementUrl, withQueue = true } = options;
  const { rateLimits = false, trustedProxies = '' } = options;
  const config = loadConfig('engagement', {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    ADMIN_TOKEN,
    CONTENT_URL: contentUrl ?? '',
    ENGAGEMENT_URL: engagementUrl ?? '',
    RATE_LIMITS: rateLimits ? 'on' : 'off',
    TRUSTED_PROXIES: trustedProxies,
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  });
  await Promise.all([migrateDatabase({ config, entities, migrations }), withQueue && migrateQueue(config)]);
  const app = await createService(config, EngagementModule.forRoot(config));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return { app, api: createApi(url), url, config, stop: () => app.close() };
}

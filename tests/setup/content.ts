import type { AddressInfo } from 'node:net';
import { createService, loadConfig, migrateDatabase, migrateQueue, type ServiceConfig } from '@afterword/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ContentModule } from '../../apps/content/src/content.module';
import { entities } from '../../apps/content/src/entities';
import { migrations } from '../../apps/content/src/migrations';
import { type Api, createApi } from './api';
import { testDatabaseUrl } from './database';
import { ADMIN_TOKEN } from './engagement';

export interface RunningContent {
  app: NestFastifyApplication;
  api: Api;
  url: string;
  config: ServiceConfig;
  stop(): Promise<void>;
}

export interface ContentOptions {
  /** That of a running engagement service is linked with it. */
  databaseUrl?: string;
  /** `ENGAGEMENT_INTERNAL_URL`. */
  engagementUrl?: string;
  /** `TRUSTED_PROXIES`. */
  trustedProxies?: string;
  /** `SITE`. */
  site?: string;
}

/** The content service, whole, in this process; the queue runs on PostgreSQL, and nobody is at its other end by default. */
export async function startContent(options: ContentOptions = {}): Promise<RunningContent> {
  const { databaseUrl = testDatabaseUrl(), engagementUrl = '', trustedProxies = '', site = '' } = options;
  const config = loadConfig('content', {
    DATABASE_URL: databaseUrl,
    ENGAGEMENT_INTERNAL_URL: engagementUrl,
    TRUSTED_PROXIES: trustedProxies,
    SITE: site,
    ADMIN_TOKEN,
    CONTENT_URL: 'https://paper.example',
    ENGAGEMENT_URL: 'https://talk.example',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  });
  await Promise.all([migrateDatabase({ config, entities, migrations }), migrateQueue(config)]);
  const app = await createService(config, ContentModule.forRoot(config));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return { app, api: createApi(url), url, config, stop: () => app.close() };
}

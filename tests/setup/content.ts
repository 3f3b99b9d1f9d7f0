import type { AddressInfo } from 'node:net';
import { createService, loadConfig, migrateDatabase, type ServiceConfig } from '@afterword/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ContentModule } from '../../apps/content/src/content.module';
import { entities } from '../../apps/content/src/entities';
import { migrations } from '../../apps/content/src/migrations';
import { ADMIN_TOKEN } from './admin-token';
import { type Api, createApi } from './api';
import { testDatabaseUrl } from './database';
import { scaledEnvironment, unscaled } from './scaled-stores';
import { createQueueDatabase } from './queue-database';
import { copyDatabases } from './template-database';

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
  /** `CONTENT_URL`. */
  contentUrl?: string;
  /** `TIME_ZONE`. */
  timeZone?: string;
  /** `THEME_DIR`. */
  themeFolder?: string;
}

/** The content service, whole, in this process; the queue runs on PostgreSQL, and nobody is at its other end by default. */
export async function startContent(options: ContentOptions = {}): Promise<RunningContent> {
  const { databaseUrl = testDatabaseUrl(), engagementUrl = '', trustedProxies = '', site = '' } = options;
  const { contentUrl = 'https://paper.example', timeZone = '', themeFolder = '' } = options;
  const config = loadConfig('content', {
    DATABASE_URL: databaseUrl,
    ENGAGEMENT_INTERNAL_URL: engagementUrl,
    TRUSTED_PROXIES: trustedProxies,
    SITE: site,
    ADMIN_TOKEN,
    CONTENT_URL: contentUrl,
    TIME_ZONE: timeZone,
    THEME_DIR: themeFolder,
    ENGAGEMENT_URL: 'https://talk.example',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    ...scaledEnvironment(databaseUrl),
  });
  await Promise.all([
    createContentDatabase(unscaled(config, databaseUrl)),
    createQueueDatabase(unscaled(config, databaseUrl)),
  ]);
  const app = await createService(config, ContentModule.forRoot(config));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return { app, api: createApi(url), url, config, stop: () => app.close() };
}

/** Creates the service's database, migrated by the sources. One that exists is left as it is. */
export function createContentDatabase(config: ServiceConfig): Promise<void> {
  return copyDatabases({
    databaseUrl: config.databaseUrl,
    names: ['content'],
    migratedBy: 'sources',
    migrate: (databaseUrl) => migrateDatabase({ config: unscaled(config, databaseUrl), entities, migrations }),
  });
}

import type { AddressInfo } from 'node:net';
import { createService, loadConfig, migrateDatabase, type ServiceConfig } from '@afterword/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ContentModule } from '../../apps/content/src/content.module';
import { entities } from '../../apps/content/src/entities';
import { migrations } from '../../apps/content/src/migrations';
import { ADMIN_TOKEN } from './admin-token';
import { type Api, createApi } from './api';
import { testDatabaseUrl } from './database';
import { areBalanced, balance } from './haproxy';
import { scaledEnvironment, unscaled } from './scaled-stores';
import { createQueueDatabase } from './queue-database';
import { copyDatabases } from './template-database';

export interface RunningContent {
  app: NestFastifyApplication;
  api: Api;
  /** Of the process that `app` is; as `api`, but where there are two behind HAProxy. */
  own: Api;
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
  const start = async (wanted: number) => {
    const app = await createService(config, ContentModule.forRoot(config));
    await app.listen(wanted, '127.0.0.1');
    return { app, port: (app.getHttpServer().address() as AddressInfo).port };
  };
  const { app, port } = await start(0);
  const own = `http://127.0.0.1:${port}`;
  if (!areBalanced) return { app, api: createApi(own), own: createApi(own), url: own, config, stop: () => app.close() };
  const second = await start(0);
  const { url, stop } = await balance('content', [port, second.port]);
  return {
    ...{ app, api: createApi(url), own: createApi(own), url, config },
    async stop() {
      await Promise.all([app.close(), second.app.close()]);
      await stop();
    },
  };
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

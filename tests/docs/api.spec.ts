import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createService, type DescribedService, loadConfig, type ServiceConfig } from '@afterword/platform';
import type { DynamicModule } from '@nestjs/common';
import { ContentModule } from '../../apps/content/src/content.module';
import { EngagementModule } from '../../apps/engagement/src/engagement.module';
import { createContentDatabase } from '@afterword/testing/content';
import { content, engagement } from '@afterword/testing/described-services';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, createEngagementDatabase } from '@afterword/testing/engagement';
import { createQueueDatabase } from '@afterword/testing/queue-database';

const text = readFileSync(join(__dirname, '../../docs/api.md'), 'utf8');

/** `METHOD path` of every row below a heading, parameters without their names. */
function documented(heading: string): string[] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([A-Z]+) ([^`?]+)[^`]*`/gm)].map(([, method, path]) => normal(method, path));
}

const normal = (method = '', path = '') => `${method} ${path.replace(/\{\w+\}|:\w+/g, '{}')}`;

/** The same of the OpenAPI document. */
const described = ({ operations }: DescribedService) =>
  operations.map(({ method, path }) => normal(method.toUpperCase(), path)).sort();

async function served(config: ServiceConfig, module: DynamicModule): Promise<string[]> {
  const app = await createService(config, module);
  const routes: string[] = [];
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push(normal(one, url));
  });
  await app.init();
  await app.close();
  return routes;
}

describe('docs/api.md, and the OpenAPI documents,', () => {
  const configOf = (service: 'content' | 'engagement') =>
    loadConfig(service, { DATABASE_URL: testDatabaseUrl(), ADMIN_TOKEN, LOG_LEVEL: 'silent' });

  it('list every route of engagement, and no other', async () => {
    const config = configOf('engagement');
    await Promise.all([createEngagementDatabase(config), createQueueDatabase(config)]);
    const routes = await served(config, EngagementModule.forRoot(config));
    expect(routes.sort()).toEqual([...documented('Engagement'), ...documented('Both')].sort());
    expect(described(engagement)).toEqual(routes);
  });

  it('list every route of content, and no other', async () => {
    const config = configOf('content');
    await Promise.all([createContentDatabase(config), createQueueDatabase(config)]);
    const routes = await served(config, ContentModule.forRoot(config));
    expect(routes.sort()).toEqual([...documented('Content'), ...documented('Both')].sort());
    // What is not there has a page of its own, and no operation.
    expect(described(content)).toEqual(routes.filter((route) => route !== 'GET /*'));
  });
});

import { createService, LinkConsumer, loadConfig, migrateDatabase, migrateQueue, RelayLoop } from '@afterword/platform';
import { ContentModule } from '../../apps/content/src/content.module';
import { entities as contentEntities } from '../../apps/content/src/entities';
import { migrations as contentMigrations } from '../../apps/content/src/migrations';
import { EngagementModule } from '../../apps/engagement/src/engagement.module';
import { entities as engagementEntities } from '../../apps/engagement/src/entities';
import { migrations as engagementMigrations } from '../../apps/engagement/src/migrations';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN } from '@afterword/testing/engagement';
import { scaledEnvironment } from '@afterword/testing/scaled-stores';

const services = [
  {
    service: 'engagement',
    module: EngagementModule,
    entities: engagementEntities,
    migrations: engagementMigrations,
    /** Loops of processes that answer readers: the event streams' own. */
    apiLoops: ['ModerationEvents', 'Events'],
  },
  {
    service: 'content',
    module: ContentModule,
    entities: contentEntities,
    migrations: contentMigrations,
    apiLoops: [],
  },
] as const;

describe.each(services)('a process of $service', ({ service, module, entities, migrations, apiLoops }) => {
  const databaseUrl = testDatabaseUrl();
  const env = { DATABASE_URL: databaseUrl, ADMIN_TOKEN, LOG_LEVEL: 'silent', ...scaledEnvironment(databaseUrl, null) };
  let starts: jest.SpyInstance;
  let consumes: jest.SpyInstance;

  beforeAll(async () => {
    const config = loadConfig(service, env);
    await Promise.all([migrateDatabase({ config, entities, migrations }), migrateQueue(config)]);
  });
  beforeEach(() => {
    starts = jest.spyOn(RelayLoop.prototype, 'start');
    consumes = jest.spyOn(LinkConsumer.prototype, 'consume');
  });
  afterEach(() => jest.restoreAllMocks());

  /** The names of the loops that were started, and the queues that were consumed. */
  const started = () => (starts.mock.contexts as RelayLoop[]).map(({ name }) => name);
  const consumed = () => (consumes.mock.calls as [string][]).map(([queue]) => queue);

  /** Starts and stops a process with these roles. @returns the status of each path */
  async function run(roles: string, paths: readonly string[] = []): Promise<Record<string, number>> {
    const config = loadConfig(service, { ...env, ROLES: roles });
    const app = await createService(config, module.forRoot(config));
    await app.listen(0, '127.0.0.1');
    try {
      const url = await app.getUrl();
      const statuses = paths.map(async (path) => [path, (await fetch(url + path, { redirect: 'manual' })).status]);
      return Object.fromEntries(await Promise.all(statuses)) as Record<string, number>;
    } finally {
      await app.close();
    }
  }

  it('with the role api runs the loops of event streams, and none of the worker', async () => {
    expect(await run('api', ['/health/ready', '/docs'])).toEqual({ '/health/ready': 200, '/docs': 200 });
    expect(started()).toEqual(apiLoops);
    expect(consumed()).toEqual([]);
  });

  it('with the role worker runs all other loops and the consumer, and answers operators only', async () => {
    const served = ['/health/live', '/health/ready', '/metrics'];
    const refused = [
      '/',
      '/docs',
      '/openapi.json',
      '/v1/articles',
      '/v1/counters?site=demo&page=a',
      '/embed.js',
      '/nowhere',
    ];
    expect(await run('worker', [...served, ...refused])).toEqual(
      Object.fromEntries([...served.map((path) => [path, 200]), ...refused.map((path) => [path, 404])]),
    );
    expect(started().length).toBeGreaterThan(0);
    for (const name of apiLoops) expect(started()).not.toContain(name);
    expect(consumed()).toHaveLength(1);
  });

  it('with both runs what the two run apart, once each', async () => {
    await run('api');
    await run('worker');
    const apart = { started: started().sort(), consumed: consumed() };
    starts.mockClear();
    consumes.mockClear();
    await run('api,worker');
    expect({ started: started().sort(), consumed: consumed() }).toEqual(apart);
  });
});

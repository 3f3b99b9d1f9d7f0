import {
  createQueueBackend,
  dataSourceOptions,
  loadConfig,
  migrateDatabase,
  migrateQueue,
  rowsOf,
} from '@afterword/platform';
import { Client } from 'pg';
import { databaseNameOf, databaseUrlOf } from '../../libs/platform/src/database/database-url';
import { DataSource } from 'typeorm';
import { migrations } from '../../apps/engagement/src/migrations';
import { pagePath } from '@afterword/testing/api';
import { testDatabaseUrl, testRedisUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, startEngagement } from '@afterword/testing/engagement';
import { findPgBouncer, type PgBouncer, startPgBouncer } from '@afterword/testing/pgbouncer';

const describeWithPgBouncer = findPgBouncer() ? describe : describe.skip;

describeWithPgBouncer('PgBouncer in transaction mode before PostgreSQL', () => {
  let pooler: PgBouncer;

  beforeAll(async () => {
    pooler = (await startPgBouncer())!;
  });
  afterAll(() => pooler.stop());

  const configOf = (databaseUrl: string, env: Record<string, string> = {}) =>
    loadConfig('engagement', { DATABASE_URL: databaseUrl, ADMIN_TOKEN, LOG_LEVEL: 'silent', ...env });

  /** What PostgreSQL itself says. */
  async function ask<Row extends object>(databaseUrl: string, sql: string): Promise<Row[]> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('migrates again and again, and leaves no lock behind', async () => {
    const direct = testDatabaseUrl();
    const config = configOf(pooler.url(direct));
    const applied: number[] = [];
    for (let time = 0; time < 4; time += 1)
      applied.push((await migrateDatabase({ config, entities: [], migrations })).length);
    expect(applied).toEqual([migrations.length, 0, 0, 0]);
    // Other specs migrate their databases meanwhile.
    const name = databaseNameOf(databaseUrlOf(direct, 'engagement'));
    const locks = `select d.oid, count(l.pid)::int as locks
      from pg_database d left join pg_locks l on l.database = d.oid and l.locktype = 'advisory' and l.classid = 1
      where d.datname = '${name}' group by d.oid`;
    expect(await ask(process.env.TEST_DATABASE_URL!, locks)).toEqual([expect.objectContaining({ locks: 0 })]);
  });

  it('serves what readers write, and leaves nothing in sessions that are handed on', async () => {
    const redisUrl = testRedisUrl();
    const direct = testDatabaseUrl();
    const options = redisUrl === null ? { withQueue: false } : { redisUrl };
    const first = await startEngagement({ databaseUrl: direct, ...options });
    await first.stop();
    const service = await startEngagement({ databaseUrl: pooler.url(direct), ...options });
    try {
      const site = await service.api.site(ADMIN_TOKEN);
      const tokens = await Promise.all(Array.from({ length: 12 }, () => service.api.guest(site.id)));
      const path = pagePath(site.id, 'pooled');
      const likes = await Promise.all(
        tokens.map((token) => service.api.call('PUT', `${path}/reactions/like`, { token })),
      );
      const comments = await Promise.all(
        tokens.map((token, index) =>
          service.api.call('POST', `${path}/comments`, { token, body: { body: `Comment ${index}` } }),
        ),
      );
      expect([...likes, ...comments].map(({ status }) => status)).toEqual([
        ...Array<number>(12).fill(200),
        ...Array<number>(12).fill(201),
      ]);
      const { body } = await service.api.call<{ status: string; checks: object }>('GET', '/health/ready');
      expect(body.checks).toMatchObject({ database: 'up' });

      const dataSource = await new DataSource(
        dataSourceOptions({
          config: { ...service.config, databaseUrl: pooler.url(direct) },
          entities: [],
          migrations: [],
        }),
      ).initialize();
      // All sessions at the same time, so that each is asked.
      const left = await Promise.all(
        Array.from({ length: 4 }, () =>
          dataSource.transaction((tx) =>
            rowsOf<{ prepared: string; plans: string }>(
              tx,
              `select count(*) as prepared, current_setting('plan_cache_mode') as plans, pg_sleep(0.05)::text from pg_prepared_statements`,
            ),
          ),
        ),
      );
      await dataSource.destroy();
      for (const [row] of left) expect(row).toMatchObject({ prepared: 0, plans: 'auto' });
    } finally {
      await service.stop();
    }
  });

  it('is refused for the queue, which names DATABASE_DIRECT_URL, and works with that', async () => {
    const direct = testDatabaseUrl();
    const refused = configOf(pooler.url(direct));
    await expect(migrateQueue(refused)).rejects.toThrow('DATABASE_DIRECT_URL');
    const config = configOf(pooler.url(direct), { DATABASE_DIRECT_URL: direct });
    await migrateQueue(config);
    const backend = createQueueBackend(config);
    await backend.check();
    await backend.close();
  });

  it('is refused as well where it hides that it keeps no sessions', async () => {
    const silent = (await startPgBouncer(['ignore_startup_parameters = options']))!;
    try {
      await expect(migrateQueue(configOf(silent.url(testDatabaseUrl())))).rejects.toThrow('DATABASE_DIRECT_URL');
    } finally {
      await silent.stop();
    }
  });
});

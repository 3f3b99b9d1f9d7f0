import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import type { ServiceName } from '@afterword/testing/services';
import { entities as contentEntities } from '../../apps/content/src/entities';
import { migrations as contentMigrations } from '../../apps/content/src/migrations';
import { entities as engagementEntities } from '../../apps/engagement/src/entities';
import { migrations as engagementMigrations } from '../../apps/engagement/src/migrations';
import { dataSourceOptions } from '../../libs/platform/src/database/data-source-options';
import { databaseUrlOf } from '../../libs/platform/src/database/database-url';
import { runMigrationsWithShortLocks } from '../../libs/platform/src/database/short-locks';
import { loadFixture } from './fixture';
import { LockWaits } from './lock-waits';

/**
 * How long writers wait for each migration on tables of millions of rows. It checks nothing:
 * `npm test -- --testMatch '**\/lock-waits.figures.ts'` prints a table for docs/upgrading.md; `ROWS` is how many, 2,000,000 unless given.
 */
const ROWS = Number(process.env.ROWS ?? 2_000_000);
const FIXTURE = '33f4409b.tar.gz';

/** Tables that grow with readers and that migrations change, and what is another in each row than in the one that it is copied from. */
const LARGE: Record<ServiceName, Record<string, Record<string, string>>> = {
  engagement: {
    comment: { id: 'gen_random_uuid()', created_at: `now() - n * interval '1 s'` },
    reaction: { reader_id: 'gen_random_uuid()', created_at: `now() - n * interval '1 s'` },
    notification: { id: 'gen_random_uuid()', about_id: 'gen_random_uuid()', created_at: `now() - n * interval '1 s'` },
    push_subscription: { reader_id: 'gen_random_uuid()', endpoint_hash: `sha256(n::text::bytea)` },
    event: { id: 'gen_random_uuid()' },
    session: { token_hash: `sha256(n::text::bytea)` },
    share: { id: 'gen_random_uuid()', code: `left(md5(n::text), 14)` },
    moderation_log_private: { entry_id: 'gen_random_uuid()' },
  },
  content: { article_version: { article_id: 'gen_random_uuid()' } },
};

/** An update of a row that changes nothing needs the same locks as any write. */
const writeOf = (table: string, column: string) =>
  `update ${table} set ${column} = ${column} where ctid = (select ctid from ${table} limit 1)`;

/** The first row of tables that the fixture has none of. */
const FIRST: Record<string, string> = {
  notification: `insert into notification (site_id, reader_id, id, type, about_id, page_id)
    select site_id, reader_id, gen_random_uuid(), 'reply', id, page_id from comment limit 1`,
  push_subscription: `insert into push_subscription (site_id, reader_id, endpoint_hash, endpoint, p256dh, auth, language)
    select site_id, reader_id, sha256(''), 'https://push.example/1', decode(repeat('01', 65), 'hex'), decode(repeat('01', 16), 'hex'), 'en'
      from comment limit 1`,
  moderation_log_private: `insert into moderation_log_private (entry_id, site_id, part, person, value, salt)
    select gen_random_uuid(), site_id, 'by', 'somebody', '{}', sha256('') from comment limit 1`,
};

const SERVICES = {
  engagement: { entities: engagementEntities, migrations: engagementMigrations },
  content: { entities: contentEntities, migrations: contentMigrations },
};

describe('how long writers wait for migrations', () => {
  const databaseUrl = testDatabaseUrl();
  beforeAll(() => loadFixture(FIXTURE, databaseUrl), 60_000);

  it.each(['engagement', 'content'] as const)(
    'of %s',
    async (service) => {
      const connectionString = databaseUrlOf(databaseUrl, service);
      const client = new Client({ connectionString });
      await client.connect();
      const writers: Writer[] = [];
      const waits = await LockWaits.watch(connectionString);
      const rows: string[] = [];
      const { entities, migrations } = SERVICES[service];
      for (const [index, migration] of migrations.entries()) {
        // What an earlier one has made is filled, too.
        for (const [table, changed] of Object.entries(LARGE[service]))
          if (writers.every((writer) => writer.table !== table) && (await enlarge(client, table, changed)))
            writers.push(await Writer.start(connectionString, table));
        const config = { databaseUrl, service };
        const options = dataSourceOptions({ config, entities, migrations: migrations.slice(0, index + 1) });
        const dataSource = await new DataSource(options).initialize();
        waits.take();
        const began = performance.now();
        const applied = await runMigrationsWithShortLocks(dataSource);
        const ms = Math.round(performance.now() - began);
        await dataSource.destroy();
        if (applied.length > 0) rows.push(`| \`${migration.name}\` | ${ms} ms | ${Math.round(waits.take())} ms |`);
      }
      const filled = writers.map(({ table }) => table);
      await Promise.all(writers.map((writer) => writer.stop()));
      await waits.stop();
      await client.end();
      process.stderr.write(`\n${ROWS} rows in ${filled.join(', ')}\n${rows.join('\n')}\n`);
    },
    3_600_000,
  );
});

/** Fills a table by copies of one of its rows. Its indexes are built afterwards, which takes a fraction of the time. @returns whether it is there */
async function enlarge(client: Client, table: string, changed: Record<string, string>): Promise<boolean> {
  const { rows: columns } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
      where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''`,
    [table],
  );
  if (columns.length === 0) return false;
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
      where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)`,
    [table],
  );
  // Neither foreign keys nor triggers.
  await client.query(`set session_replication_role = replica`);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  if (FIRST[table] !== undefined) await client.query(FIRST[table]);
  const names = columns.map(({ name }) => name);
  const values = names.map((name) => changed[name] ?? `t.${name}`);
  await client.query(
    `insert into ${table} (${names.join()}) select ${values.join()} from (select * from ${table} limit 1) t, generate_series(1, ${ROWS}) n`,
  );
  for (const { definition } of indexes) await client.query(definition);
  await client.query(`set session_replication_role = origin`);
  await client.query(`analyze ${table}`);
  process.stderr.write(`${table} is filled\n`);
  return true;
}

/** Writes to a table again and again, on a connection of its own, until it is stopped. */
class Writer {
  private stopped = false;
  private running: Promise<void> | undefined;

  private constructor(
    private readonly client: Client,
    readonly table: string,
    private readonly write: string,
  ) {}

  static async start(connectionString: string, table: string): Promise<Writer> {
    const client = new Client({ connectionString });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum = 1`,
      [table],
    );
    const writer = new Writer(client, table, writeOf(table, rows[0]?.name ?? ''));
    await client.query(writer.write);
    writer.running = writer.act();
    return writer;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    await this.client.end();
  }

  private async act(): Promise<void> {
    while (!this.stopped) {
      await this.client.query(this.write);
      await pause(10);
    }
  }
}

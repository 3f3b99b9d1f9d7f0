import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { CommentList } from '@afterword/contracts';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { type ServiceName, type Services, startServices } from '@afterword/testing/services';
import { databaseUrlOf } from '../../libs/platform/src/database/database-url';
import { dumpSchema } from '../../libs/platform/src/database/schema-dump';
import { loadFixture } from './fixture';

/** What a version of 2026-11-29 has written, ten migrations of engagement ago; see docs/upgrading.md. */
const FIXTURE = '33f4409b.tar.gz';

const SERVICES = ['engagement', 'content'] as const;
const ROOT = join(__dirname, '../..');
/** `npm test` builds before it runs. */
const CLI = join(ROOT, 'dist/apps/cli/src/main.js');

/** Tables that grow with readers: their rows are never written anew in one go, which would keep everybody waiting. */
const LARGE: Record<ServiceName, string[]> = {
  engagement: ['page', 'comment', 'reaction', 'counter', 'event', 'reader', 'session', 'share', 'transfer', 'account'],
  content: ['article', 'article_version', 'engagement_snapshot'],
};

const FILES = 'select relname as name, pg_relation_filenode(oid) as file from pg_class where relname = any ($1)';

/** Statements of that version, in its words: what it sends most while readers are on a page. */
const OLD_READS = [
  `select id, body, html, status, score, reply_count, created_version from comment where page_id = $1 and visible order by id limit 20`,
  `select metric, value from counter where target_id = $1`,
  `select id, key, url, title, closed, counters_version, comments_version from page where id = $1`,
];
const OLD_COMMENT = `
  insert into comment (site_id, id, page_id, depth, reader_id, body, html, renderer_version, status, created_version, changed_version, created_at)
  select site_id, $2, page_id, 0, reader_id, 'A remark', '<p>A remark</p>', renderer_version, 'published', created_version, changed_version, now()
    from comment where page_id = $1 limit 1`;
const OLD_COUNT = `update counter set value = value + 1 where target_id = $1 and metric = 'comments'`;

describe('an upgrade', () => {
  const databaseUrl = testDatabaseUrl();
  let services: Services;
  let before: Record<ServiceName, string[]>;

  beforeAll(async () => {
    before = await loadFixture(FIXTURE, databaseUrl);
  });
  afterAll(() => services?.stop());

  async function query<Row>(service: ServiceName, sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: databaseUrlOf(databaseUrl, service) });
    await client.connect();
    try {
      return (await client.query(sql, values)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  it('migrates data of an earlier version while its statements run: none fails, no large table is written anew', async () => {
    const [page] = await query<{ id: string }>('engagement', `select id from page where key = 'first'`);
    const files = async () =>
      Promise.all(SERVICES.map((service) => query(service, `${FILES} order by 1`, [LARGE[service]])));
    const filesBefore = await files();
    expect(filesBefore.map((rows) => rows.length)).toEqual(SERVICES.map((service) => LARGE[service].length));

    const load = new OldLoad(databaseUrlOf(databaseUrl, 'engagement'), page!.id);
    await load.start();
    const env = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      REDIS_URL: '',
      ADMIN_TOKEN: 'an-operator-token',
      LOG_LEVEL: 'fatal',
    };
    const { stdout } = await promisify(execFile)(process.execPath, [CLI, 'migrate'], { env });
    const { done, errors, slowestMs } = await load.stop();

    expect(errors).toEqual([]);
    expect(done).toBeGreaterThan(0);
    expect(await files()).toEqual(filesBefore);
    const migrated = stdout.split('\n').filter(Boolean).length;
    // For people; a machine that does something else besides makes it longer.
    process.stderr.write(
      `Upgrade from ${FIXTURE}: ${done} statements meanwhile, the slowest took ${Math.round(slowestMs)} ms (${migrated} lines)\n`,
    );
    const [count] = await query<{ counted: boolean }>(
      'engagement',
      `select value = (select count(*) from comment where page_id = $1 and visible) as counted
         from counter where target_id = $1 and metric = 'comments'`,
      [page!.id],
    );
    expect(count).toEqual({ counted: true });
  });

  it.each(SERVICES)('makes of the data of %s what a new installation has', async (service) => {
    const applied = await query<{ name: string }>(service, 'select name from migration order by timestamp');
    const names = applied.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(before[service]));
    if (service === 'engagement') expect(names.length).toBeGreaterThan(before[service].length);
    const expected = await readFile(join(ROOT, `apps/${service}/src/migrations/schema.sql`), 'utf8');
    const client = new Client({ connectionString: databaseUrlOf(databaseUrl, service) });
    await client.connect();
    let dump: string;
    try {
      dump = await dumpSchema(client);
    } finally {
      await client.end();
    }
    expect(`${expected.split('\n\n', 1)[0]}\n\n${dump}`).toBe(expected);
  });

  it('leaves data that this version serves and finds sound', async () => {
    services = await startServices({ databaseUrl, env: { ADMIN_TOKEN: 'an-operator-token' } });
    await services.command('engagement', 'ledger', 'check');
    const { total, items } = expectStatus(
      200,
      await createApi(services.url('engagement')).call<CommentList>('GET', `${pagePath('demo', 'first')}/comments`),
    );
    expect(items.length).toBeGreaterThan(0);
    expect(total).toBeGreaterThanOrEqual(items.length);
  });
});

/** Readers of the earlier version, as its database sees them: each statement on its own, one after the other, on three connections. */
class OldLoad {
  private readonly errors: string[] = [];
  private readonly clients: Client[];
  private running: Promise<void>[] = [];
  private stopped = false;
  private done = 0;
  private slowestMs = 0;

  constructor(
    connectionString: string,
    private readonly page: string,
  ) {
    this.clients = [0, 1, 2].map(() => new Client({ connectionString }));
  }

  async start(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.connect()));
    this.running = this.clients.map((client) => this.act(client));
  }

  async stop(): Promise<{ done: number; errors: string[]; slowestMs: number }> {
    this.stopped = true;
    await Promise.all(this.running);
    await Promise.all(this.clients.map((client) => client.end()));
    const { done, errors, slowestMs } = this;
    return { done, errors, slowestMs };
  }

  private async act(client: Client): Promise<void> {
    while (!this.stopped) {
      for (const sql of OLD_READS) await this.run(client, sql, [this.page]);
      await this.run(client, 'begin');
      await this.run(client, OLD_COMMENT, [this.page, randomUUID()]);
      await this.run(client, OLD_COUNT, [this.page]);
      await this.run(client, 'commit');
      await pause(10);
    }
  }

  private async run(client: Client, sql: string, values: unknown[] = []): Promise<void> {
    const began = performance.now();
    await client.query(sql, values).catch((error: unknown) => this.errors.push(`${String(error)}: ${sql}`));
    this.done += 1;
    this.slowestMs = Math.max(this.slowestMs, performance.now() - began);
  }
}

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createService, type Health, loadConfig, migrateDatabase, migrateQueue } from '@afterword/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from 'pg';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../apps/cli/src/embedded-postgres';
import { EngagementModule } from '../../apps/engagement/src/engagement.module';
import { entities } from '../../apps/engagement/src/entities';
import { migrations } from '../../apps/engagement/src/migrations';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { type Answer, type Api, createApi, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { type Reaper, startReaper } from '@afterword/testing/reaper';
import { type Standby, startStandby } from '../faults/standby';

/** Two real servers, one of which follows the other one; the queue is on them, too. */
describe('an address with several hosts', () => {
  let folder: string;
  let reaper: Reaper;
  let first: EmbeddedPostgres;
  let second: Standby;
  let app: NestFastifyApplication;
  let api: Api;
  let path: string;
  let feed: string;
  let token: string;
  const answers: Answer<unknown>[] = [];

  beforeAll(async () => {
    reaper = startReaper();
    folder = await mkdtemp(join(tmpdir(), 'afterword-hosts-'));
    // PostgreSQL's user must reach it.
    await chmod(folder, 0o755);
    first = await openEmbeddedPostgres({ dataFolder: folder });
    reaper.watch({ pid: first.pid, folder });
    second = await startStandby(first, folder);
    reaper.watch(second);
    const { username, password } = new URL(first.url);
    const addressOf = (hosts: string) => `postgres://${username}:${password}@${hosts}/hosts`;
    const config = loadConfig('engagement', {
      // The standby first: who takes whoever answers would write there.
      DATABASE_URL: `${addressOf(`127.0.0.1:${second.port},localhost:${first.port}`)}?target_session_attrs=read-write`,
      DATABASE_READ_URL: addressOf(`127.0.0.1:${second.port}`),
      ADMIN_TOKEN,
      RATE_LIMITS: 'off',
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    });
    await Promise.all([migrateDatabase({ config, entities, migrations }), migrateQueue(config)]);
    app = await createService(config, EngagementModule.forRoot(config));
    await app.listen(0, '127.0.0.1');
    api = createApi(`http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`);
    const site = await api.site(ADMIN_TOKEN);
    token = await api.guest(site.id);
    path = pagePath(site.id, 'moved');
    feed = `/v1/sites/${site.id}/comments/feed.json`;
  });

  afterAll(async () => {
    await app.close();
    for (const pid of [first.pid, second.pid]) end(pid, 'SIGQUIT');
    await first.lost;
    reaper.dismiss();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const comment = async (): Promise<number> => {
    const answer = await api.call('POST', `${path}/comments`, { token, body: { body: `Comment ${answers.length}` } });
    answers.push(answer);
    return answer.status;
  };

  const health = async () => (await api.call<Health>('GET', '/health/ready')).body;

  /** How many comments it has. */
  const readFeed = async () => (await api.call<{ items: unknown[] }>('GET', feed)).body.items.length;

  /** How often the standby answered. */
  const byReplica = async () => {
    const { body } = await api.call<string>('GET', '/metrics');
    return Number(/^afterword_stale_reads_total\{by="replica"\} (\d+)$/m.exec(body)?.[1] ?? 0);
  };

  const readAndCount = () => readFeed().then(byReplica);

  async function ask<Row extends object>(port: number, sql: string, database = 'hosts_engagement'): Promise<Row[]> {
    const url = new URL(first.url);
    const [host, path] = [`127.0.0.1:${port}`, `/${database}`];
    const client = new Client({ connectionString: Object.assign(url, { host, pathname: path }).href });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const stored = async (port: number) =>
    (await ask<{ count: number }>(port, 'select count(*)::int as count from comment'))[0]?.count;

  /** But those that ask what the server is. */
  const SESSIONS = `
    select datname, application_name, state, query from pg_stat_activity
     where datname like 'hosts\\_%' and application_name <> 'afterword-search'`;
  const sessionsOn = (port: number) => ask(port, SESSIONS, 'postgres');

  it('leads to the one that takes changes', async () => {
    expect(await comment()).toBe(201);
    expect(await ask(second.port, 'select pg_is_in_recovery() as standby')).toEqual([{ standby: true }]);
    await poll(health, ({ status }) => status === 'ready');
  });

  it('has the standby answer what may be some seconds old, while it follows closely enough', async () => {
    await poll(readAndCount, (count) => count > 0);
    await ask(second.port, 'select pg_wal_replay_pause()');
    expect(await comment()).toBe(201);
    await poll(health, ({ checks }) => checks.replica === 'degraded');
    expect((await health()).reasons?.replica).toContain('too far behind');
    const before = await byReplica();
    await poll(readFeed, (items) => items === 2);
    expect(await byReplica()).toBe(before);
    await ask(second.port, 'select pg_wal_replay_resume()');
    await poll(health, ({ checks }) => checks.replica === 'up');
    await poll(readAndCount, (count) => count > before);
  });

  it('leads to the standby that took the place of one that is gone, and stays there when that one comes back', async () => {
    end(first.pid, 'SIGQUIT');
    await first.lost;
    expect(await comment()).toBe(503);
    await second.promote();
    await poll(comment, (status) => status === 201);
    expect(await stored(second.port)).toBe(3);
    first = await openEmbeddedPostgres({ dataFolder: folder, port: first.port });
    reaper.watch(first);
    // It would wait for a standby with every commit.
    await ask(first.port, 'alter system reset synchronous_standby_names');
    await ask(first.port, 'select pg_reload_conf()');
    // Nobody has told it that it is not the primary any more.
    expect(await ask(first.port, 'select pg_is_in_recovery() as standby')).toEqual([{ standby: false }]);
    await ask(
      second.port,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname like 'hosts\\_%'
                              and pid <> pg_backend_pid()`,
    );
    await poll(comment, (status) => status === 201);
    expect([await stored(second.port), await sessionsOn(first.port)]).toEqual([4, []]);
  });

  it('is left where it takes no changes any more, but answers', async () => {
    await ask(second.port, 'alter system set default_transaction_read_only = on');
    await ask(second.port, 'select pg_reload_conf()');
    await poll(
      () => ask(second.port, 'show transaction_read_only'),
      ([row]) => Object.values(row ?? {})[0] === 'on',
    );
    // Relays may have found out first.
    await poll(comment, (status) => status === 201);
    await poll(
      () => sessionsOn(second.port),
      (left) => left.length === 0,
    );
  });

  it('never costs a reader more than another try', () => {
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    expect(refused.every(({ headers }) => headers.get('retry-after') !== null)).toBe(true);
  });
});

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { testDatabaseUrl } from '@afterword/testing/database';
import { databaseUrlOf } from '../../libs/platform/src/database/database-url';
import { EARLIER, ROOT, unpackPrograms, Version } from './earlier-programs';
import { loadFixture } from './fixture';
import { LockWaits } from './lock-waits';
import { Readers } from './readers';

/** `npm test` builds before it runs. */
const CLI = join(ROOT, 'dist/apps/cli/src/main.js');

describe('an upgrade while the earlier version serves', () => {
  const databaseUrl = testDatabaseUrl();
  const env = {
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    REDIS_URL: '',
    ADMIN_TOKEN,
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'fatal',
  };
  const running: Version[] = [];
  let earlier: Awaited<ReturnType<typeof unpackPrograms>>;

  beforeAll(async () => {
    await loadFixture(`${EARLIER}.tar.gz`, databaseUrl);
    earlier = await unpackPrograms(`${EARLIER}.programs.tar.br`);
  });
  afterAll(async () => {
    await Promise.all(running.map((version) => version.stop()));
    await earlier.remove();
  });

  async function start(checkout: string): Promise<Version> {
    const version = await Version.start(checkout, env);
    running.push(version);
    return version;
  }

  const afterword = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, [CLI, ...args], { env: { ...process.env, ...env } })).stdout;

  it('fails no reader: migrated below it, then replaced one after the other, and back', async () => {
    const old = await start(earlier.folder);
    const readers = new Readers([old.urls]);
    await readers.start();
    const waits = await LockWaits.watch(databaseUrlOf(databaseUrl, 'engagement'));
    const told: string[] = [];
    const answer = async (moment: string) => {
      told.push(`${moment}: the slowest answer took ${Math.round(await readers.more(80))} ms`);
      expect([moment, ...readers.faults]).toEqual([moment]);
    };
    await answer('before');
    waits.take();
    const began = performance.now();
    await afterword('migrate');
    const migratedMs = Math.round(performance.now() - began);
    const longestMs = Math.round(waits.take());
    await answer('migrated');

    const current = await start(ROOT);
    readers.sendTo(old.urls, current.urls);
    await answer('both serve');
    readers.sendTo(current.urls);
    await answer('this version serves');
    await old.stop();
    await answer('alone');

    const back = await start(earlier.folder);
    readers.sendTo(back.urls, current.urls);
    await answer('both serve again');
    readers.sendTo(back.urls);
    await answer('the earlier version serves');
    await current.stop();
    await answer('alone again');
    await readers.stop();
    await waits.stop();
    await back.stop();
    // For people; a machine that does something else besides makes it longer.
    process.stderr.write(
      `Upgrade from the programs of ${EARLIER}: migrated in ${migratedMs} ms, nobody waited longer than ${longestMs} ms for a table. ${told.join('; ')}\n`,
    );

    expect(readers.faults).toEqual([]);
    expect(await missing(readers.posted)).toEqual([]);
    // Each fails where it finds something.
    await afterword('ledger', 'check');
    await afterword('reconcile');
  }, 300_000);

  async function missing(ids: readonly string[]): Promise<string[]> {
    expect(ids.length).toBeGreaterThan(0);
    const client = new Client({ connectionString: databaseUrlOf(databaseUrl, 'engagement') });
    await client.connect();
    const { rows } = await client.query<{ id: string }>('select id from comment where id = any ($1::uuid[])', [ids]);
    await client.end();
    const stored = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !stored.has(id));
  }
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@afterword/contracts';
import { Client } from 'pg';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { type Services, startServices } from '@afterword/testing/services';
import { poll } from '@afterword/testing/poll';

/** `npm test` builds before it runs. */
const PROGRAM = join(__dirname, '../../dist/apps/cli/src/main.js');
const run = promisify(execFile);

describe('afterword doctor', () => {
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  /** Output and exit code. */
  async function doctor(...args: string[]): Promise<{ text: string; code: number }> {
    const env = { ...process.env, ...services.env };
    try {
      const { stdout } = await run(process.execPath, [PROGRAM, 'doctor', ...args], { env });
      return { text: stdout, code: 0 };
    } catch (error) {
      const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
      return { text: stdout + stderr, code };
    }
  }

  async function damage(service: 'content' | 'engagement', statement: string): Promise<void> {
    const client = new Client({ connectionString: services.databaseUrl(service) });
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  /** Resolves when content has been told of so many likes. */
  async function arrived(like: number): Promise<void> {
    const content = createApi(services.url('content'));
    await poll(
      async () =>
        expectStatus(200, await content.call<{ engagement: Pick<Page, 'counters'> }>('GET', '/v1/articles/story')),
      ({ engagement }) => engagement.counters.reactions.like === like,
    );
  }

  it('finds what the two services show wrongly, and repairs it with --fix', async () => {
    await services.publish('story');
    const api = createApi(services.url('engagement'));
    const page = pagePath('demo', 'story');
    // A site that content does not serve, and holds nothing of.
    await services.command('engagement', 'sites', 'ensure', 'other', '--origin', 'https://other.example');
    const other = { token: await api.guest('other') };
    expectStatus(200, await api.call('PUT', `${pagePath('other', 'story')}/reactions/like`, other));
    for (let like = 0; like < 3; like += 1) {
      expectStatus(200, await api.call('PUT', `${page}/reactions/like`, { token: await api.guest('demo') }));
    }
    await arrived(3);
    // A running engagement recounts by itself, and would be first.
    await services.end('engagement', 'SIGTERM');
    await damage('engagement', `update counter set value = 50 where metric = 'reactions.like'`);
    // As after a lost queue on the one hand, and after a restored backup of engagement on the other.
    await damage(
      'content',
      `update engagement_snapshot set counters_version = 900, counters = '{"comments":0,"shares":0,"rewards":{"count":0,"amount":0},"reactions":{"like":8}}'`,
    );
    // As an older program sees what a newer one has migrated, and a newer one what it has not migrated yet.
    await damage('content', `insert into migration (timestamp, name) values (1999999999999, 'Tomorrow1999999999999')`);
    await damage('engagement', `delete from migration where name = 'Webhooks1764000000047'`);
    const found = await doctor();
    await damage('content', `delete from migration where name = 'Tomorrow1999999999999'`);
    await damage(
      'engagement',
      `insert into migration (timestamp, name) values (1764000000047, 'Webhooks1764000000047')`,
    );
    expect(found.code).toBe(1);
    expect(found.text).toContain('demo/story: reactions.like is 50, counted 3');
    expect(found.text).toMatch(/demo\/story: content has version 900\.\d+, engagement has \d+\.\d+/);
    expect(found.text).toMatch(/bad +version .+content are at .+ newer Afterword than this \(Tomorrow1999999999999\)/);
    expect(found.text).toMatch(
      /bad +version .+engagement are at .+ lack Webhooks1764000000047; run "npx afterword migrate"/,
    );
    expect(found.text).toMatch(/bad +counters/);
    expect(found.text).toMatch(/bad +snapshots/);

    const repaired = await doctor('--fix');
    expect(repaired.text).toMatch(/ok +version .+content are at \w+\nok +version .+engagement are at \w+\n/);
    expect([repaired.code, repaired.text]).toEqual([0, expect.stringContaining('(repaired)')]);
    await services.start('engagement');
    expect(expectStatus(200, await api.call<Page>('GET', page)).counters.reactions.like).toBe(3);
    await arrived(3);
    expect(await doctor()).toMatchObject({
      code: 0,
      text: expect.stringContaining('content is up to date for'),
    });
  }, 240_000);
});

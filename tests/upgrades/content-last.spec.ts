import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Queue } from '@afterword/contracts';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { EARLIER, ROOT, unpackPrograms, Version } from './earlier-programs';
import { loadFixture } from './fixture';

/** `npm test` builds before it runs. */
const CLI = join(ROOT, 'dist/apps/cli/src/main.js');

/** In the order of an upgrade that is made the wrong way round, and back, and again. */
describe("this version's engagement with the earlier version's content", () => {
  const databaseUrl = testDatabaseUrl();
  const env = {
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    REDIS_URL: '',
    ADMIN_TOKEN,
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'fatal',
  };
  let earlier: Awaited<ReturnType<typeof unpackPrograms>>;
  let pair: Version;
  let api: ReturnType<typeof createApi>;
  let reader: string;

  beforeAll(async () => {
    await loadFixture(`${EARLIER}.tar.gz`, databaseUrl);
    earlier = await unpackPrograms(`${EARLIER}.programs.tar.br`);
    await promisify(execFile)(process.execPath, [CLI, 'migrate'], { env: { ...process.env, ...env } });
    pair = await Version.start({ content: earlier.folder, engagement: ROOT }, env);
    api = createApi(pair.urls.engagement);
    reader = await api.guest('demo');
  }, 120_000);
  afterAll(async () => {
    await pair.stop();
    await earlier.remove();
  });

  const token = ADMIN_TOKEN;
  const show = async (icon: string) =>
    expectStatus(
      200,
      await api.call('PATCH', '/v1/admin/sites/demo', { token, body: { look: { icons: { like: icon } } } }),
    );
  const comment = async (page: string, body: string) =>
    expectStatus(201, await api.call('POST', `${pagePath('demo', page)}/comments`, { token: reader, body: { body } }));
  const article = async (page: string) => (await fetch(`${pair.urls.content}/articles/${page}`)).text();
  const shows = (page: string, ...texts: string[]) =>
    poll(
      () => article(page),
      (html) => texts.every((text) => html.includes(text)),
    );
  const queue = async () => {
    const { body } = await api.call<{ items: Queue[] }>('GET', '/v1/admin/queues', { token });
    return body.items.find(({ name }) => name === 'engagement')!.counts;
  };
  const atRest = () => poll(queue, ({ waiting, active, delayed }) => waiting + active + delayed === 0);

  it('keeps the pages of its articles up to date, whatever it cannot read', async () => {
    await show('🫐');
    for (let round = 1; round <= 3; round += 1) {
      await comment('first', `Round ${round}`);
      await shows('first', `Round ${round}`, '🫐');
    }
    const { failed } = await atRest();
    // For people.
    process.stderr.write(`The content of ${EARLIER} could not read ${failed} jobs\n`);
  });

  it('is replaced, and what it could not read is read', async () => {
    await pair.replace('content', ROOT);
    // Nobody acts on this one.
    await shows('second', '🫐');
    expect((await atRest()).failed).toBe(0);
  });

  it('comes back, and is replaced again', async () => {
    await pair.replace('content', earlier.folder);
    await show('🍒');
    await comment('first', 'On the way back');
    await shows('first', 'On the way back', '🍒');
    await atRest();
    await pair.replace('content', ROOT);
    for (const page of ['first', 'second']) await shows(page, '🍒');
    expect((await atRest()).failed).toBe(0);
  });
});

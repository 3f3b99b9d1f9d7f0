import { randomUUID } from 'node:crypto';
import type { Comment, Counters, Page, ReactionAnswer, Session, Site } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { DataSource, type QueryRunner } from 'typeorm';
import { ENTER_ALONE, ENTER_BESIDE_OTHERS, LOCK_COUNTERS } from './page-writes.sql';

const MARKED = `
  insert into reaction (site_id, target_id, reader_id, kind, page_id)
  select site_id, id, $2::uuid, 'like', id from page where site_id = $1::text`;
const WAITING = `select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
const COUNTED = `select count(*)::int as n from reaction where site_id = $1::text`;

describe('likes of one page through several processes', () => {
  let services: [RunningEngagement, RunningEngagement];
  let site: Site;
  let page: { siteId: string; pageId: string };
  /** Another process's transaction. */
  let other: QueryRunner;

  beforeAll(async () => {
    const databaseUrl = testDatabaseUrl();
    services = [await startEngagement({ databaseUrl }), await startEngagement({ databaseUrl })];
  });
  afterAll(() => Promise.all(services.map((service) => service.stop())));
  beforeEach(async () => {
    site = await services[0].api.site(ADMIN_TOKEN);
    expectStatus(200, await like(await guest()));
    const [row] = await rowsOf<{ id: string }>(database(), 'select id from page where site_id = $1', [site.id]);
    page = { siteId: site.id, pageId: row!.id };
    other = database().createQueryRunner();
    await other.startTransaction();
  });
  afterEach(async () => {
    if (other.isTransactionActive) await other.rollbackTransaction();
    await other.release();
  });

  const database = () => services[0].app.get(DataSource);
  const guest = () => services[0].api.guest(site.id);
  const path = (rest = '') => pagePath(site.id, 'hot') + rest;
  const like = (token: string, method: 'PUT' | 'DELETE' = 'PUT', at = 0) =>
    services[at as 0 | 1].api.call<ReactionAnswer>(method, path('/reactions/like'), { token });
  const comment = (token: string) =>
    services[1].api.call<Comment>('POST', path('/comments'), { token, body: { body: 'A comment' } });
  const enter = () => other.query(ENTER_BESIDE_OTHERS, [[page.pageId]]);
  const lockCounters = () => other.query(LOCK_COUNTERS, [[page.siteId], [page.pageId]]);
  const waiting = async (many: number, what: string) => {
    const found = (rows: readonly { query: string }[]) => rows.filter(({ query }) => query.includes(what)).length;
    await poll(
      () => rowsOf<{ query: string }>(database(), WAITING),
      (rows) => found(rows) >= many,
    );
  };
  const likes = async (token: string) =>
    expectStatus(200, await services[1].api.call<Page>('GET', path(), { token })).counters.reactions.like;
  const counted = async () => (await rowsOf<{ n: number }>(database(), COUNTED, [site.id]))[0]!.n;

  it('are stored while another process has stored its likes and not committed them', async () => {
    const { reader } = expectStatus(
      201,
      await services[0].api.call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { name: 'Ada' } }),
    );
    await enter();
    await other.query(MARKED, [site.id, reader.id]);
    const { counters } = expectStatus(200, await like(await guest()));
    expect(counters.reactions.like).toBe(2);
  });

  it('wait for each other only when the counters change, and are answered with what others have added', async () => {
    await enter();
    await lockCounters();
    const token = await guest();
    const answer = like(token);
    await waiting(1, 'The one statement that raises the versions of pages');
    await other.query(`update counter set value = value + 5 where site_id = $1 and target_id = $2`, [
      page.siteId,
      page.pageId,
    ]);
    await other.commitTransaction();
    expect(expectStatus(200, await answer).counters.reactions.like).toBe(7);
  });

  it('let a comment have the page, and wait behind it', async () => {
    await enter();
    const [author, liker] = [await guest(), await guest()];
    const commented = comment(author);
    await waiting(1, 'pg_advisory_xact_lock(72273, gate.key)');
    const liked = like(liker);
    await waiting(1, 'pg_advisory_xact_lock_shared(72273, gate.key)');
    await other.rollbackTransaction();
    expectStatus(201, await commented);
    expect(expectStatus(200, await liked).counters).toMatchObject({ comments: 1, reactions: { like: 2 } });
  });

  it.each<['PUT' | 'DELETE', string, string, number]>([
    ['PUT', 'likes', 'Marks that were not there', 2],
    ['DELETE', 'takes a like back', 'held in the order of all writers against those', 1],
  ])('count a reader once where %s comes to two processes at once, who %s', async (method, _does, second, becomes) => {
    const token = await guest();
    if (method === 'DELETE') expectStatus(200, await like(token));
    await enter();
    await lockCounters();
    const answers = [like(token, method, 0), like(token, method, 1)];
    await waiting(1, 'The one statement that raises the versions of pages');
    await waiting(1, second);
    await other.rollbackTransaction();
    for (const answer of await Promise.all(answers)) {
      const { counters, viewer } = expectStatus(200, answer);
      expect([counters.reactions.like, viewer.reactions]).toEqual([becomes, method === 'PUT' ? ['like'] : []]);
    }
    expect([await likes(token), await counted()]).toEqual([becomes, becomes]);
  });

  it('are counted as they are stored, whatever readers do with both', async () => {
    const tokens = await Promise.all(Array.from({ length: 8 }, guest));
    const seen: Counters[] = [];
    const act = async (index: number) => {
      const token = tokens[index % tokens.length] as string;
      for (let turn = 0; turn < 12; turn += 1) {
        const at = (index + turn) % 2;
        if ((index * 7 + turn) % 9 === 0) expectStatus(201, await comment(token));
        else seen.push(expectStatus(200, await like(token, (index + turn) % 3 === 0 ? 'DELETE' : 'PUT', at)).counters);
      }
    };
    await Promise.all(Array.from({ length: 16 }, (_, index) => act(index)));
    expect(await likes(tokens[0] as string)).toBe(await counted());
    for (const { reactions } of seen) {
      expect(reactions.like).toBeGreaterThanOrEqual(0);
      expect(reactions.like).toBeLessThanOrEqual(1 + tokens.length);
    }
    const answers = await Promise.all(tokens.map((token) => like(token, 'PUT', 1)));
    for (const answer of answers) expectStatus(200, answer);
    expect([await likes(tokens[0] as string), await counted()]).toEqual([1 + tokens.length, 1 + tokens.length]);
  });

  it('go to the page that theirs is merged into meanwhile, each once', async () => {
    const tokens = await Promise.all(Array.from({ length: 12 }, guest));
    const into = pagePath(site.id, randomUUID());
    expectStatus(200, await services[0].api.call('PUT', `${into}/reactions/like`, { token: tokens[0] as string }));
    const merging = services[0].api.call('POST', `/v1/admin${into.slice('/v1'.length)}/merge`, {
      token: ADMIN_TOKEN,
      body: { from: 'hot' },
    });
    const liked = await Promise.all(tokens.map((token, index) => like(token, 'PUT', index % 2)));
    for (const answer of liked) expectStatus(200, answer);
    expectStatus(200, await merging);
    expect([await likes(tokens[0] as string), await counted()]).toEqual([13, 13]);
  });

  it('share gates, so that whoever holds any number of pages takes little of the memory for locks', async () => {
    const many = Array.from({ length: 3_000 }, () => randomUUID());
    await other.query(ENTER_ALONE, [many]);
    const held = `select count(*)::int as n from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`;
    const [row] = (await other.query(held)) as { n: number }[];
    expect(row!.n).toBeGreaterThan(0);
    expect(row!.n).toBeLessThanOrEqual(1_024);
  });
});

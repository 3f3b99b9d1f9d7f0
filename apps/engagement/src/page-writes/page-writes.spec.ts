import { createHash, randomUUID } from 'node:crypto';
import type { Comment, CommentList, Page, Reward, Session, Site } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { DataSource } from 'typeorm';

interface EventRow {
  type: string;
  actor: string | null;
  subject: string;
  payload: Record<string, unknown>;
}

describe('the unit of work', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (rest = '') => pagePath(site.id, 'talk') + rest;
  const database = () => service.app.get(DataSource);
  const session = async () =>
    expectStatus(201, await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { name: 'Ada' } }));
  const post = async (token: string, body = 'A comment', parentId?: string) =>
    expectStatus(201, await call<Comment>('POST', path('/comments'), { token, body: { body, parentId } }));
  const page = async () => expectStatus(200, await call<Page>('GET', path(), { token: (await session()).token }));
  const events = () =>
    rowsOf<EventRow>(
      database(),
      `select type, actor_id as actor, subject_id as subject, payload from event where site_id = $1 order by position`,
      [site.id],
    );

  /** Runs `meanwhile` while the page is locked and the request waits for it. */
  async function whileWaiting<T>(request: () => Promise<T>, meanwhile: () => Promise<unknown>): Promise<T> {
    const holder = database().createQueryRunner();
    await holder.startTransaction();
    try {
      await holder.query('select id from page where site_id = $1 for update', [site.id]);
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      const before = ((await holder.query(waiting)) as unknown[]).length;
      const answer = request();
      await poll(
        () => holder.query(waiting) as Promise<unknown[]>,
        (rows) => rows.length > before,
      );
      await meanwhile();
      await holder.rollbackTransaction();
      return await answer;
    } finally {
      await holder.release();
    }
  }

  const hashOf = (token: string) => createHash('sha256').update(token).digest();
  const endSession = (token: string) => database().query('delete from session where token_hash = $1', [hashOf(token)]);

  it.each([
    ['a like', 'PUT', '/reactions/like', undefined],
    ['a comment', 'POST', '/comments', { body: 'Too late' }],
    ['a share', 'POST', '/shares', { channel: 'copy' }],
    ['a reward', 'POST', '/rewards', { amount: 5 }],
  ] as const)('refuses %s whose session has ended, though the process knew it', async (_name, method, rest, body) => {
    const { token } = await session();
    await post(token);
    const before = await page();
    await endSession(token);
    const headers = { 'idempotency-key': randomUUID() };
    const { status, body: problem } = await call(method, path(rest), { token, body, headers });
    expect([status, problem.type]).toEqual([401, 'urn:afterword:problem:unauthorized']);
    expect(await page()).toEqual(before);
  });

  it('lets no write of a reader pass who is erased meanwhile', async () => {
    const { token } = await session();
    const { token: other } = await session();
    await post(other);
    const erasing = call('DELETE', '/v1/me', { token });
    const liked = await call('PUT', path('/reactions/like'), { token });
    expectStatus(204, await erasing);
    const posted = await call('POST', path('/comments'), { token, body: { body: 'From the beyond' } });
    expect([200, 401]).toContain(liked.status);
    expect(posted.status).toBe(401);
    const wallets = `select from account where site_id = $1 and kind = 'wallet' and balance > 0`;
    expect(await database().query<unknown[]>(wallets, [site.id])).toEqual([]);
  });

  it('ends the writes of a reader that are under way before it erases them, the first one too', async () => {
    const { token } = await session();
    await post((await session()).token, 'Of another reader');
    const answers = await whileWaiting(
      () => Promise.all([call<Comment>('POST', path('/comments'), { token, body: { body: 'Second' } })]),
      async () => {
        void call('DELETE', '/v1/me', { token });
        const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        await poll(
          () => rowsOf(database(), waiting),
          (rows) => rows.length >= 2,
        );
      },
    );
    expectStatus(201, answers[0]);
    // The comment was stored first, and erased with the reader.
    const written = `select status from comment where site_id = $1`;
    await poll(
      () => rowsOf<{ status: string }>(database(), written, [site.id]),
      (rows) => rows.filter(({ status }) => status === 'deleted').length === 1,
    );
    expect((await page()).counters.comments).toBe(1);
  });

  it("refuses a guest's writes from the moment that the site takes no guests", async () => {
    const { token } = await session();
    await post(token);
    await database().query('update site set guests = false where id = $1', [site.id]);
    const { status, body } = await call('PUT', path('/reactions/like'), { token });
    expect([status, body.type]).toEqual([403, 'urn:afterword:problem:guests-not-allowed']);
  });

  it('refuses a mark or a reward on a comment that is hidden while the request waits', async () => {
    const { token } = await session();
    const { token: other } = await session();
    const comment = await post(token);
    const hide = `update comment set status = 'removed' where id = $1`;
    const like = () => call('PUT', `/v1/comments/${comment.id}/reactions/like`, { token: other });
    const { status } = await whileWaiting(like, () => database().query(hide, [comment.id]));
    expect(status).toBe(404);
  });

  it('records what happened, once, in the order in which it happened', async () => {
    const { token, reader } = await session();
    const { token: giver, reader: generous } = await session();
    const comment = await post(token);
    const reply = await post(giver, 'A reply', comment.id);
    expectStatus(200, await call('PATCH', `/v1/comments/${comment.id}`, { token, body: { body: 'Better' } }));
    const headers = { 'idempotency-key': randomUUID() };
    const give = () => call<Reward>('POST', path('/rewards'), { token: giver, body: { amount: 7 }, headers });
    const [reward] = (await Promise.all([give(), give()])).map((answer) => expectStatus(201, answer));
    expectStatus(200, await call('DELETE', `/v1/rewards/${reward!.id}`, { token: giver }));
    expectStatus(200, await call('DELETE', `/v1/rewards/${reward!.id}`, { token: giver }));
    const moderate = (status: string) =>
      call('PATCH', `/v1/admin/comments/${reply.id}`, { token: ADMIN_TOKEN, body: { status } });
    expectStatus(200, await moderate('removed'));
    expectStatus(200, await moderate('published'));
    for (const closed of [true, true, false]) {
      const options = { token: ADMIN_TOKEN, body: { closed } };
      expectStatus(200, await call('PATCH', `/v1/admin/sites/${site.id}/pages/talk`, options));
    }
    expectStatus(204, await call('DELETE', `/v1/comments/${comment.id}`, { token }));
    expectStatus(204, await call('DELETE', '/v1/me', { token }));
    // Counted, not recorded.
    expectStatus(200, await call('PUT', path('/reactions/like'), { token: giver }));

    expect((await events()).map(({ type, actor }) => [type, actor])).toEqual([
      ['comment.created', reader.id],
      ['comment.created', generous.id],
      ['comment.edited', reader.id],
      ['reward.given', generous.id],
      ['reward.undone', generous.id],
      ['comment.removed', null],
      ['comment.published', null],
      ['page.closed', null],
      ['page.opened', null],
      ['comment.deleted', reader.id],
      ['reader.erased', reader.id],
    ]);
    expect((await events())[3]).toMatchObject({ subject: reward!.id, payload: { amount: 7, commentId: null } });
  });

  it('records nothing of what is refused', async () => {
    const { token } = await session();
    await call('POST', path('/comments'), { token, body: { body: 'To nobody', parentId: randomUUID() } });
    const headers = { 'idempotency-key': randomUUID() };
    expectStatus(422, await call('POST', path('/rewards'), { token, body: { amount: 1_000 }, headers }));
    expect(await events()).toEqual([]);
    expect(expectStatus(200, await call<CommentList>('GET', path('/comments'))).total).toBe(0);
  });
});

import { randomUUID } from 'node:crypto';
import type {
  AccountList,
  Comment,
  CommentReward,
  Me,
  Page,
  Reversal,
  Reward,
  Site,
  TransferList,
} from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { LedgerReader } from '../ledger';

describe('rewards', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
  });
  afterEach(async () => {
    for (const report of await service.app.get(LedgerReader).check()) {
      expect(report).toEqual({ siteId: report.siteId, sum: 0, wrongBalances: 0, overdrawn: 0 });
    }
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const guest = () => service.api.guest(site.id);
  const page = (rest = '') => pagePath(site.id, 'article') + rest;
  const withKey = (token: string, amount: number) => ({
    token,
    body: { amount },
    headers: { 'idempotency-key': randomUUID() },
  });
  const rewardPage = async (token: string, amount: number) =>
    expectStatus(201, await call<Reward>('POST', page('/rewards'), withKey(token, amount)));
  const rewardComment = (id: string, token: string, amount: number) =>
    call<CommentReward>('POST', `/v1/comments/${id}/rewards`, withKey(token, amount));
  const undo = (id: string, token: string) => call<Reversal>('DELETE', `/v1/rewards/${id}`, { token });
  const balance = async (token: string) => expectStatus(200, await call<Me>('GET', '/v1/me', { token })).wallet.balance;
  const post = async (token: string) =>
    expectStatus(201, await call<Comment>('POST', page('/comments'), { token, body: { body: 'Well said' } }));
  const statement = async (token: string, query = '') =>
    expectStatus(200, await call<TransferList>('GET', `/v1/me/transfers${query}`, { token }));
  const setUp = async (fields: Partial<Site>) =>
    expectStatus(200, await call<Site>('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: fields }));
  const database = () => service.app.get(DataSource);

  it("for a comment go to its author's wallet and are shown with the comment", async () => {
    const [author, giver] = [await guest(), await guest()];
    const { id } = await post(author);
    const reward = expectStatus(201, await rewardComment(id, giver, 30));
    expect(reward).toMatchObject({
      balance: 70,
      rewards: { count: 1, amount: 30 },
      viewer: { reactions: [], rewarded: 30 },
    });
    expect(await balance(author)).toBe(130);
    const shown = expectStatus(200, await call<Comment>('GET', `/v1/comments/${id}`, { token: giver }));
    expect(shown).toMatchObject({ rewards: { count: 1, amount: 30 }, viewer: { rewarded: 30 } });
    const { counters } = expectStatus(200, await call<Page>('GET', page()));
    expect(counters.rewards).toEqual({ count: 0, amount: 0 });
  });

  it('are refused to oneself, for what is deleted, and beyond what the wallet holds or the site allows', async () => {
    const [author, giver] = [await guest(), await guest()];
    const { id } = await post(author);
    const own = await rewardComment(id, author, 5);
    expect([own.status, own.body]).toMatchObject([403, { type: 'urn:afterword:problem:own-comment' }]);
    expect((await rewardComment(id, giver, 101)).status).toBe(422);
    await setUp({ limits: { rewardMax: 20 } as Site['limits'] });
    const tooMuch = await rewardComment(id, giver, 21);
    expect([tooMuch.status, tooMuch.body]).toMatchObject([422, { errors: [{ path: '/amount' }] }]);
    expectStatus(204, await call('DELETE', `/v1/comments/${id}`, { token: author }));
    expect((await rewardComment(id, giver, 5)).status).toBe(404);
    expect(await balance(giver)).toBe(100);
  });

  it('are made once for each key, on comments too', async () => {
    const [author, giver] = [await guest(), await guest()];
    const { id } = await post(author);
    const options = withKey(giver, 10);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => call<CommentReward>('POST', `/v1/comments/${id}/rewards`, options)),
    );
    expect(new Set(answers.map((answer) => expectStatus(201, answer).id)).size).toBe(1);
    expect(await balance(giver)).toBe(90);
    const bare = await call('POST', `/v1/comments/${id}/rewards`, { token: giver, body: { amount: 1 } });
    expect([bare.status, bare.body]).toMatchObject([400, { type: 'urn:afterword:problem:idempotency-key-missing' }]);
  });

  it('never deadlock or overdraw when readers reward each other at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 6 }, guest));
    const comments = await Promise.all(tokens.map(post));
    const others = tokens.flatMap((token, giver) =>
      comments.filter((_, author) => author !== giver).map(({ id }) => ({ token, id })),
    );
    const answers = await Promise.all(others.map(({ token, id }) => rewardComment(id, token, 7)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    // Everybody gave five times 7 and got as much.
    expect(new Set(await Promise.all(tokens.map(balance)))).toEqual(new Set([100]));
  });

  it('never spend a point twice, fifty at a time', async () => {
    const giver = await guest();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call<Reward>('POST', page('/rewards'), withKey(giver, 30))),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(3).fill(201), ...Array<number>(47).fill(422)]);
    expect(await balance(giver)).toBe(10);
    const { counters } = expectStatus(200, await call<Page>('GET', page()));
    expect(counters.rewards).toEqual({ count: 3, amount: 90 });
  });

  it('can be taken back once, from a page', async () => {
    const giver = await guest();
    await rewardPage(giver, 10);
    const { id } = await rewardPage(giver, 25);
    const answers = await Promise.all(Array.from({ length: 4 }, () => undo(id, giver)));
    for (const answer of answers) {
      expect(expectStatus(200, answer)).toMatchObject({ balance: 90, counters: { rewards: { count: 1, amount: 10 } } });
    }
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const { viewer } = expectStatus(200, await call<Page>('GET', page(), { token: giver }));
    expect(viewer!.rewarded).toBe(10);
  });

  it('can be taken back from a comment while its author has the points', async () => {
    const [author, giver] = [await guest(), await guest()];
    const { id } = await post(author);
    const first = expectStatus(201, await rewardComment(id, giver, 40));
    expect(expectStatus(200, await undo(first.id, giver))).toMatchObject({
      balance: 100,
      rewards: { count: 0, amount: 0 },
      viewer: { rewarded: 0 },
    });
    const second = expectStatus(201, await rewardComment(id, giver, 40));
    await rewardPage(author, 120);
    const spent = await undo(second.id, giver);
    expect([spent.status, spent.body]).toMatchObject([409, { type: 'urn:afterword:problem:points-spent' }]);
    expect(await balance(giver)).toBe(60);
  });

  it('can be taken back by who gave them for a while, and by the operator always', async () => {
    const [giver, other] = [await guest(), await guest()];
    const { id } = await rewardPage(giver, 10);
    expect((await undo(id, other)).status).toBe(403);
    expect((await undo(randomUUID(), giver)).status).toBe(404);
    expect((await undo('nonsense', giver)).status).toBe(404);
    await database().query(`update transfer set created_at = created_at - interval '16 minutes' where id = $1`, [id]);
    const late = await undo(id, giver);
    expect([late.status, late.body]).toMatchObject([403, { type: 'urn:afterword:problem:undo-window-over' }]);
    expectStatus(200, await undo(id, ADMIN_TOKEN));
    expect(await balance(giver)).toBe(100);
  });

  it('are paid from what the site gives: at first, and on each day of use', async () => {
    await setUp({ guestBalance: 5, guestDailyGrant: 20 });
    const giver = await guest();
    expect(await balance(giver)).toBe(25);
    await rewardPage(giver, 25);
    expect(await balance(giver)).toBe(0);
    // A day later.
    await database().query(`update account set granted_on = granted_on - 1 where site_id = $1 and kind = 'wallet'`, [
      site.id,
    ]);
    await database().query(`update transfer set idempotency_key = idempotency_key || ':yesterday' where site_id = $1`, [
      site.id,
    ]);
    expect(await balance(giver)).toBe(20);
    const answers = await Promise.all([1, 2, 3].map(() => call<Reward>('POST', page('/rewards'), withKey(giver, 10))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 422]);
    expect(await balance(giver)).toBe(0);
  });

  it('can be taken back when the author has left, and given to them no more', async () => {
    await setUp({ deletedReaders: 'anonymous' });
    const [author, giver, other] = [await guest(), await guest(), await guest()];
    const { id } = await post(author);
    const first = expectStatus(201, await rewardComment(id, giver, 30));
    const second = expectStatus(201, await rewardComment(id, other, 5));
    // 135 points: some are spent, the rest goes back to where points come from.
    await rewardPage(author, 105);
    expectStatus(204, await call('DELETE', '/v1/me', { token: author }));
    const late = await rewardComment(id, giver, 1);
    expect([late.status, late.body]).toMatchObject([403, { type: 'urn:afterword:problem:author-gone' }]);
    const undone = expectStatus(200, await undo(first.id, giver));
    expect(undone).toMatchObject({ balance: 100, rewards: { count: 1, amount: 5 } });
    expect(expectStatus(200, await undo(first.id, giver))).toMatchObject({ id: undone.id, balance: 100 });
    // Nothing of it is left.
    const spent = await undo(second.id, other);
    expect([spent.status, spent.body]).toMatchObject([409, { type: 'urn:afterword:problem:points-spent' }]);
  });

  it('cost guests what the site gives to guests, which is nothing unless it says so', async () => {
    const id = `plain-${randomUUID().slice(0, 8)}`;
    const created = await call<Site>('POST', '/v1/admin/sites', { token: ADMIN_TOKEN, body: { id, name: 'Plain' } });
    site = expectStatus(201, created);
    expect(site).toMatchObject({ startingBalance: 100, dailyGrant: 0, guestBalance: 0, guestDailyGrant: 0 });
    await setUp({ dailyGrant: 5 });
    const [author, giver] = [await guest(), await guest()];
    const { id: commentId } = await post(author);
    expect(await balance(giver)).toBe(0);
    for (const answer of [
      await call('POST', page('/rewards'), withKey(giver, 1)),
      await rewardComment(commentId, giver, 1),
    ]) {
      expect([answer.status, answer.body]).toMatchObject([422, { type: 'urn:afterword:problem:insufficient-balance' }]);
    }
    await setUp({ guestBalance: 3, guestDailyGrant: 2 });
    const other = await guest();
    expect(await balance(other)).toBe(5);
    await rewardPage(other, 5);
    expect((await statement(other)).items).toMatchObject([
      { reason: 'reward', amount: -5 },
      { reason: 'daily-grant', amount: 2 },
      { reason: 'starting-balance', amount: 3 },
    ]);
  });

  it("are on the reader's statement, the newest first, a page at a time", async () => {
    const [author, giver] = [await guest(), await guest()];
    expect(await statement(giver)).toEqual({ items: [], next: null });
    const { id: commentId } = await post(author);
    const first = await rewardPage(giver, 10);
    const second = expectStatus(201, await rewardComment(commentId, giver, 20));
    const reversal = expectStatus(200, await undo(first.id, giver));
    const { items } = await statement(giver);
    expect(items).toMatchObject([
      { id: reversal.id, reason: 'reversal', amount: 10, page: 'article', commentId: null, reverses: first.id },
      { id: second.id, reason: 'reward', amount: -20, page: 'article', commentId, reverses: null },
      { id: first.id, reason: 'reward', amount: -10, page: 'article', commentId: null, reverses: null },
      { reason: 'starting-balance', amount: 100, page: null },
    ]);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const list: TransferList = await statement(giver, `?limit=1${cursor ? `&cursor=${cursor}` : ''}`);
      paged.push(...list.items.map(({ id }) => id));
      cursor = list.next;
    } while (cursor);
    expect(paged).toEqual(items.map(({ id }) => id));
    expect((await call('GET', '/v1/me/transfers?cursor=nonsense', { token: giver })).status).toBe(422);
    // Earlier versions gave the id of the last transfer as the cursor.
    expect((await statement(giver, `?cursor=${second.id}`)).items).toEqual(items.slice(2));
    expect((await statement(author)).items).toMatchObject([{ amount: 20 }, { amount: 100 }]);
  });

  it('are on the statements of all accounts, for the operator', async () => {
    const giver = await guest();
    await rewardPage(giver, 10);
    const accounts = (query = '', token = ADMIN_TOKEN) =>
      call<AccountList>('GET', `/v1/admin/sites/${site.id}/accounts${query}`, { token });
    const { items } = expectStatus(200, await accounts());
    expect(items.map(({ kind, balance: held, page: key }) => [kind, held, key]).sort()).toEqual([
      ['issuance', -100, null],
      ['page', 10, 'article'],
      ['wallet', 90, null],
    ]);
    const { items: pages } = expectStatus(200, await accounts('?kind=page'));
    const path = `/v1/admin/sites/${site.id}/accounts/${pages[0]!.id}/transfers`;
    const list = expectStatus(200, await call<TransferList>('GET', path, { token: ADMIN_TOKEN }));
    expect(list.items).toMatchObject([{ reason: 'reward', amount: 10, page: 'article' }]);
    expect((await accounts('', giver)).status).toBe(403);
    expect((await accounts('?kind=bank')).status).toBe(422);
    const unknown = `/v1/admin/sites/${site.id}/accounts/${randomUUID()}/transfers`;
    expect((await call('GET', unknown, { token: ADMIN_TOKEN })).status).toBe(404);
  });
});

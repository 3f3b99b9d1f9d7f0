import { randomUUID } from 'node:crypto';
import type { Comment, CommentReward, Counters, Me, Page, Reward, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe('giving points', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (page: string, rest = '') => pagePath(site.id, page) + rest;

  async function counters(page: string): Promise<Counters> {
    const answer = await call<{ counters: Record<string, Counters> }>(
      'GET',
      `/v1/counters?site=${site.id}&page=${encodeURIComponent(page)}`,
    );
    return expectStatus(200, answer).counters[page]!;
  }

  const reward = (token: string, page: string, amount: number, key: string = randomUUID()) =>
    call<Reward>('POST', path(page, '/rewards'), { token, body: { amount }, headers: { 'idempotency-key': key } });

  it('moves points from the wallet to the page, and says what is left', async () => {
    const token = await service.api.guest(site.id);
    expect(expectStatus(200, await call<Me>('GET', '/v1/me', { token })).wallet).toEqual({
      balance: 100,
      currency: 'POINT',
    });
    const answer = expectStatus(201, await reward(token, 'gift', 30));
    expect(answer).toMatchObject({ balance: 70, counters: { rewards: { count: 1, amount: 30 } } });
    expect(expectStatus(200, await call<Me>('GET', '/v1/me', { token })).wallet.balance).toBe(70);
    const { viewer } = expectStatus(200, await call<Page>('GET', path('gift'), { token }));
    expect(viewer).toEqual({ reactions: [], rewarded: 30 });
  });

  it('tells each of those who give at once what stands after them', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => service.api.guest(site.id)));
    await reward(tokens[0]!, 'race', 5);
    const answers = await Promise.all(tokens.map((token) => reward(token, 'race', 3)));
    const told = answers.map((answer) => expectStatus(201, answer).counters.rewards);
    const after = Array.from({ length: 20 }, (_, before) => ({ count: before + 2, amount: 5 + 3 * (before + 1) }));
    expect(told.sort((one, other) => one.count - other.count)).toEqual(after);
    expect((await counters('race')).rewards).toEqual(after.at(-1));
  });

  it('tells who rewards a comment several times at once what they gave by then', async () => {
    const author = await service.api.guest(site.id);
    const token = await service.api.guest(site.id);
    const posted = await call<Comment>('POST', path('thread', '/comments'), { token: author, body: { body: 'Well' } });
    const { id } = expectStatus(201, posted);
    const answers = await Promise.all(
      [2, 2, 2].map((amount) =>
        call<CommentReward>('POST', `/v1/comments/${id}/rewards`, {
          token,
          body: { amount },
          headers: { 'idempotency-key': randomUUID() },
        }),
      ),
    );
    const told = answers.map((answer) => expectStatus(201, answer)).sort((one, other) => other.balance - one.balance);
    expect(told.map(({ balance, viewer }) => [balance, viewer])).toEqual(
      [2, 4, 6].map((rewarded) => [100 - rewarded, { reactions: [], rewarded }]),
    );
    expect(told.map(({ rewards }) => rewards)).toEqual(
      [2, 4, 6].map((amount, index) => ({ count: index + 1, amount })),
    );
  });

  it('needs an Idempotency-Key, and makes one transfer for each', async () => {
    const token = await service.api.guest(site.id);
    const without = await call('POST', path('key', '/rewards'), { token, body: { amount: 1 } });
    expect([without.status, without.body.type]).toEqual([400, 'urn:afterword:problem:idempotency-key-missing']);
    const key = randomUUID();
    const copies = await Promise.all(Array.from({ length: 8 }, () => reward(token, 'key', 10, key)));
    const first = expectStatus(201, copies[0]!);
    for (const copy of copies) expect(expectStatus(201, copy)).toEqual(first);
    expect((await counters('key')).rewards).toEqual({ count: 1, amount: 10 });
    const other = await reward(token, 'key', 11, key);
    expect([other.status, (other.body as unknown as { type: string }).type]).toEqual([
      409,
      'urn:afterword:problem:idempotency-key-reused',
    ]);
  });

  it('never overdraws a wallet, however many rewards race for it', async () => {
    const token = await service.api.guest(site.id);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => reward(token, `race-${index % 3}`, 9)));
    const done = answers.filter(({ status }) => status === 201);
    expect(done).toHaveLength(11);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(39);
    expect(expectStatus(200, await call<Me>('GET', '/v1/me', { token })).wallet.balance).toBe(1);
    const amounts = await Promise.all([0, 1, 2].map((index) => counters(`race-${index}`)));
    expect(amounts.reduce((sum, { rewards }) => sum + rewards.amount, 0)).toBe(99);
  });
});

import { randomUUID } from 'node:crypto';
import type { Comment, CommentList, Counters, Me, Page, PageAlias, Reward, Share, Site } from '@afterword/contracts';
import { type Answer, type CallOptions, expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { LedgerReader } from '../ledger';

describe('pages with several keys', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'], reactionKinds: ['like', 'wow'] });
  });

  const path = (page: string, rest = '') => pagePath(site.id, page) + rest;
  const admin = <Body>(method: 'GET' | 'POST' | 'DELETE', page: string, rest: string, body?: unknown) =>
    service.api.call<Body>(method, `/v1/admin${path(page, rest).slice('/v1'.length)}`, { token: ADMIN_TOKEN, body });
  const guest = () => service.api.guest(site.id);
  const post = async <Body>(page: string, rest: string, options: CallOptions) =>
    expectStatus(201, await service.api.call<Body>('POST', path(page, rest), options));
  const like = async (page: string, token: string, kind = 'like') =>
    expectStatus(200, await service.api.call('PUT', path(page, `/reactions/${kind}`), { token }));
  const comment = (page: string, token: string, body: string, parentId?: string) =>
    post<Comment>(page, '/comments', { token, body: { body, parentId } });
  const reward = (page: string, token: string, amount: number) =>
    post<Reward>(page, '/rewards', { token, body: { amount }, headers: { 'idempotency-key': randomUUID() } });
  const read = async (page: string, token?: string) =>
    expectStatus(200, await service.api.call<Page>('GET', path(page), token === undefined ? {} : { token }));
  const thread = async (page: string) =>
    expectStatus(200, await service.api.call<CommentList>('GET', path(page, '/comments?sort=oldest')));
  const merge = (into: string, from: string): Promise<Answer<Page>> => admin<Page>('POST', into, '/merge', { from });

  it('are one page by every spelling of an address', async () => {
    await like('https://paper.example/a', await guest());
    await like('https://Paper.example:443/a/?utm_source=mail#comments', await guest());
    const asked = ['https://paper.example/a/', 'https://paper.example/a#x'];
    const query = asked.map((key) => `page=${encodeURIComponent(key)}`).join('&');
    const { counters } = expectStatus(
      200,
      await service.api.call<{ counters: Record<string, Counters> }>('GET', `/v1/counters?site=${site.id}&${query}`),
    );
    expect(Object.keys(counters)).toEqual(asked);
    expect(asked.map((key) => counters[key]!.reactions.like)).toEqual([2, 2]);
    expect((await read('HTTPS://paper.example/a')).page).toBe('https://paper.example/a');
  });

  it('are found by an alias until it is taken away', async () => {
    await like('new', await guest());
    expect(expectStatus(201, await admin<PageAlias>('POST', 'new', '/aliases', { key: 'old' }))).toEqual({
      key: 'old',
    });
    expectStatus(201, await admin('POST', 'new', '/aliases', { key: 'old' }));
    expect(expectStatus(200, await admin('GET', 'old', '/aliases'))).toEqual({ items: [{ key: 'old' }], next: null });
    await like('old', await guest());
    expect(await read('old')).toMatchObject({ page: 'new', counters: { reactions: { like: 2 } } });

    expectStatus(204, await admin('DELETE', 'new', '/aliases/old'));
    expect((await read('old')).counters.reactions.like).toBe(0);
    expect((await read('new')).counters.reactions.like).toBe(2);
  });

  it("refuse another page's key as an alias, and to lose their own", async () => {
    await like('one', await guest());
    await like('two', await guest());
    const taken = await admin('POST', 'one', '/aliases', { key: 'two' });
    expect([taken.status, taken.body]).toMatchObject([409, { type: 'urn:afterword:problem:page-key-taken' }]);
    expect((await admin('DELETE', 'one', '/aliases/one')).status).toBe(404);
    expect((await admin('DELETE', 'one', '/aliases/two')).status).toBe(404);
    expect((await admin('GET', 'nowhere', '/aliases')).status).toBe(404);
    expect((await read('one')).counters.reactions.like).toBe(1);
  });

  it('keep every comment, reaction, share and reward when two become one, each counted once', async () => {
    const [ada, bob, eve] = [await guest(), await guest(), await guest()];
    for (const token of [ada, bob]) await like('stays', token);
    for (const token of [bob, eve]) await like('ends', token);
    await like('ends', eve, 'wow');
    const first = await comment('stays', ada, 'On the page that stays');
    const second = await comment('ends', bob, 'On the page that ends');
    const reply = await comment('ends', eve, 'A reply there', second.id);
    expectStatus(200, await service.api.call('PUT', `/v1/comments/${second.id}/reactions/like`, { token: ada }));
    await post('stays', '/shares', { token: ada, body: { channel: 'copy' } });
    const share = await post<Share>('ends', '/shares', { token: ada, body: { channel: 'email' } });
    // Of the readers who shared them, one shared both.
    await post('ends', '/shares', { token: bob, body: { channel: 'copy' } });
    await reward('stays', ada, 10);
    await reward('ends', ada, 5);
    await reward('ends', bob, 7);
    const versions = await Promise.all(['stays', 'ends'].map(async (page) => (await read(page)).version));

    const merged = expectStatus(200, await merge('stays', 'ends'));

    expect(merged.counters).toEqual({
      comments: 3,
      shares: 2,
      rewards: { count: 3, amount: 22 },
      reactions: { like: 3, wow: 1 },
    });
    expect(merged.version).toBeGreaterThan(Math.max(...versions));
    for (const page of ['stays', 'ends']) {
      expect(await read(page, ada)).toMatchObject({ page: 'stays', viewer: { reactions: ['like'], rewarded: 15 } });
      const list = await thread(page);
      expect(list.items.map(({ id }) => id)).toEqual([first.id, second.id]);
      expect(list.items[1]!.replies.items.map(({ id }) => id)).toEqual([reply.id]);
      expect(list.items[1]!.reactions.like).toBe(1);
      expect(list.total).toBe(3);
    }
    expectStatus(
      200,
      await service.api.call('PUT', path('stays'), {
        token: ADMIN_TOKEN,
        body: { url: 'https://paper.example/stays' },
      }),
    );
    expect((await service.api.call('GET', `/s/${share.code}`)).headers.get('location')).toBe(
      'https://paper.example/stays',
    );
    const report = (await service.app.get(LedgerReader).check()).find(({ siteId }) => siteId === site.id);
    expect(report).toEqual({ siteId: site.id, sum: 0, wrongBalances: 0, overdrawn: 0 });

    // What comes to either key afterwards is counted on the one page.
    await like('ends', await guest());
    await comment('ends', ada, 'After the merge');
    expect((await read('stays')).counters).toMatchObject({ comments: 4, reactions: { like: 4 } });
  });

  it('stay as they are when what is one page already is merged again', async () => {
    await like('stays', await guest());
    await like('ends', await guest());
    const once = expectStatus(200, await merge('stays', 'ends'));
    expect(expectStatus(200, await merge('stays', 'ends'))).toEqual(once);
  });

  it('are not merged with a page that does not exist', async () => {
    await like('stays', await guest());
    const answer = await merge('stays', 'nowhere');
    expect([answer.status, answer.body]).toMatchObject([404, { type: 'urn:afterword:problem:page-not-found' }]);
    expect((await merge('nowhere', 'stays')).status).toBe(404);
    expect((await admin('POST', 'stays', '/merge', { from: 'ends', into: 'x' })).status).toBe(422);
  });

  it('lose nothing that arrives while they become one', async () => {
    const tokens = await Promise.all(Array.from({ length: 40 }, guest));
    await Promise.all(['stays', 'ends'].map(async (page) => like(page, await guest())));
    const storm = tokens.map(async (token, index) => {
      const page = index % 2 === 0 ? 'stays' : 'ends';
      await like(page, token);
      await comment(page, token, `Comment ${index}`);
      await reward(page, token, 3);
    });
    const merged = merge('stays', 'ends');
    await Promise.all([...storm, merged]);
    expectStatus(200, await merged);
    expect((await read('stays')).counters).toMatchObject({
      comments: 40,
      rewards: { count: 40, amount: 120 },
      reactions: { like: 42 },
    });
    const balances = await Promise.all(
      tokens.map(
        async (token) => expectStatus(200, await service.api.call<Me>('GET', '/v1/me', { token })).wallet.balance,
      ),
    );
    expect(new Set(balances)).toEqual(new Set([97]));
  });
});

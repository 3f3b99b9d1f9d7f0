import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type {
  Comment,
  CommentList,
  Counters,
  Me,
  Page,
  ReactionAnswer,
  Reward,
  Share,
  Site,
} from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '../../../tests/setup/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '../../../tests/setup/engagement';
import { poll } from '../../../tests/setup/poll';

describe('the engagement API', () => {
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

  it('gives zeros for a page that nothing happened on, and does not create it', async () => {
    expect(await counters('nowhere')).toEqual({
      comments: 0,
      shares: 0,
      rewards: { count: 0, amount: 0 },
      reactions: { like: 0 },
    });
    const page = expectStatus(200, await call<Page>('GET', path('nowhere')));
    expect(page).toMatchObject({ site: site.id, page: 'nowhere', url: null, closed: false, version: 0, viewer: null });
  });

  it('counts a like once, however often it is put, and takes it back once', async () => {
    const token = await service.api.guest(site.id);
    for (let time = 0; time < 3; time += 1) {
      const answer = expectStatus(200, await call<ReactionAnswer>('PUT', path('hot', '/reactions/like'), { token }));
      expect(answer.counters.reactions.like).toBe(1);
      expect(answer.viewer).toEqual({ reactions: ['like'], rewarded: 0 });
    }
    const version = expectStatus(200, await call<Page>('GET', path('hot'))).version;
    for (let time = 0; time < 2; time += 1) {
      const answer = expectStatus(200, await call<ReactionAnswer>('DELETE', path('hot', '/reactions/like'), { token }));
      expect(answer).toEqual({
        counters: expect.objectContaining({ reactions: { like: 0 } }),
        viewer: { reactions: [], rewarded: 0 },
      });
    }
    expect(expectStatus(200, await call<Page>('GET', path('hot'))).version).toBe(version + 1);
  });

  it('counts every one of many readers who like one page at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 60 }, () => service.api.guest(site.id)));
    const answers = await Promise.all(tokens.map((token) => call('PUT', path('storm', '/reactions/like'), { token })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await counters('storm')).reactions.like).toBe(60);
  });

  it('answers each of several opposite wishes of one reader, and keeps the last', async () => {
    const token = await service.api.guest(site.id);
    const wishes = ['PUT', 'DELETE', 'PUT', 'DELETE', 'PUT'] as const;
    const answers = await Promise.all(
      wishes.map((method) => call<ReactionAnswer>(method, path('wish', '/reactions/like'), { token })),
    );
    answers.forEach((answer, index) => {
      expect(expectStatus(200, answer).viewer.reactions).toEqual(wishes[index] === 'PUT' ? ['like'] : []);
    });
    const { viewer, counters: final } = expectStatus(200, await call<Page>('GET', path('wish'), { token }));
    expect(final.reactions.like).toBe(viewer!.reactions.length);
  });

  it('stores a comment and its replies, shows them in the thread, and counts them', async () => {
    const token = await service.api.guest(site.id, 'Ada');
    const first = expectStatus(
      201,
      await call<Comment>('POST', path('talk', '/comments'), { token, body: { body: 'Hello **there**' } }),
    );
    expect(first).toMatchObject({
      parentId: null,
      depth: 0,
      author: { name: 'Ada', role: 'guest' },
      html: '<p>Hello <strong>there</strong></p>',
      status: 'published',
      replyCount: 0,
      replies: { items: [], next: null },
      viewer: { reactions: [] },
    });
    let parentId = first.id;
    for (let depth = 1; depth <= 4; depth += 1) {
      const reply = expectStatus(
        201,
        await call<Comment>('POST', path('talk', '/comments'), { token, body: { body: `Level ${depth}`, parentId } }),
      );
      expect(reply.depth).toBe(depth);
      parentId = reply.id;
    }
    const list = expectStatus(200, await call<CommentList>('GET', path('talk', '/comments')));
    expect(list.total).toBe(5);
    expect(list.items).toHaveLength(1);
    const shown = list.items[0]!.replies.items[0]!.replies.items[0]!.replies.items[0]!;
    expect(shown.body).toBe('Level 3');
    // The fourth level is fetched on demand.
    expect(shown.replies.items).toEqual([]);
    const more = expectStatus(
      200,
      await call<CommentList>('GET', `/v1/comments/${shown.id}/replies?cursor=${shown.replies.next}`),
    );
    expect(more.items.map(({ body }) => body)).toEqual(['Level 4']);
    expect((await counters('talk')).comments).toBe(5);
  });

  it('keeps a tombstone where replies hang on it, and lets it go with the last of them', async () => {
    const token = await service.api.guest(site.id);
    const post = async (body: string, parentId?: string) =>
      expectStatus(201, await call<Comment>('POST', path('grave', '/comments'), { token, body: { body, parentId } }));
    const parent = await post('parent');
    const reply = await post('reply', parent.id);
    expectStatus(204, await call('DELETE', `/v1/comments/${parent.id}`, { token }));
    const [tombstone] = expectStatus(200, await call<CommentList>('GET', path('grave', '/comments'))).items;
    expect(tombstone).toMatchObject({
      id: parent.id,
      status: 'deleted',
      author: null,
      body: null,
      html: null,
      replyCount: 1,
    });
    expect((await counters('grave')).comments).toBe(1);
    expectStatus(404, await call('DELETE', `/v1/comments/${parent.id}`, { token }));
    expectStatus(204, await call('DELETE', `/v1/comments/${reply.id}`, { token }));
    expect(expectStatus(200, await call<CommentList>('GET', path('grave', '/comments')))).toEqual({
      items: [],
      next: null,
      total: 0,
    });
  });

  it('pages through each order without losing or repeating a comment', async () => {
    const token = await service.api.guest(site.id);
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      ids.push(
        expectStatus(201, await call<Comment>('POST', path('long', '/comments'), { token, body: { body: `${index}` } }))
          .id,
      );
    }
    expectStatus(200, await call('PUT', `/v1/comments/${ids[3]}/reactions/like`, { token }));
    const newestFirst = [...ids].reverse();
    const expected = { newest: newestFirst, oldest: ids, top: [ids[3]!, ...newestFirst.filter((id) => id !== ids[3])] };
    for (const [sort, order] of Object.entries(expected)) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query = `?sort=${sort}&limit=3${cursor && `&cursor=${cursor}`}`;
        const list: CommentList = expectStatus(200, await call<CommentList>('GET', path('long', `/comments${query}`)));
        seen.push(...list.items.map(({ id }) => id));
        cursor = list.next;
      }
      expect([sort, seen]).toEqual([sort, order]);
    }
  });

  it('lets only the author edit and delete', async () => {
    const [ada, bob] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id, 'Bob')];
    const { id } = expectStatus(
      201,
      await call<Comment>('POST', path('mine', '/comments'), { token: ada, body: { body: 'mine' } }),
    );
    expectStatus(403, await call('PATCH', `/v1/comments/${id}`, { token: bob, body: { body: 'yours' } }));
    expectStatus(403, await call('DELETE', `/v1/comments/${id}`, { token: bob }));
    const edited = expectStatus(
      200,
      await call<Comment>('PATCH', `/v1/comments/${id}`, { token: ada, body: { body: 'still mine' } }),
    );
    expect(edited).toMatchObject({ id, body: 'still mine', html: '<p>still mine</p>', editedAt: expect.any(String) });
  });

  it('makes a share with a short link that leads to the page and counts a visitor once a day', async () => {
    const token = await service.api.guest(site.id);
    const share = expectStatus(
      201,
      await call<Share>('POST', path('story', '/shares'), { token, body: { channel: 'copy' } }),
    );
    expect(share.url).toBe(`${service.config.engagementUrl}/s/${share.code}`);
    expect(share.counters.shares).toBe(1);
    expectStatus(404, await call('GET', `/s/${share.code}`));
    const described = await call('PUT', path('story'), {
      token,
      body: { url: 'https://paper.example/story', title: 'Story' },
    });
    expectStatus(200, described);
    for (let visit = 0; visit < 2; visit += 1) {
      const answer = await call('GET', `/s/${share.code}`);
      expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://paper.example/story']);
    }
    expectStatus(404, await call('GET', '/s/nothing'));
  });

  it('lets a reader say once where a page is, on the site only', async () => {
    const token = await service.api.guest(site.id);
    const put = (body: unknown) => call('PUT', path('where'), { token, body });
    expect((await put({ url: 'https://evil.example/', title: 'x' })).body.type).toBe(
      'urn:afterword:problem:url-not-allowed',
    );
    expectStatus(200, await put({ url: 'https://paper.example/a', title: 'A' }));
    expectStatus(409, await put({ url: 'https://paper.example/b', title: 'B' }));
    expectStatus(200, await call('PUT', path('where'), { token: ADMIN_TOKEN, body: { title: 'C' } }));
    expect(expectStatus(200, await call<Page>('GET', path('where')))).toMatchObject({
      url: 'https://paper.example/a',
      title: 'C',
    });
  });

  describe('rewards', () => {
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
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => reward(token, `race-${index % 3}`, 9)),
      );
      const done = answers.filter(({ status }) => status === 201);
      expect(done).toHaveLength(11);
      expect(answers.filter(({ status }) => status === 422)).toHaveLength(39);
      expect(expectStatus(200, await call<Me>('GET', '/v1/me', { token })).wallet.balance).toBe(1);
      const amounts = await Promise.all([0, 1, 2].map((index) => counters(`race-${index}`)));
      expect(amounts.reduce((sum, { rewards }) => sum + rewards.amount, 0)).toBe(99);
    });
  });

  it('posts a comment once for one Idempotency-Key', async () => {
    const token = await service.api.guest(site.id);
    const headers = { 'idempotency-key': randomUUID() };
    const post = () => call<Comment>('POST', path('once', '/comments'), { token, headers, body: { body: 'once' } });
    const copies = await Promise.all([post(), post(), post()]);
    expect(new Set(copies.map((copy) => expectStatus(201, copy).id)).size).toBe(1);
    expect((await counters('once')).comments).toBe(1);
  });

  it('takes no comments on a closed page, and takes them again when it is opened', async () => {
    const token = await service.api.guest(site.id);
    const close = (closed: boolean) =>
      call('PATCH', `/v1/admin/sites/${site.id}/pages/door`, { token: ADMIN_TOKEN, body: { closed } });
    const post = () => call('POST', path('door', '/comments'), { token, body: { body: 'knock' } });
    expectStatus(200, await close(true));
    const refused = await post();
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:afterword:problem:page-closed']);
    expectStatus(200, await close(false));
    expectStatus(201, await post());
    expect((await counters('door')).comments).toBe(1);
  });

  describe('bad input is a problem, and changes nothing', () => {
    const cases: [string, () => Promise<{ status: number; body: unknown }>, number, string][] = [
      ['an unknown site', () => call('GET', '/v1/counters?site=nope&page=a'), 404, 'site-not-found'],
      ['an unknown site in a path', () => call('GET', '/v1/sites/nope/pages/a'), 404, 'site-not-found'],
      ['counters of no page', () => call('GET', `/v1/counters?site=${site.id}`), 422, 'invalid-request'],
      ['an unknown route', () => call('GET', '/v1/nothing'), 404, 'not-found'],
      [
        'a path that is no percent-encoding',
        () => call('GET', `/v1/sites/${site.id}/pages/%E0%A4%A`),
        400,
        'malformed-request',
      ],
      [
        'a page key with a null character',
        () => call('GET', path('a%00b').replace('%2500', '%00')),
        422,
        'invalid-request',
      ],
      ['a page key that is too long', () => call('GET', path('x'.repeat(513))), 422, 'invalid-request'],
      ['bad JSON', () => call('POST', `/v1/sites/${site.id}/sessions`, { rawBody: '{"name":' }), 400, 'malformed-json'],
      [
        'a body that is not UTF-8',
        () => call('POST', `/v1/sites/${site.id}/sessions`, { rawBody: Buffer.from([0x22, 0xff, 0x22]) }),
        400,
        'malformed-json',
      ],
      [
        'a poisoned prototype',
        () => call('POST', `/v1/sites/${site.id}/sessions`, { rawBody: '{"__proto__":{"a":1}}' }),
        400,
        'malformed-json',
      ],
      [
        'an unknown field',
        () => call('POST', `/v1/sites/${site.id}/sessions`, { body: { nickname: 'x' } }),
        422,
        'invalid-request',
      ],
      [
        'a name that is too long',
        () => call('POST', `/v1/sites/${site.id}/sessions`, { body: { name: 'x'.repeat(81) } }),
        422,
        'invalid-request',
      ],
      [
        'another media type',
        () =>
          call('POST', `/v1/sites/${site.id}/sessions`, { headers: { 'content-type': 'text/plain' }, rawBody: 'x' }),
        415,
        'unsupported-media-type',
      ],
      [
        'a body that is too large',
        () => call('POST', `/v1/sites/${site.id}/sessions`, { rawBody: JSON.stringify({ name: 'x'.repeat(300_000) }) }),
        413,
        'too-large',
      ],
      ['a like without a token', () => call('PUT', path('a', '/reactions/like')), 401, 'unauthorized'],
      [
        'a like with an unknown token',
        () => call('PUT', path('a', '/reactions/like'), { token: 'nonsense' }),
        401,
        'unauthorized',
      ],
      ['a read with an unknown token', () => call('GET', path('a'), { token: 'nonsense' }), 401, 'unauthorized'],
      [
        "a like with the operator's token",
        () => call('PUT', path('a', '/reactions/like'), { token: ADMIN_TOKEN }),
        403,
        'forbidden',
      ],
      ['an operator call with a guess', () => call('GET', '/v1/admin/sites', { token: 'guess' }), 403, 'forbidden'],
      ['an operator call without a token', () => call('GET', '/v1/admin/sites'), 401, 'unauthorized'],
      ['a comment that does not exist', () => call('GET', `/v1/comments/${randomUUID()}`), 404, 'comment-not-found'],
      ['a comment id that is none', () => call('GET', '/v1/comments/1'), 404, 'comment-not-found'],
      ['a cursor of our own invention', () => call('GET', path('a', '/comments?cursor=abc')), 422, 'invalid-request'],
      ['a limit that is too high', () => call('GET', path('a', '/comments?limit=101')), 422, 'invalid-request'],
      ['a sort that is unknown', () => call('GET', path('a', '/comments?sort=best')), 422, 'invalid-request'],
      [
        'a site id that is taken',
        () => call('POST', '/v1/admin/sites', { token: ADMIN_TOKEN, body: { id: site.id, name: 'x' } }),
        409,
        'site-taken',
      ],
    ];

    it.each(cases)('%s', async (_name, send, status, code) => {
      // A cursor only matters on a page that exists.
      await call('PUT', path('a', '/reactions/like'), { token: await service.api.guest(site.id) });
      const answer = await send();
      expect([answer.status, (answer.body as { type: string }).type]).toEqual([
        status,
        `urn:afterword:problem:${code}`,
      ]);
      expect((await counters('a')).reactions.like).toBe(1);
    });

    it.each([
      ['a comment that is too long', '/comments', { body: 'x'.repeat(10_001) }, '/body'],
      ['a comment of blanks', '/comments', { body: ' \n ' }, '/body'],
      ['a comment with nothing to see', '/comments', { body: '<!-- -->'.replace('<!-- -->', '\u200b\u0000') }, '/body'],
      ['a reply to nothing', '/comments', { body: 'x', parentId: '01890000-0000-7000-8000-000000000000' }, '/parentId'],
      ['a share by carrier pigeon', '/shares', { channel: 'pigeon' }, '/channel'],
      ['a reward of nothing', '/rewards', { amount: 0 }, '/amount'],
      ['a reward of half a point', '/rewards', { amount: 0.5 }, '/amount'],
      ['a reward beyond the limit', '/rewards', { amount: 1_001 }, '/amount'],
    ])('%s', async (_name, rest, body, pointer) => {
      const token = await service.api.guest(site.id);
      const headers = { 'idempotency-key': randomUUID() };
      const answer = await call('POST', path('b', rest), { token, headers, body });
      expect(answer.status).toBe(422);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.body.errors?.[0]?.path).toBe(pointer);
      expect(await counters('b')).toMatchObject({ comments: 0, shares: 0, rewards: { count: 0 } });
    });
  });

  it("refuses a reader of another site, on the site's pages and on its comments", async () => {
    const other = await service.api.site(ADMIN_TOKEN);
    const stranger = await service.api.guest(other.id);
    const token = await service.api.guest(site.id);
    const { id } = expectStatus(
      201,
      await call<Comment>('POST', path('own', '/comments'), { token, body: { body: 'ours' } }),
    );
    expectStatus(403, await call('PUT', path('own', '/reactions/like'), { token: stranger }));
    expectStatus(403, await call('GET', path('own'), { token: stranger }));
    expectStatus(403, await call('PUT', `/v1/comments/${id}/reactions/like`, { token: stranger }));
  });

  it('ends a session for good', async () => {
    const token = await service.api.guest(site.id);
    expectStatus(204, await call('DELETE', '/v1/sessions/current', { token }));
    expectStatus(401, await call('GET', '/v1/me', { token }));
  });

  it('renames a guest, in what they wrote before too', async () => {
    const token = await service.api.guest(site.id);
    const { id } = expectStatus(
      201,
      await call<Comment>('POST', path('name', '/comments'), { token, body: { body: 'hi' } }),
    );
    expect(expectStatus(200, await call<Me>('PATCH', '/v1/me', { token, body: { name: 'Grace' } })).reader.name).toBe(
      'Grace',
    );
    expect(expectStatus(200, await call<Comment>('GET', `/v1/comments/${id}`)).author?.name).toBe('Grace');
  });

  it('answers 304 to who has the bytes already', async () => {
    const first = await call('GET', path('etag'));
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await call('GET', path('etag'), { headers: { 'if-none-match': etag } })).status).toBe(304);
    await call('PUT', path('etag', '/reactions/like'), { token: await service.api.guest(site.id) });
    expect((await call('GET', path('etag'), { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('stops although somebody holds a connection open without asking anything', async () => {
    const own = await startEngagement();
    const socket = connect(Number(new URL(own.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.resume();
    await own.stop();
    await closed;
  });

  it('survives a database that cuts every connection', async () => {
    const token = await service.api.guest(site.id);
    const like = () => call('PUT', path('cut', '/reactions/like'), { token });
    expectStatus(200, await like());
    await service.app
      .get(DataSource)
      .query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      );
    const answers = [await like(), await like()];
    // What could not be done says so and when to come back; it is never a 500.
    for (const { status } of answers) expect([200, 503]).toContain(status);
    await poll(like, ({ status }) => status === 200);
    expect((await counters('cut')).reactions.like).toBe(1);
  });

  describe('CORS', () => {
    const allowed = (answer: { headers: Headers }) => answer.headers.get('access-control-allow-origin');
    const from = (origin: string) => ({ headers: { origin } });

    it("follows the site's origins, on answers and on problems", async () => {
      expect(allowed(await call('GET', path('a'), from('https://paper.example')))).toBe('https://paper.example');
      expect(allowed(await call('GET', path('a'), from('https://evil.example')))).toBeNull();
      expect(allowed(await call('PUT', path('a', '/reactions/like'), from('https://paper.example')))).toBe(
        'https://paper.example',
      );
    });

    it('answers preflights by the site, or by any site where the path names none', async () => {
      const preflight = (where: string, origin: string) =>
        call('OPTIONS', where, { headers: { origin, 'access-control-request-method': 'PUT' } });
      expect(allowed(await preflight(path('a'), 'https://paper.example'))).toBe('https://paper.example');
      expect(allowed(await preflight('/v1/me', 'https://paper.example'))).toBe('https://paper.example');
      expect(allowed(await preflight('/v1/me', 'https://evil.example'))).toBeNull();
      expect(allowed(await preflight('/v1/admin/sites', 'https://paper.example'))).toBeNull();
    });

    it("keeps one site's comment from another site's origin", async () => {
      await service.api.site(ADMIN_TOKEN, { origins: ['https://other.example'] });
      const token = await service.api.guest(site.id);
      const { id } = expectStatus(
        201,
        await call<Comment>('POST', path('c', '/comments'), { token, body: { body: 'x' } }),
      );
      expect(allowed(await call('GET', `/v1/comments/${id}`, from('https://other.example')))).toBeNull();
      expect(allowed(await call('GET', `/v1/comments/${id}`, from('https://paper.example')))).toBe(
        'https://paper.example',
      );
    });
  });
});

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Counters, Site } from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';

describe('the engagement service', () => {
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

  it.each([' ', 'kept ', ' kept', 'k\nept', 'kept\u0007', 'kept\u200b', '\u3164', '\u202ekept', 'Kept'])(
    'takes the page key %j as it is, where it is read as where it is written',
    async (key) => {
      const token = await service.api.guest(site.id);
      expectStatus(200, await call('GET', path(key)));
      expectStatus(200, await call('PUT', path(key, '/reactions/like'), { token }));
      expectStatus(201, await call('POST', path(key, '/comments'), { token, body: { body: 'Here' } }));
      expect(expectStatus(200, await call<{ page: string }>('GET', path(key))).page).toBe(key);
      expect(await counters(key)).toMatchObject({ comments: 1, reactions: { like: 1 } });
      expect((await counters('kept')).comments).toBe(0);
    },
  );

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
      ['an operator call with a guess', () => call('GET', '/v1/admin/sites', { token: 'guess' }), 401, 'unauthorized'],
      [
        'an operator call by a reader',
        async () => call('GET', '/v1/admin/sites', { token: await service.api.guest(site.id) }),
        403,
        'forbidden',
      ],
      ['a read with an unknown token', () => call('GET', path('a'), { token: 'guess' }), 401, 'unauthorized'],
      [
        'counters with an unknown token',
        () => call('GET', `/v1/counters?site=${site.id}&page=a`, { token: 'guess' }),
        401,
        'unauthorized',
      ],
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

    it.each<[string, string | Buffer, RegExp]>([
      ['cannot be read as JSON', '{"name":', /^Send valid JSON in UTF-8/],
      ['is in another encoding', Buffer.from([0x22, 0xff, 0x22]), /^Encode the body in UTF-8/],
      ['nests too deep', '['.repeat(70), /^Nest the body at most 64 levels deep/],
      ['has a prototype', '{"__proto__":{"a":1}}', /^Leave out the key "__proto__"/],
      [
        'has one within a constructor',
        '{"a":{"constructor":{"prototype":{}}}}',
        /^Leave out the key "__proto__", and "constr/,
      ],
    ])('says what to do about a body that %s', async (_, rawBody, detail) => {
      const { body } = await call('POST', `/v1/sites/${site.id}/sessions`, { rawBody });
      expect(body).toMatchObject({
        type: 'urn:afterword:problem:malformed-json',
        detail: expect.stringMatching(detail) as string,
      });
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

  it('measures requests by route and status, without an address or an open stream in it', async () => {
    const figures = async () => (await call<string>('GET', '/metrics')).body;
    const secret = `page-${randomUUID()}`;
    expectStatus(200, await call('GET', path(secret)));
    expectStatus(404, await call('GET', `/v1/${secret}`));
    const stream = await fetch(`${service.url}${path(secret, '/events')}`);
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
    await poll(figures, (text) => /^afterword_event_streams 0$/m.test(text));
    // An answer has left before it is counted.
    const text = await poll(figures, (found) => /duration_seconds_count\{[^}]*route="none",status="4xx"/.test(found));
    expect(text).toMatch(
      /duration_seconds_count\{method="GET",route="\/v1\/sites\/:site\/pages\/:page",status="2xx"\} [1-9]/,
    );
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/duration_seconds_count\{[^}]*\/events"/);
  });

  it('gives figures to the own network and to the operator, and to nobody through a proxy that is not known', async () => {
    const headers = { 'x-forwarded-for': '10.0.0.5' };
    const refused = await call<{ detail: string }>('GET', '/metrics', { headers });
    expect(refused.status).toBe(403);
    expect(refused.body.detail).toContain('operator’s token');
    expect((await call('GET', '/metrics', { headers, token: 'no-such-token' })).status).toBe(401);
    expectStatus(200, await call('GET', '/metrics', { headers, token: ADMIN_TOKEN }));
    expectStatus(200, await call('GET', '/metrics'));
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
});

import { randomUUID } from 'node:crypto';
import type { Comment, Page, Problem, Reward, Session, Site } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { type CallOptions, expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { DataSource } from 'typeorm';

type Method = 'PUT' | 'POST' | 'DELETE' | 'PATCH';

describe('a page', () => {
  let services: RunningEngagement[];
  let service: RunningEngagement;
  let site: Site;
  let token: string;
  let key: string;

  beforeAll(async () => {
    const databaseUrl = testDatabaseUrl();
    const first = await startEngagement({ databaseUrl });
    // Two replicas, which may both be the first to write on a page.
    services = [first, await startEngagement({ databaseUrl })];
    service = first;
  });
  afterAll(() => Promise.all(services.map((running) => running.stop())));
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'], startingBalance: 0 });
    token = await service.api.guest(site.id, 'Ada');
    key = randomUUID();
  });

  const ask = <Body = Problem>(method: Method, rest: string, options: CallOptions = {}, at = service) =>
    at.api.call<Body>(method, pagePath(site.id, key) + rest, {
      token,
      headers: { 'idempotency-key': randomUUID() },
      ...options,
    });
  const keys = () =>
    rowsOf<{ key: string }>(
      service.app.get(DataSource),
      `select key from page where site_id = $1 union all select key from page_key where site_id = $1`,
      [site.id],
    );

  describe('does not come into being with what stores nothing:', () => {
    it.each<[string, number, Method, string, object | undefined]>([
      ['an empty comment', 422, 'POST', '/comments', { body: ' ' }],
      ['a comment that is too long', 422, 'POST', '/comments', { body: 'x'.repeat(10_001) }],
      ['a reply to nothing', 422, 'POST', '/comments', { body: 'Hello', parentId: randomUUID() }],
      ['a reward beyond the balance', 422, 'POST', '/rewards', { amount: 5 }],
      ['a reward beyond the limit', 422, 'POST', '/rewards', { amount: 100_000 }],
      ['a kind of reaction that the site does not have', 422, 'PUT', '/reactions/love', undefined],
      ['a like taken back that was never there', 200, 'DELETE', '/reactions/like', undefined],
      ['a channel that is none', 422, 'POST', '/shares', { channel: 'pigeon' }],
      ['an address on another origin', 403, 'PUT', '', { url: 'https://evil.example/' }],
    ])('%s', async (_name, status, method, rest, body) => {
      expectStatus(status, await ask<unknown>(method, rest, { body }));
      expect(await keys()).toEqual([]);
    });

    it('a like whose session has ended meanwhile', async () => {
      await service.app.get(DataSource).query('delete from session where site_id = $1', [site.id]);
      expectStatus(401, await ask('PUT', '/reactions/like'));
      expect(await keys()).toEqual([]);
    });

    it("an alias of the operator's that is taken", async () => {
      const operator = { token: ADMIN_TOKEN };
      expectStatus(200, await ask('PUT', '', { ...operator, body: { title: 'A' } }));
      const taken = key;
      key = randomUUID();
      const path = `/v1/admin/sites/${site.id}/pages/${key}/aliases`;
      expectStatus(409, await service.api.call('POST', path, { ...operator, body: { key: taken } }));
      expect((await keys()).map((row) => row.key)).toEqual([taken, taken]);
    });

    it('refused comments among many, beside one that is accepted', async () => {
      const answers = await Promise.all([
        ...Array.from({ length: 5 }, () => ask('POST', '/comments', { body: { body: 'x', parentId: randomUUID() } })),
        ask<Comment>('POST', '/comments', { body: { body: 'Hello' } }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422, 422, 422]);
      expect(await keys()).toHaveLength(2);
      const { counters } = expectStatus(200, await service.api.call<Page>('GET', pagePath(site.id, key)));
      expect(counters.comments).toBe(1);
    });
  });

  it('is one, however many are the first to write on it, in whichever process', async () => {
    const readers = await Promise.all(Array.from({ length: 20 }, () => service.api.guest(site.id)));
    const likes = readers.map((reader, index) =>
      ask<{ counters: unknown }>('PUT', '/reactions/like', { token: reader }, services[index % 2]),
    );
    const comments = readers.map((reader, index) =>
      ask<Comment>('POST', '/comments', { token: reader, body: { body: 'First!' } }, services[index % 2]),
    );
    for (const answer of await Promise.all(likes)) expectStatus(200, answer);
    for (const answer of await Promise.all(comments)) expectStatus(201, answer);
    expect(await keys()).toHaveLength(2);
    const { counters } = expectStatus(200, await ask<Page>('PUT', '', { token: ADMIN_TOKEN, body: { title: 'A' } }));
    expect([counters.reactions.like, counters.comments]).toEqual([20, 20]);
  });

  describe('of a site that has announced pages only', () => {
    beforeEach(async () => {
      const settings = { token: ADMIN_TOKEN, body: { pages: 'announced', startingBalance: 100, guestBalance: 100 } };
      expect(
        expectStatus(200, await service.api.call<Site>('PATCH', `/v1/admin/sites/${site.id}`, settings)).pages,
      ).toBe('announced');
      const { token: own } = expectStatus(
        201,
        await service.api.call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { name: 'Ada' } }),
      );
      token = own;
    });

    const WRITES: [string, number, Method, string, object | undefined][] = [
      ['a comment', 201, 'POST', '/comments', { body: 'Hello' }],
      ['a like', 200, 'PUT', '/reactions/like', undefined],
      ['a share', 201, 'POST', '/shares', { channel: 'copy' }],
      ['a reward', 201, 'POST', '/rewards', { amount: 5 }],
    ];

    it.each(WRITES)('takes %s when it was described, not before', async (_name, status, method, rest, body) => {
      const refused = await ask(method, rest, { body });
      expect([refused.status, refused.body.type]).toEqual([404, 'urn:afterword:problem:page-not-found']);
      expect(refused.body.detail).toContain('cannot create pages');
      expect(await keys()).toEqual([]);
      const described = { token: ADMIN_TOKEN, body: { url: 'https://paper.example/story' } };
      expectStatus(200, await ask('PUT', '', described));
      expectStatus(status, await ask<Reward>(method, rest, { body }));
    });

    it('is not created by a reader who describes it, and its absence is no error for who reads', async () => {
      expectStatus(404, await ask('PUT', '', { body: { url: 'https://paper.example/story' } }));
      expectStatus(200, await ask<unknown>('DELETE', '/reactions/like'));
      expectStatus(200, await service.api.call('GET', pagePath(site.id, key)));
      expect(await keys()).toEqual([]);
    });
  });
});

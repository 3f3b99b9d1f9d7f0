import { randomUUID } from 'node:crypto';
import type { Comment, CommentList, Counters, Me, Page, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { BACKENDS } from '@afterword/testing/backends';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';

const SSO_SECRET = 'a-secret-of-thirty-two-characters-';

describe.each(BACKENDS)('what readers read, with two processes on $backend', ({ redisUrl }) => {
  let first: RunningEngagement;
  let second: RunningEngagement;
  let site: Site;
  let page: string;

  beforeAll(async () => {
    const databaseUrl = testDatabaseUrl();
    first = await startEngagement({ databaseUrl, redisUrl });
    second = await startEngagement({ databaseUrl, redisUrl });
    site = await first.api.site(ADMIN_TOKEN, { reactionKinds: ['like', 'wow'] });
  });
  afterAll(() => Promise.all([first.stop(), second.stop()]));
  beforeEach(() => {
    page = randomUUID();
  });

  const path = (rest = '', key = page) => pagePath(site.id, key) + rest;
  const likes = async ({ api }: RunningEngagement, options: { token?: string; key?: string } = {}) => {
    const { key = page, ...call } = options;
    const asked = `/v1/counters?site=${site.id}&page=${encodeURIComponent(key)}`;
    const { counters } = expectStatus(200, await api.call<{ counters: Record<string, Counters> }>('GET', asked, call));
    return counters[key]!.reactions.like!;
  };
  const thread = async ({ api }: RunningEngagement, token?: string) =>
    expectStatus(200, await api.call<CommentList>('GET', path('/comments'), token === undefined ? {} : { token }));
  const shown = async ({ api }: RunningEngagement, token?: string) =>
    expectStatus(200, await api.call<Page>('GET', path(), token === undefined ? {} : { token }));
  const like = async ({ api }: RunningEngagement, token: string, key = page) =>
    expectStatus(200, await api.call('PUT', path('/reactions/like', key), { token }));
  const post = async ({ api }: RunningEngagement, token: string, body: string) =>
    expectStatus(201, await api.call<Comment>('POST', path('/comments'), { token, body: { body } }));
  const operator = async (method: 'PATCH' | 'POST', address: string, body: object) => {
    const { status } = await first.api.call(method, address, { token: ADMIN_TOKEN, body });
    expect([200, 201]).toContain(status);
  };
  /** Asks the process that was not written to, until it knows. */
  const elsewhere = <T>(read: (service: RunningEngagement) => Promise<T>, isThere: (seen: T) => boolean) =>
    poll(() => read(second), isThere);

  it.each([
    ['on the process that took the write', () => first, false],
    ['on another process with a token', () => second, true],
  ])('show every write that was acknowledged before, while many write: %s', async (_name, reading, withToken) => {
    const tokens = await Promise.all(Array.from({ length: 24 }, () => first.api.guest(site.id)));
    const token = withToken ? tokens[0] : undefined;
    let [liked, posted, writing] = [0, 0, true];
    const writers = Promise.all(
      tokens.map(async (own) => {
        await like(first, own);
        liked += 1;
        await post(first, own, 'A comment');
        posted += 1;
      }),
    ).finally(() => (writing = false));
    const readers = Array.from({ length: 6 }, async (_, index) => {
      while (writing) {
        const before = { liked, posted };
        if (index % 3 === 0) {
          expect(await likes(reading(), token === undefined ? {} : { token })).toBeGreaterThanOrEqual(before.liked);
        } else if (index % 3 === 1) {
          const { counters } = await shown(reading(), token);
          expect(counters.reactions.like).toBeGreaterThanOrEqual(before.liked);
          expect(counters.comments).toBeGreaterThanOrEqual(before.posted);
        } else {
          const { total, items } = await thread(reading(), token);
          expect(total).toBeGreaterThanOrEqual(before.posted);
          expect(items.length).toBeGreaterThanOrEqual(Math.min(before.posted, 20));
        }
      }
    });
    await Promise.all([writers, ...readers]);
    expect([
      await likes(reading(), token === undefined ? {} : { token }),
      (await thread(reading(), token)).total,
    ]).toEqual([24, 24]);
  });

  it('show it to who sends no token on another process soon', async () => {
    expect([await likes(second), (await thread(second)).total, (await shown(second)).version]).toEqual([0, 0, 0]);
    const token = await first.api.guest(site.id, 'Ada');
    await like(first, token);
    await post(first, token, 'one');
    await elsewhere(likes, (seen) => seen === 1);
    await elsewhere(thread, ({ items }) => items[0]?.body === 'one');
    await elsewhere(shown, ({ counters }) => counters.comments === 1);
  });

  it('follow what authors, readers and operators change', async () => {
    const token = await first.api.guest(site.id, 'Ada');
    const one = await post(first, token, 'one');
    const two = await post(first, token, 'two');
    const authors = ({ items }: CommentList) => items.map(({ author }) => author?.name);
    for (const service of [first, second]) expect((await thread(service)).items).toHaveLength(2);

    expectStatus(200, await first.api.call('PATCH', `/v1/comments/${one.id}`, { token, body: { body: 'edited' } }));
    expect((await thread(first)).items.some(({ body }) => body === 'edited')).toBe(true);
    await elsewhere(thread, ({ items }) => items.some(({ body }) => body === 'edited'));

    await operator('PATCH', `/v1/admin/comments/${one.id}`, { pinned: true });
    expect((await thread(first)).items[0]?.id).toBe(one.id);
    await elsewhere(thread, ({ items }) => items[0]?.id === one.id);

    expectStatus(200, await first.api.call<Me>('PATCH', '/v1/me', { token, body: { name: 'Grace' } }));
    expect(authors(await thread(first))).toEqual(['Grace', 'Grace']);
    await elsewhere(thread, (list) => authors(list).every((name) => name === 'Grace'));

    expectStatus(204, await first.api.call('DELETE', `/v1/comments/${two.id}`, { token }));
    expect((await thread(first)).total).toBe(1);
    await elsewhere(thread, ({ total }) => total === 1);

    await operator('PATCH', `/v1/admin/sites/${site.id}/pages/${page}`, { closed: true });
    expect((await shown(first)).closed).toBe(true);
    await elsewhere(shown, ({ closed }) => closed);

    expectStatus(200, await first.api.call('PUT', path(), { token: ADMIN_TOKEN, body: { title: 'A title' } }));
    expect((await shown(first)).title).toBe('A title');
    await elsewhere(shown, ({ title }) => title === 'A title');

    expectStatus(204, await first.api.call('DELETE', '/v1/me', { token }));
    expect((await thread(first)).total).toBe(0);
    await elsewhere(thread, ({ total }) => total === 0);
  });

  it('follow a name that single sign-on changes', async () => {
    const { SignJWT } = await import('jose');
    await operator('PATCH', `/v1/admin/sites/${site.id}`, { ssoSecret: SSO_SECRET });
    const signIn = async (name: string) => {
      const sso = await new SignJWT({ name })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(page)
        .setAudience(site.id)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(SSO_SECRET));
      const body = { sso };
      return expectStatus(
        201,
        await first.api.call<{ token: string }>('POST', `/v1/sites/${site.id}/sessions`, { body }),
      ).token;
    };
    await post(first, await signIn('Ada'), 'one');
    for (const service of [first, second]) expect((await thread(service)).items[0]?.author?.name).toBe('Ada');
    await signIn('Grace');
    expect((await thread(first)).items[0]?.author?.name).toBe('Grace');
    await elsewhere(thread, ({ items }) => items[0]?.author?.name === 'Grace');
  });

  it('follow pages that become one, and keys that come and go', async () => {
    const other = randomUUID();
    await like(first, await first.api.guest(site.id));
    await like(first, await first.api.guest(site.id), other);
    for (const service of [first, second]) expect(await likes(service, { key: other })).toBe(1);
    await operator('POST', `/v1/admin/sites/${site.id}/pages/${page}/merge`, { from: other });
    expect(await likes(first, { key: other })).toBe(2);
    await elsewhere(
      (service) => likes(service, { key: other }),
      (seen) => seen === 2,
    );
    await like(first, await first.api.guest(site.id));
    expect(await likes(first, { key: other })).toBe(3);
    await elsewhere(
      (service) => likes(service, { key: other }),
      (seen) => seen === 3,
    );

    const alias = randomUUID();
    for (const service of [first, second]) expect(await likes(service, { key: alias })).toBe(0);
    await operator('POST', `/v1/admin/sites/${site.id}/pages/${page}/aliases`, { key: alias });
    expect(await likes(first, { key: alias })).toBe(3);
    await elsewhere(
      (service) => likes(service, { key: alias }),
      (seen) => seen === 3,
    );
  });

  it('follow the kinds of reactions that a site changes', async () => {
    const own = await first.api.site(ADMIN_TOKEN, { reactionKinds: ['like', 'wow'] });
    const kinds = async ({ api }: RunningEngagement) => {
      const asked = `/v1/counters?site=${own.id}&page=a`;
      const answer = await api.call<{ counters: Record<string, Counters> }>('GET', asked);
      return Object.keys(expectStatus(200, answer).counters.a!.reactions).join();
    };
    for (const service of [first, second]) expect(await kinds(service)).toBe('like,wow');
    await operator('PATCH', `/v1/admin/sites/${own.id}`, { reactionKinds: ['like', 'sad'] });
    expect(await kinds(first)).toBe('like,sad');
    await elsewhere(kinds, (seen) => seen === 'like,sad');
    const { status } = await first.api.call('DELETE', `/v1/admin/sites/${own.id}`, { token: ADMIN_TOKEN });
    expect(status).toBe(204);
    const statusOf = async ({ api }: RunningEngagement) =>
      (await api.call('GET', `/v1/counters?site=${own.id}&page=a`)).status;
    expect(await statusOf(first)).toBe(404);
    await elsewhere(statusOf, (seen) => seen === 404);
  });

  it('answer 304 for as long as nothing has changed', async () => {
    const token = await first.api.guest(site.id);
    await like(first, token);
    for (const asked of [path(), path('/comments'), `/v1/counters?site=${site.id}&page=${page}`]) {
      const etag = (await first.api.call('GET', asked)).headers.get('etag')!;
      const again = await first.api.call<string>('GET', asked, { headers: { 'if-none-match': etag } });
      expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', etag]);
      await post(first, token, asked);
      const changed = await first.api.call('GET', asked, { headers: { 'if-none-match': etag } });
      expect(changed.status).toBe(200);
      expect(changed.headers.get('etag')).not.toBe(etag);
    }
  });
});

describe('what readers read, with two processes that cannot hear each other', () => {
  it('is no older than the stated bound: the database is asked again', async () => {
    const databaseUrl = testDatabaseUrl();
    // The queue's database is not there, so no word of a change gets from one to the other.
    const [writer, reader] = [
      await startEngagement({ databaseUrl, withQueue: false }),
      await startEngagement({ databaseUrl, withQueue: false }),
    ];
    try {
      const site = await writer.api.site(ADMIN_TOKEN);
      const asked = `/v1/counters?site=${site.id}&page=a`;
      const likes = async () => {
        const answer = await reader.api.call<{ counters: Record<string, Counters> }>('GET', asked);
        return expectStatus(200, answer).counters.a!.reactions.like;
      };
      expect(await likes()).toBe(0);
      for (const expected of [1, 2]) {
        const token = await writer.api.guest(site.id);
        expectStatus(200, await writer.api.call('PUT', `${pagePath(site.id, 'a')}/reactions/like`, { token }));
        await poll(likes, (seen) => seen === expected);
      }
    } finally {
      await Promise.all([writer.stop(), reader.stop()]);
    }
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import type { Counters, Page, Session, Share, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { SignJWT } from 'jose';
import { ArticlesConsumer } from '../articles';

describe('pages', () => {
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

  async function staffToken(): Promise<string> {
    const ssoSecret = randomBytes(32).toString('hex');
    const change = { token: ADMIN_TOKEN, body: { ssoSecret } };
    expectStatus(200, await call('PATCH', `/v1/admin/sites/${site.id}`, change));
    const sso = await new SignJWT({ sub: randomUUID(), name: 'Editor', role: 'staff' })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(site.id)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(ssoSecret));
    return expectStatus(201, await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { sso } })).token;
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

  describe('whose key is a URL', () => {
    const like = async (key: string) =>
      expectStatus(200, await call('PUT', path(key, '/reactions/like'), { token: await service.api.guest(site.id) }));
    const likes = async (key: string) => {
      const [page, counted] = [expectStatus(200, await call<Page>('GET', path(key))), await counters(key)];
      expect(counted).toEqual(page.counters);
      return counted.reactions.like;
    };

    it.each([
      ['spaces beside a tracking parameter', 'a?q=river%20ferry', 'a?q=river%20ferry&utm_source=x'],
      ['a name without a value', 'a?story', 'a?mtm_campaign=x&story'],
      ['the case of octets', 'caf%c3%a9', 'caf%C3%A9'],
      ['needless encoding', '%7Eada/%61', '~ada/a'],
      ['dot segments', 'a/./b/../c', 'a/c'],
      ['a character that is not ASCII', 'é?ü=中', '%C3%A9?%C3%BC=%E4%B8%AD'],
    ])('are one page in spite of %s', async (_what, one, other) => {
      await like(`https://paper.example/${one}`);
      await like(`https://paper.example/${other}`);
      expect(await likes(`HTTPS://PAPER.example:443/${one}#comments`)).toBe(2);
      expect(await likes(`https://paper.example/${other}`)).toBe(2);
    });

    it.each([
      ['octets that are no UTF-8', 'a?id=%E9&utm_source=n', 'a?id=%E8&utm_source=n'],
      ['an encoded separator', 'a%2Fb?x=1%262', 'a/b?x=1&2'],
      ['plus and space', 'a?q=a+b&gclid=1', 'a?q=a%20b&gclid=1'],
      ['the order of parameters', 'a?x=1&y=2', 'a?y=2&x=1'],
      ['an empty value', 'a?story&fbclid=1', 'a?story=&fbclid=1'],
    ])('are two pages because of %s', async (_what, one, other) => {
      await like(`https://paper.example/${one}`);
      await like(`https://paper.example/${other}`);
      expect([await likes(`https://paper.example/${one}`), await likes(`https://paper.example/${other}`)]).toEqual([
        1, 1,
      ]);
    });

    it.each([
      ['Persian', 'خ'.repeat(125)],
      ['Hindi', 'क'.repeat(490)],
      ['emoji', '🦊'.repeat(490)],
      ['Latin', 'a'.repeat(2_048 - 'https://paper.example/'.length)],
    ])('may have a long address in %s', async (_script, rest) => {
      const address = `https://paper.example/${rest}`;
      await like(address);
      await like(new URL(address).href);
      expect(await likes(address)).toBe(2);
      expect(await likes(`${new URL(address).href}?utm_source=x`)).toBe(2);
      const body = { url: new URL(address).href, title: 'Long' };
      const described = expectStatus(200, await call<Page>('PUT', path(address), { token: ADMIN_TOKEN, body }));
      expect(described.url).toBe(new URL(address).href);
    });

    it('may be no longer than docs/limits.md says, on reading too', async () => {
      for (const key of [`https://paper.example/${'a'.repeat(2_030)}`, 'x'.repeat(513), '🦊'.repeat(513)]) {
        const answer = await call('GET', path(key));
        expect([answer.status, answer.body.errors]).toEqual([
          422,
          [{ path: 'page', message: 'must have at most 512 characters, or as a URL 2048 bytes in UTF-8' }],
        ]);
      }
    });
  });

  it('stores a URL as browsers write it', async () => {
    const urls = [
      ['https://paper.example/خبر', 'https://paper.example/%D8%AE%D8%A8%D8%B1'],
      ['https://paper.example/a\nb\t', 'https://paper.example/ab'],
      ['https://paper.example\\@evil.test/x', 'https://paper.example/@evil.test/x'],
      ['  HTTPS://Paper.Example:443/a/../b  ', 'https://paper.example/b'],
      ['https://paper.example', 'https://paper.example/'],
    ];
    for (const [index, [url, href]] of urls.entries()) {
      const token = index % 2 === 0 ? ADMIN_TOKEN : await service.api.guest(site.id);
      const page = expectStatus(200, await call<Page>('PUT', path(`where-${index}`), { token, body: { url } }));
      expect(page.url).toBe(href);
    }
    for (const url of ['//paper.example/x', 'javascript:alert(1)', 'https://a:b@paper.example/', 'https://', '/x', ''])
      expectStatus(422, await call('PUT', path('where'), { token: ADMIN_TOKEN, body: { url } }));
  });

  describe('get their address', () => {
    const describeAs = async (token: string, page: string, body: object) => {
      const { status, body: answer } = await call('PUT', path(page), { token, body });
      return status === 200 ? (answer as unknown as Page).url : answer.type.split(':').at(-1);
    };
    const at = (rest: string) => `https://paper.example/${rest}`;

    it('from a reader once, and after that from staff, the operator and articles', async () => {
      const [guest, other] = [await service.api.guest(site.id), await service.api.guest(site.id)];
      const staff = await staffToken();
      expect(await describeAs(guest, 'story', { url: at('first') })).toBe(at('first'));
      expect(await describeAs(other, 'story', { url: at('first'), title: 'Story' })).toBe(at('first'));
      for (const token of [guest, other]) {
        expect(await describeAs(token, 'story', { url: at('second') })).toBe('page-described');
        expect(await describeAs(token, 'story', { title: 'Another' })).toBe('page-described');
      }
      expect(await describeAs(staff, 'story', { url: at('staff') })).toBe(at('staff'));
      expect(await describeAs(staff, 'story', { url: 'https://evil.example/' })).toBe('url-not-allowed');
      expect(await describeAs(other, 'story', { url: at('first') })).toBe('page-described');
      expect(await describeAs(ADMIN_TOKEN, 'story', { url: 'https://moved.example/' })).toBe('https://moved.example/');
      await service.app.get(ArticlesConsumer).apply(
        {
          schemaVersion: 1,
          site: site.id,
          page: 'story',
          version: 1,
          url: at('article'),
          title: 'Article',
          aliases: [],
          occurredAt: new Date().toISOString(),
        },
        { unpublished: false },
      );
      expect(await describeAs(other, 'story', { url: at('first') })).toBe('page-described');
      expect(expectStatus(200, await call<Page>('GET', path('story')))).toMatchObject({
        url: at('article'),
        title: 'Article',
      });
    });

    it('from their key where that is a URL, and from no reader another one', async () => {
      const guest = await service.api.guest(site.id);
      for (const url of [at('other'), 'https://evil.example/story', at('stor%C3%BF'), at('story?x=1')])
        expect([url, await describeAs(guest, at('story'), { url })]).toEqual([url, 'url-not-allowed']);
      expect(await describeAs(guest, at('story'), { url: at('story/?utm_source=x#top') })).toBe(
        at('story/?utm_source=x#top'),
      );
      expect(await describeAs(await staffToken(), at('story'), { url: at('moved') })).toBe(at('moved'));
    });

    it('of a short link from their key, where nobody has given one', async () => {
      const token = await service.api.guest(site.id);
      for (const [key, status] of [
        [at('خبر?q=é'), 302],
        ['https://evil.example/story', 404],
        ['story', 404],
      ] as const) {
        const share = await call<Share>('POST', path(key, '/shares'), { token, body: { channel: 'copy' } });
        const answer = await call('GET', `/s/${expectStatus(201, share).code}`);
        expect([key, answer.status, answer.headers.get('location')]).toEqual([
          key,
          status,
          status === 302 ? new URL(key).href : null,
        ]);
      }
    });
  });

  it('answers 304 to who has the bytes already', async () => {
    const first = await call('GET', path('etag'));
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await call('GET', path('etag'), { headers: { 'if-none-match': etag } })).status).toBe(304);
    await call('PUT', path('etag', '/reactions/like'), { token: await service.api.guest(site.id) });
    expect((await call('GET', path('etag'), { headers: { 'if-none-match': etag } })).status).toBe(200);
  });
});

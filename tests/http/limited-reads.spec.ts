import { RATE_LIMITS } from '@afterword/contracts';
import { expectStatus } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { content } from '@afterword/testing/described-services';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { ArticlesRepository } from '../../apps/content/src/articles/articles.repository';

/** What monitors ask, and what describes the service. */
const UNLIMITED = new Set(['live', 'ready', 'metrics', 'openapi', 'docs']);

describe('reads of content', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent({ trustedProxies: 'loopback' });
    const body = { slug: 'story', title: 'A story', author: 'Ada', topics: ['Boats'], language: 'en', body: 'Words.' };
    expectStatus(201, await service.api.call('POST', '/v1/articles', { token: ADMIN_TOKEN, body }));
    expectStatus(200, await service.api.call('POST', '/v1/articles/story/publish', { token: ADMIN_TOKEN }));
  });
  afterAll(() => service.stop());

  it('are limited like those of engagement, every one of them', () => {
    const open = content.operations.filter(
      ({ method, access, limit }) => method === 'get' && access === 'anonymous' && !limit,
    );
    expect(open.map(({ id }) => id).filter((id) => !UNLIMITED.has(id))).toEqual([]);
  });

  it('are refused beyond the limit, for the client at whatever port', async () => {
    const from = (port: number) => ({ headers: { 'x-forwarded-for': `198.51.100.9:${port}` } });
    const first = await service.api.call('GET', '/feed.xml', from(1));
    expect(first.headers.get('ratelimit-policy')).toContain(`"read-address";q=${RATE_LIMITS.read.address}`);
    const paths = ['/robots.txt', '/', '/feed.xml', '/feed.json', '/sitemap.xml', '/v1/articles', '/articles/story.md'];
    // Until one is refused, since the window of a slow machine may end before the limit is reached.
    for (let refused = false; !refused;) {
      const answers = await Promise.all(
        Array.from({ length: 500 }, (_, index) => service.api.call('GET', '/robots.txt', from(1_000 + index))),
      );
      refused = answers.some(({ status }) => status === 429);
    }
    for (const path of paths)
      expect([path, (await service.api.call('GET', path, from(9))).status]).toEqual([path, 429]);
    const other = { headers: { 'x-forwarded-for': '198.51.100.10:1' } };
    for (const path of paths) expect([path, (await service.api.call('GET', path, other)).status]).toEqual([path, 200]);
  });

  it('render a feed once for each version of its articles', async () => {
    const articles = service.app.get(ArticlesRepository);
    const read = jest.spyOn(articles, 'findAll');
    const feeds = ['/feed.xml', '/feed.json', '/topics/boats/feed.xml', '/topics/boats/feed.json'];
    const ask = async () => {
      for (const feed of feeds) expectStatus(200, await service.api.call<unknown>('GET', feed));
      return read.mock.calls.length;
    };
    await ask();
    read.mockClear();
    expect(await ask()).toBe(0);
    const change = { token: ADMIN_TOKEN, body: { title: 'Another title' } };
    expectStatus(200, await service.api.call('PATCH', '/v1/articles/story', change));
    read.mockClear();
    expect(await ask()).toBe(feeds.length);
    expect((await service.api.call<string>('GET', '/feed.xml')).body).toContain('Another title');
    read.mockRestore();
  });
});

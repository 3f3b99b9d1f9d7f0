import { expectStatus } from '@afterword/testing/api';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { type RunningContent, startContent } from '@afterword/testing/content';

/** Everything that content lets caches keep. */
const CACHEABLE = [
  '/',
  '/topics',
  '/topics/rivers',
  '/archive',
  '/archive/2024',
  '/archive/2024/03',
  '/search?q=ferry',
  '/articles/ferry',
  '/articles/ferry.md',
  '/articles/ferry/card.png',
  '/v1/articles',
  '/v1/articles/ferry',
  '/v1/search?q=ferry',
  '/feed.xml',
  '/feed.json',
  '/topics/rivers/feed.xml',
  '/topics/rivers/feed.json',
  '/sitemap.xml',
  '/robots.txt',
];

describe('validators', () => {
  const running: RunningContent[] = [];

  beforeAll(async () => {
    const first = await startContent();
    running.push(first);
    const body = {
      slug: 'ferry',
      title: 'The ferry',
      body: 'Text',
      topics: ['Rivers'],
      publishedAt: '2024-03-15T23:59:59Z',
    };
    expectStatus(201, await first.api.call('POST', '/v1/articles', { token: ADMIN_TOKEN, body }));
    expectStatus(200, await first.api.call('POST', '/v1/articles/ferry/publish', { token: ADMIN_TOKEN, body: {} }));
    const { databaseUrl } = first.config;
    running.push(await startContent({ databaseUrl, contentUrl: 'https://moved.example' }));
    running.push(await startContent({ databaseUrl, timeZone: 'Pacific/Auckland' }));
  });
  afterAll(() => Promise.all(running.map((service) => service.stop())));

  const read = async (service: RunningContent, path: string) => {
    const response = await fetch(service.url + path);
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  };

  it.each(CACHEABLE)('of %s name its bytes, whatever they are made of', async (path) => {
    const answers = await Promise.all(running.map((service) => read(service, path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const one of answers) {
      for (const other of answers)
        expect([path, one.etag === other.etag]).toEqual([path, one.bytes.equals(other.bytes)]);
    }
    // A validator of the old address is no validator at the new one.
    const [first, moved] = answers;
    const again = await fetch(running[1]!.url + path, { headers: { 'if-none-match': first!.etag! } });
    expect(again.status).toBe(first!.bytes.equals(moved!.bytes) ? 304 : 200);
  });
});

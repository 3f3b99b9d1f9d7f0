import type { Counters, Page, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

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

  it('answers 304 to who has the bytes already', async () => {
    const first = await call('GET', path('etag'));
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await call('GET', path('etag'), { headers: { 'if-none-match': etag } })).status).toBe(304);
    await call('PUT', path('etag', '/reactions/like'), { token: await service.api.guest(site.id) });
    expect((await call('GET', path('etag'), { headers: { 'if-none-match': etag } })).status).toBe(200);
  });
});

import type { ModeratedReader, ReaderList, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe("the list of a site's readers", () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (rest = '') => `/v1/sites/${site.id}/moderation/readers${rest}`;
  const list = async (query = '') =>
    expectStatus(200, await call<ReaderList>('GET', path(query), { token: ADMIN_TOKEN }));

  it('has the newest first, a page at a time, or those of a name', async () => {
    for (const name of ['Ada', 'Grace', 'Ada Two']) await service.api.guest(site.id, name);
    await service.api.guest((await service.api.site(ADMIN_TOKEN)).id, 'Ada elsewhere');
    const { items, next } = await list('?limit=2');
    expect(items.map(({ name }) => name)).toEqual(['Ada Two', 'Grace']);
    const rest = await list(`?limit=2&cursor=${next}`);
    expect([rest.items.map(({ name }) => name), rest.next]).toEqual([['Ada'], null]);
    expect((await list('?q=aDA')).items.map(({ name }) => name)).toEqual(['Ada Two', 'Ada']);
    expect((await list('?q=%25')).items).toEqual([]);
    expect((await call('GET', path('?cursor=nonsense'), { token: ADMIN_TOKEN })).status).toBe(422);
  });

  it('counts their comments and sessions, and signs them out everywhere', async () => {
    const token = await service.api.guest(site.id, 'Ada');
    const post = { token, body: { body: 'hello' } };
    expectStatus(201, await call('POST', `${pagePath(site.id, 'story')}/comments`, post));
    const [{ id } = { id: '' }] = (await list()).items;
    const reader = async () =>
      expectStatus(200, await call<ModeratedReader>('GET', path(`/${id}`), { token: ADMIN_TOKEN }));
    expect(await reader()).toEqual({
      id,
      name: 'Ada',
      role: 'guest',
      createdAt: expect.any(String),
      counts: { published: 1, pending: 0, rejected: 0, muted: 0, reports: 0 },
      restriction: null,
      sessions: 1,
    });
    expectStatus(204, await call('DELETE', path(`/${id}/sessions`), { token: ADMIN_TOKEN }));
    expect((await reader()).sessions).toBe(0);
    expectStatus(401, await call('GET', '/v1/me', { token }));
    expectStatus(401, await call('POST', `${pagePath(site.id, 'story')}/comments`, post));
  });

  it('is for the operator, and has no strangers', async () => {
    const token = await service.api.guest(site.id);
    expectStatus(403, await call('GET', path(), { token }));
    expectStatus(401, await call('GET', path()));
    const other = await service.api.site(ADMIN_TOKEN);
    const [{ id } = { id: '' }] = (await list()).items;
    const elsewhere = `/v1/sites/${other.id}/moderation/readers/${id}`;
    for (const unknown of [elsewhere, path('/nonsense'), `${elsewhere}/sessions`]) {
      const method = unknown.endsWith('sessions') ? 'DELETE' : 'GET';
      expect((await call(method, unknown, { token: ADMIN_TOKEN })).body).toMatchObject({
        type: 'urn:afterword:problem:reader-not-found',
      });
    }
  });
});

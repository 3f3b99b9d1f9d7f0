import type { Comment, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe('CORS', () => {
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

  it('lets every origin read the widget and what it shows, and no other origin the rest', async () => {
    const asked = { 'access-control-request-method': 'GET' };
    for (const where of [
      '/embed.js',
      '/embed.js.map',
      '/embed/some-file.js',
      '/embed/check',
      '/avatars/0123456789ab.svg',
    ]) {
      const from = { headers: { origin: 'https://evil.example' } };
      expect([where, allowed(await call('GET', where, from))]).toEqual([where, '*']);
      const preflight = await call('OPTIONS', where, { headers: { ...from.headers, ...asked } });
      expect([where, preflight.status, allowed(preflight)]).toEqual([where, 204, '*']);
    }
    for (const where of ['/health/live', '/v1/me', '/nowhere'])
      expect([where, allowed(await call('GET', where, { headers: { origin: 'https://evil.example' } }))]).toEqual([
        where,
        null,
      ]);
  });

  it('says nothing to any origin where only the operator acts', async () => {
    const where = `/v1/admin/sites/${site.id}/accounts`;
    const headers = { origin: 'https://paper.example' };
    const preflight = { ...headers, 'access-control-request-method': 'GET' };
    expect(allowed(await call('GET', where, { token: ADMIN_TOKEN, headers }))).toBeNull();
    expect(allowed(await call('OPTIONS', where, { headers: preflight }))).toBeNull();
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

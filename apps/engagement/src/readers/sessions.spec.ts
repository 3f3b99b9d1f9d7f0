import { randomBytes, randomUUID } from 'node:crypto';
import type { Comment, Me, Session, Site } from '@afterword/contracts';
import { tokenHashOf } from '@afterword/platform';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { SiteChanges } from '../sites';
import { SessionsService } from './sessions.service';

describe('a session', () => {
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

  it('is not remembered by a lookup that was under way when it was forgotten', async () => {
    const sessions = service.app.get(SessionsService);
    const forgetting: ((token: string, id: string) => void)[] = [
      (token) => sessions.forget(token),
      (_token, id) => sessions.forgetReader({ siteId: site.id, id }),
      () => service.app.get(SiteChanges).publish(site.id),
    ];
    for (const forget of forgetting) {
      const opened = await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: {} });
      const { token, reader } = expectStatus(201, opened);
      const looking = sessions.find(token, tokenHashOf(token));
      forget(token, reader.id);
      await looking;
      expect(sessions.known(token)).toBeUndefined();
    }
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

  it.each(['1', 'guest', 'session-2026-11-28', '00000000-0000-0000-0000-000000000000', 'a'.repeat(40)])(
    'is not given to another caller who thinks of the same key: %s',
    async (key) => {
      const open = () =>
        call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: {}, headers: { 'idempotency-key': key } });
      for (const answer of [await open(), await open()]) {
        expect([answer.status, answer.body]).toMatchObject([
          422,
          { errors: [{ path: 'Idempotency-Key', message: 'must be a random UUID' }] },
        ]);
      }
    },
  );

  it.each([
    ['a UUID', () => randomUUID()],
    ['128 bits', () => randomBytes(16).toString('hex')],
    ['256 bits', () => randomBytes(32).toString('base64url')],
  ])('is given again to who repeats their own key of %s', async (_what, make) => {
    const headers = { 'idempotency-key': make() };
    const open = async () =>
      expectStatus(201, await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: {}, headers }));
    expect((await open()).token).toBe((await open()).token);
  });
});

import { type Me, type Session, type Site } from '@afterword/contracts';
import { SignJWT, UnsecuredJWT } from 'jose';
import { expectStatus } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

const SECRET = 'a-secret-of-the-publisher-0123456789';
const OTHER_SECRET = 'another-secret-of-the-publisher-0123';
const key = (secret: string) => new TextEncoder().encode(secret);
const now = () => Math.floor(Date.now() / 1_000);

describe('single sign-on', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    const body = { id: `sso-${Math.random().toString(36).slice(2)}`, name: 'S', ssoSecret: SECRET };
    site = expectStatus(201, await service.api.call<Site>('POST', '/v1/admin/sites', { token: ADMIN_TOKEN, body }));
  });

  const claims = (changes: Record<string, unknown> = {}) => ({
    sub: 'u1',
    name: 'Ada',
    aud: site.id,
    iat: now(),
    exp: now() + 3_600,
    ...changes,
  });
  const sign = (payload: Record<string, unknown>, secret = SECRET, header: Record<string, unknown> = {}) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'HS256', ...header }).sign(key(secret));
  const signIn = (sso: string) => service.api.call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { sso } });
  const update = (body: unknown) =>
    service.api.call('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body });

  it('knows the same subject again, and follows the newest token', async () => {
    const first = expectStatus(201, await signIn(await sign(claims({ role: 'staff', email: 'ada@paper.example' }))));
    expect(first.reader).toMatchObject({ name: 'Ada', role: 'staff', avatarUrl: expect.stringMatching(/\/avatars\//) });
    const renamed = expectStatus(201, await signIn(await sign(claims({ name: 'Ada L.', iat: now() + 1 }))));
    expect(renamed.reader).toEqual({ ...first.reader, name: 'Ada L.', role: 'member' });
    const older = expectStatus(201, await signIn(await sign(claims({ name: 'Old name', iat: now() - 600 }))));
    expect(older.reader.name).toBe('Ada L.');
    expectStatus(403, await service.api.call('PATCH', '/v1/me', { token: first.token, body: { name: 'Self-named' } }));
    expect(expectStatus(200, await service.api.call<Me>('GET', '/v1/me', { token: first.token })).reader.id).toBe(
      first.reader.id,
    );
  });

  it('shows the avatar that the site gives', async () => {
    const avatarUrl = 'https://paper.example/ada.png';
    const { reader } = expectStatus(201, await signIn(await sign(claims({ avatarUrl }))));
    expect(reader.avatarUrl).toBe(avatarUrl);
  });

  it('never shows the secret', async () => {
    const shown = await service.api.call<Site>('GET', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN });
    expect(JSON.stringify(shown.body)).not.toContain(SECRET);
    expect(shown.body.ssoConfigured).toBe(true);
  });

  it('keeps the secret before the newest valid, until it is retired', async () => {
    expectStatus(200, await update({ ssoSecret: OTHER_SECRET }));
    expectStatus(201, await signIn(await sign(claims())));
    expectStatus(201, await signIn(await sign(claims(), OTHER_SECRET)));
    expectStatus(200, await update({ retirePreviousSecret: true }));
    expectStatus(401, await signIn(await sign(claims())));
    expectStatus(201, await signIn(await sign(claims(), OTHER_SECRET)));
  });

  it('can be the only way in', async () => {
    expectStatus(200, await update({ guests: false }));
    const refused = await service.api.call('POST', `/v1/sites/${site.id}/sessions`, { body: { name: 'Guest' } });
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:afterword:problem:guests-not-allowed']);
  });

  it.each<[string, () => Promise<string> | string, number]>([
    ['a wrong key', () => sign(claims(), OTHER_SECRET), 401],
    ['no signature', () => new UnsecuredJWT(claims()).encode(), 401],
    [
      'another algorithm',
      () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS512' }).sign(key(SECRET.repeat(2))),
      401,
    ],
    ['an unknown crit', () => forged({ alg: 'HS256', crit: ['x'], x: 1 }), 401],
    ['another site', () => sign(claims({ aud: 'other' })), 401],
    ['several audiences', () => sign(claims({ aud: [site.id, 'other'] })), 401],
    ['no expiry', () => sign(claims({ exp: undefined })), 401],
    ['an expiry in the past', () => sign(claims({ exp: now() - 60 })), 401],
    ['more than 24 hours', () => sign(claims({ exp: now() + 25 * 3_600 })), 401],
    ['an issue in the future', () => sign(claims({ iat: now() + 600 })), 401],
    ['a start in the future', () => sign(claims({ nbf: now() + 600 })), 401],
    ['no name', () => sign(claims({ name: undefined })), 401],
    ['a name that is too long', () => sign(claims({ name: 'x'.repeat(81) })), 422],
    ['an avatar without encryption', () => sign(claims({ avatarUrl: 'http://paper.example/ada.png' })), 422],
    ['an avatar that is a script', () => sign(claims({ avatarUrl: 'javascript:alert(1)' })), 422],
    ['a role that is none', () => sign(claims({ role: 'admin' })), 422],
    ['no token at all', () => 'nonsense', 401],
  ])('refuses a token with %s', async (_name, make, status) => {
    expectStatus(status, await signIn(await make()));
  });

  /** A header that jose refuses to sign. */
  async function forged(header: Record<string, unknown>): Promise<string> {
    const [, payload] = (await sign(claims())).split('.');
    const head = Buffer.from(JSON.stringify(header)).toString('base64url');
    const { createHmac } = await import('node:crypto');
    return `${head}.${payload}.${createHmac('sha256', SECRET).update(`${head}.${payload}`).digest('base64url')}`;
  }
});

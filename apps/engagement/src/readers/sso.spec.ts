import { type Comment, type Me, type Session, type Site } from '@afterword/contracts';
import { SignJWT, UnsecuredJWT } from 'jose';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
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

  it.each([
    ['no address', { email: null }],
    ['an empty address', { email: '' }],
    ['an address that is none', { email: 'ada' }],
    ['an empty picture', { avatarUrl: '' }],
    ['no picture', { avatarUrl: null }],
    ['a picture without encryption', { avatarUrl: 'http://paper.example/ada.png' }],
    ['a picture that is a script', { avatarUrl: 'javascript:alert(1)' }],
    ['a role that is none', { role: 'admin' }],
    ['no role', { role: null }],
    ['pages that are none', { authorOf: 'story' }],
    ['several audiences', { aud: ['other', 'SITE'] }],
  ])('lets a reader in with %s, and leaves out what does not fit', async (_what, odd) => {
    const payload = claims('aud' in odd ? { aud: ['other', site.id] } : odd);
    const { reader } = expectStatus(201, await signIn(await sign(payload)));
    expect(reader).toMatchObject({ name: 'Ada', role: 'member', avatarUrl: expect.stringMatching(/\/avatars\//) });
  });

  it('knows an address in any script', async () => {
    const email = 'jörg@münchen.example';
    const { token } = expectStatus(201, await signIn(await sign(claims({ email }))));
    const exported = await service.api.call<{ reader: { email: string } }>('GET', '/v1/me/export', { token });
    expect(expectStatus(200, exported).reader.email).toBe(email);
  });

  it('ends its sessions with the secret that opened them, staff included', async () => {
    const me = async (token: string) => (await service.api.call('GET', '/v1/me', { token })).status;
    const like = async (token: string) =>
      (await service.api.call('PUT', `${pagePath(site.id, 'story')}/reactions/like`, { token })).status;
    const open = async (secret: string, role: string) =>
      expectStatus(201, await signIn(await sign(claims({ sub: `${secret}-${role}`, role }), secret))).token;
    const guest = await service.api.guest(site.id);
    const old = [await open(SECRET, 'member'), await open(SECRET, 'staff')];
    expectStatus(200, await update({ ssoSecret: OTHER_SECRET }));
    const fresh = await open(OTHER_SECRET, 'member');
    // The secret before is valid for a day, and so are its sessions.
    for (const token of [...old, fresh, guest]) expect([await me(token), await like(token)]).toEqual([200, 200]);
    // The same secret again is no new one.
    expectStatus(200, await update({ ssoSecret: OTHER_SECRET }));
    expect(await me(old[0]!)).toBe(200);
    expectStatus(200, await update({ retirePreviousSecret: true }));
    for (const token of old) expect([await me(token), await like(token)]).toEqual([401, 401]);
    for (const token of [fresh, guest]) expect([await me(token), await like(token)]).toEqual([200, 200]);
    // Replaced and retired at once.
    expectStatus(200, await update({ ssoSecret: SECRET, retirePreviousSecret: true }));
    expect([await me(fresh), await like(fresh)]).toEqual([401, 401]);
    expect(await me(guest)).toBe(200);
  });

  it('ends the sessions of a secret that has lapsed', async () => {
    const { token } = expectStatus(201, await signIn(await sign(claims())));
    expectStatus(200, await update({ ssoSecret: OTHER_SECRET }));
    await service.app
      .get(DataSource)
      .query('update site set previous_sso_secret_until = now() where id = $1', [site.id]);
    expectStatus(401, await service.api.call('PUT', `${pagePath(site.id, 'story')}/reactions/like`, { token }));
  });

  it('can be the only way in', async () => {
    expectStatus(200, await update({ guests: false }));
    const refused = await service.api.call('POST', `/v1/sites/${site.id}/sessions`, { body: { name: 'Guest' } });
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:afterword:problem:guests-not-allowed']);
  });

  it('leaves guests who were there before nothing but what is theirs', async () => {
    const { call } = service.api;
    const token = await service.api.guest(site.id);
    const page = pagePath(site.id, 'story');
    const comment = () => call<Comment>('POST', `${page}/comments`, { token, body: { body: 'hello' } });
    const { id } = expectStatus(201, await comment());
    expectStatus(200, await update({ guests: false }));
    for (const answer of [
      await comment(),
      await call('PUT', `${page}/reactions/like`, { token }),
      await call('POST', `${page}/shares`, { token, body: { channel: 'copy' } }),
      await call('PATCH', '/v1/me', { token, body: { name: 'Ada' } }),
      await call('PATCH', `/v1/comments/${id}`, { token, body: { body: 'again' } }),
    ]) {
      expect([answer.status, answer.body]).toMatchObject([403, { type: 'urn:afterword:problem:guests-not-allowed' }]);
    }
    expectStatus(200, await call('GET', '/v1/me', { token }));
    expectStatus(200, await call('GET', '/v1/me/export', { token }));
    expectStatus(204, await call('DELETE', `/v1/comments/${id}`, { token }));
    expectStatus(204, await call('DELETE', '/v1/me', { token }));
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
    ['other audiences', () => sign(claims({ aud: ['one', 'other'] })), 401],
    ['a name with an override', () => sign(claims({ name: 'adA\u202e' })), 422],
    ['no expiry', () => sign(claims({ exp: undefined })), 401],
    ['an expiry in the past', () => sign(claims({ exp: now() - 60 })), 401],
    ['more than 24 hours', () => sign(claims({ exp: now() + 25 * 3_600 })), 401],
    ['an issue in the future', () => sign(claims({ iat: now() + 600 })), 401],
    ['a start in the future', () => sign(claims({ nbf: now() + 600 })), 401],
    ['no name', () => sign(claims({ name: undefined })), 401],
    ['a name that is too long', () => sign(claims({ name: 'x'.repeat(81) })), 422],
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

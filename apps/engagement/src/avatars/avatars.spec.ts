import type { Comment, Session } from '@afterword/contracts';
import { newId } from '@afterword/platform';
import fc from 'fast-check';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { avatarKeyOf, drawAvatar, isAvatarKey } from './avatar';

describe('a drawn avatar', () => {
  it('is the same for a key, another for nearly every other, and small', () => {
    const keys = Array.from({ length: 500 }, () => avatarKeyOf(newId()));
    expect(keys.every(isAvatarKey)).toBe(true);
    expect(keys.map(drawAvatar)).toEqual(keys.map(drawAvatar));
    expect(new Set(keys.map(drawAvatar)).size).toBeGreaterThan(490);
    for (const key of ['000000000000', 'ffffffffffff', ...keys]) {
      const drawn = drawAvatar(key);
      expect(drawn).toMatch(/^<svg [^<>]*><rect [^<>]*\/><path [^<>]*\/><\/svg>$/);
      expect(drawn.length).toBeLessThan(800);
    }
  });

  it('is nothing but what twelve digits say', () => {
    fc.assert(fc.property(fc.string(), (key) => isAvatarKey(key) === /^[0-9a-f]{12}$/.test(key)));
  });
});

describe('avatars', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  const get = (path: string, headers: Record<string, string> = {}) =>
    service.api.call<string>('GET', path, { headers });

  it('are given to guests, on their own and beside what they wrote', async () => {
    const site = await service.api.site(ADMIN_TOKEN);
    const { reader, token } = expectStatus(
      201,
      await service.api.call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { name: '<script>' } }),
    );
    const url = `${service.config.engagementUrl}/avatars/${reader.id.slice(-12)}.svg`;
    expect(reader.avatarUrl).toBe(url);
    const comments = `${pagePath(site.id, 'talk')}/comments`;
    const posted = await service.api.call<Comment>('POST', comments, { token, body: { body: 'Hello' } });
    expect(expectStatus(201, posted).author!.avatarUrl).toBe(url);
    const read = await service.api.call<Comment>('GET', `/v1/comments/${posted.body.id}`);
    expect(expectStatus(200, read).author!.avatarUrl).toBe(url);
    expect((await service.api.call('GET', '/v1/me', { token })).body).toMatchObject({ reader: { avatarUrl: url } });
    expectStatus(200, await get(new URL(url).pathname));
  });

  it('may be shown by every page, kept for ever, and do nothing by themselves', async () => {
    const path = '/avatars/0123456789ab.svg';
    const { status, headers, body } = await get(path, { origin: 'https://anywhere.example' });
    expect([status, body]).toEqual([200, drawAvatar('0123456789ab')]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    expect((await get(path, { 'if-none-match': headers.get('etag')! })).status).toBe(304);
  });

  it.each(['0123456789AB.svg', '0123456789ab', '0123456789abc.svg', '%3Csvg%3E.svg', '..%2Fembed.js', '.svg'])(
    'are not drawn for %s',
    async (name) => {
      expect((await get(`/avatars/${name}`)).status).toBe(404);
    },
  );
});

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { InstallationSecrets } from './installation-secrets';
import { SignedTokens, type TokenKind } from './signed-tokens';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('a signed token', () => {
  const secrets = new Map<string, Buffer>();
  const get = (name: string) => {
    if (!secrets.has(name)) secrets.set(name, randomBytes(32));
    return Promise.resolve(secrets.get(name));
  };
  const tokens = new SignedTokens({ get } as unknown as InstallationSecrets);
  const kind: TokenKind<string> = { name: 'one', days: 2, content: z.string() };
  const morning = Date.UTC(2026, 0, 1, 6);
  const at = (time: number) => jest.spyOn(Date, 'now').mockReturnValue(time);

  afterEach(() => jest.restoreAllMocks());

  it('is the same for a day, so that a mail that is tried again says the same', async () => {
    at(morning);
    const token = await tokens.make(kind, 'Ada');
    at(morning + 12 * HOUR_MS);
    expect(await tokens.make(kind, 'Ada')).toBe(token);
    expect(token).toMatch(/^[\w.-]+$/);
  });

  it('is good for its days at least, and a day longer at most', async () => {
    at(morning);
    const token = await tokens.make(kind, 'Ada');
    at(morning + 2 * DAY_MS);
    expect(await tokens.read(kind, token)).toBe('Ada');
    at(morning + 3 * DAY_MS);
    expect(await tokens.read(kind, token)).toBeNull();
  });

  it('is of its kind alone, and of nobody else’s making', async () => {
    const token = await tokens.make(kind, 'Ada');
    expect(await tokens.read({ ...kind, name: 'other' }, token)).toBeNull();
    const [content = '', signature = ''] = token.split('.');
    const changed = Buffer.from(Buffer.from(content, 'base64url').toString().replace('Ada', 'Eve')).toString(
      'base64url',
    );
    for (const made of ['', '.', content, `${content}.`, `${changed}.${signature}`])
      expect([made, await tokens.read(kind, made)]).toEqual([made, null]);
  });
});

import { ConfigError, loadConfig } from './config';

const REQUIRED = { DATABASE_URL: 'postgres://u:secret-word@db:5432', ADMIN_TOKEN: 'sixteen-characters' };

describe('loadConfig', () => {
  it('fills in what is not said, and is frozen', () => {
    const config = loadConfig('content', { ...REQUIRED, REDIS_URL: '' });
    expect(config).toEqual({
      service: 'content',
      host: '127.0.0.1',
      port: 3000,
      contentUrl: 'http://localhost:3000',
      engagementUrl: 'http://localhost:3001',
      engagementInternalUrl: 'http://localhost:3001',
      databaseUrl: REQUIRED.DATABASE_URL,
      databaseDirectUrl: null,
      redisUrl: null,
      adminToken: REQUIRED.ADMIN_TOKEN,
      trustedProxies: [],
      site: 'demo',
      roles: new Set(['api', 'worker']),
      rateLimits: true,
      logLevel: 'info',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('derives the public origins from the ports, and drops a trailing slash', () => {
    const env = { ...REQUIRED, CONTENT_PORT: '8080', ENGAGEMENT_URL: 'https://talk.example/' };
    expect(loadConfig('engagement', env)).toMatchObject({
      port: 3001,
      contentUrl: 'http://localhost:8080',
      engagementUrl: 'https://talk.example',
    });
  });

  it('names every key that is wrong, and none of the values', () => {
    const env = { DATABASE_URL: 'mysql://u:secret-word@db', ADMIN_TOKEN: 'short-secret', CONTENT_PORT: '70000' };
    const failure = (() => {
      try {
        loadConfig('content', env);
        return null;
      } catch (error) {
        return error as Error;
      }
    })();
    expect(failure).toBeInstanceOf(ConfigError);
    for (const key of Object.keys(env)) expect(failure?.message).toContain(key);
    expect(failure?.message).not.toMatch(/secret|70000|mysql/);
  });

  it('reads the roles of the process, and refuses unknown ones', () => {
    expect(loadConfig('content', { ...REQUIRED, ROLES: ' worker' }).roles).toEqual(new Set(['worker']));
    expect(() => loadConfig('content', { ...REQUIRED, ROLES: 'api,cook' })).toThrow(
      /ROLES: must be one or more of api/,
    );
  });

  it('reads the proxies to trust, and refuses what is none', () => {
    expect(loadConfig('content', { ...REQUIRED, TRUSTED_PROXIES: 'loopback, 192.0.2.1' }).trustedProxies).toEqual([
      '127.0.0.0/8',
      '::1/128',
      '192.0.2.1',
    ]);
    expect(() => loadConfig('content', { ...REQUIRED, TRUSTED_PROXIES: 'everybody' })).toThrow(
      /^.*TRUSTED_PROXIES: must be/,
    );
  });
});

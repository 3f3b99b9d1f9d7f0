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
      webhookAllowPrivate: [],
      site: 'demo',
      roles: new Set(['api', 'worker']),
      timeZone: 'UTC',
      themeFolder: null,
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

  it.each(['CONTENT_URL', 'ENGAGEMENT_URL', 'ENGAGEMENT_INTERNAL_URL'])(
    'refuses a %s with a path, which links would lose, and says what to do',
    (key) => {
      for (const url of [
        'https://example.com/blog',
        'https://example.com/?a',
        'https://example.com/#a',
        'https://a:b@example.com',
      ])
        expect(() => loadConfig('content', { ...REQUIRED, [key]: url })).toThrow(
          `${key}: must be an origin, for example https://blog.example.com: Afterword is served at the root of a host, not below a path`,
        );
    },
  );

  it('takes the names of time zones, and refuses what is none', () => {
    for (const name of ['Europe/Berlin', 'Asia/Kathmandu', 'Etc/GMT+5', 'UTC'])
      expect(loadConfig('content', { ...REQUIRED, TIME_ZONE: name }).timeZone).toBe(name);
    for (const name of ['Berlin', 'Europe/Nowhere', '+01:00', '-5', 'MEZ', ' Europe/Berlin'])
      expect(() => loadConfig('content', { ...REQUIRED, TIME_ZONE: name })).toThrow(
        'TIME_ZONE: must be the name of a time zone, for example Europe/Berlin',
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

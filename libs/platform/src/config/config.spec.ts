import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
      databaseReadUrl: null,
      redisUrl: null,
      adminToken: REQUIRED.ADMIN_TOKEN,
      mail: null,
      trustedProxies: [],
      webhookAllowPrivate: [],
      site: 'demo',
      roles: new Set(['api', 'worker']),
      timeZone: 'UTC',
      themeFolder: null,
      tracing: null,
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

  it.each([
    'CONTENT_URL',
    'ENGAGEMENT_URL',
    'ENGAGEMENT_INTERNAL_URL',
    'DATABASE_URL',
    'DATABASE_DIRECT_URL',
    'REDIS_URL',
  ])('names %s where it is no URL', (name) => {
    for (const value of ['nonsense', 'http://', '::', ' ', 'redis'])
      expect(() => loadConfig('content', { ...REQUIRED, [name]: value })).toThrow(ConfigError);
  });

  describe('with secrets in files', () => {
    let folder: string;
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'afterword-secrets-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('reads them, without the newline at their end', () => {
      const config = loadConfig('content', {
        ...{ DATABASE_URL: '', ADMIN_TOKEN_FILE: file('token', 'sixteen characters here\n') },
        ...{ DATABASE_URL_FILE: file('database', `${REQUIRED.DATABASE_URL}\r\n`), REDIS_URL_FILE: '' },
      });
      expect(config).toMatchObject({ adminToken: 'sixteen characters here', databaseUrl: REQUIRED.DATABASE_URL });
    });

    it.each([
      [
        'both are set',
        { ADMIN_TOKEN_FILE: 'token', ADMIN_TOKEN: 'a-secret-of-mine' },
        /^ADMIN_TOKEN and ADMIN_TOKEN_FILE are both set/,
      ],
      ['there is no file', { ADMIN_TOKEN_FILE: 'nowhere' }, /^ADMIN_TOKEN_FILE: .*nowhere cannot be read \(ENOENT\)$/],
      ['it is a folder', { ADMIN_TOKEN_FILE: '.' }, /^ADMIN_TOKEN_FILE: .* cannot be read \(EISDIR\)$/],
      ['the file is empty', { ADMIN_TOKEN_FILE: 'empty' }, /^ADMIN_TOKEN_FILE: .*empty is empty$/],
      ['it has more lines', { ADMIN_TOKEN_FILE: 'lines' }, /^ADMIN_TOKEN_FILE: .*lines has more than one line$/],
      ['it is long', { ADMIN_TOKEN_FILE: 'long' }, /^ADMIN_TOKEN_FILE: .*long is too long for a secret$/],
      ['the secret is wrong', { REDIS_URL_FILE: 'token' }, /REDIS_URL: /],
    ])('says in one line what to change where %s', (_, variables: NodeJS.ProcessEnv, message) => {
      file('token', 'a-secret-of-mine');
      file('empty', '\n');
      file('lines', 'a-secret-of-mine\nand more');
      file('long', 'a-secret-of-mine'.repeat(10_000));
      const env = Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [name, name.endsWith('_FILE') ? join(folder, value!) : value]),
      );
      const failure = (() => {
        try {
          loadConfig('content', { DATABASE_URL: REQUIRED.DATABASE_URL, ...env });
          return null;
        } catch (error) {
          return error as Error;
        }
      })();
      expect(failure).toBeInstanceOf(ConfigError);
      expect(failure?.message).toMatch(message);
      expect(failure?.message).not.toMatch(/a-secret-of-mine|\n/);
    });
  });

  it('reads the roles of the process, and refuses unknown ones', () => {
    expect(loadConfig('content', { ...REQUIRED, ROLES: ' worker' }).roles).toEqual(new Set(['worker']));
    expect(() => loadConfig('content', { ...REQUIRED, ROLES: 'api,cook' })).toThrow(
      /ROLES: must be one or more of api/,
    );
  });

  it.each(['CONTENT_URL', 'ENGAGEMENT_URL', 'ENGAGEMENT_INTERNAL_URL'])(
    'takes a %s with a path, and refuses what is more than that',
    (key) => {
      const read = (url: string) => loadConfig('content', { ...REQUIRED, [key]: url });
      expect(Object.values(read('https://example.com/a/blog~1/'))).toContain('https://example.com/a/blog~1');
      for (const url of [
        'https://example.com/?a',
        'https://example.com/#a',
        'https://a:b@example.com',
        'https://example.com/a;b',
        'https://example.com/a,b',
        'https://example.com/%22',
        'https://example.com//',
      ])
        expect(() => read(url)).toThrow(
          `${key}: must be an origin, for example https://blog.example.com, or one with a path of letters, digits, - . _ and ~`,
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

  it('reads where traces are sent to, and refuses what is none', () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318';
    const OTEL_EXPORTER_OTLP_HEADERS = 'x-key = a%20b, x-other=c=d';
    const { tracing } = loadConfig('content', {
      ...REQUIRED,
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER_ARG: '0.5' },
    });
    expect(tracing).toEqual({
      endpoint: OTEL_EXPORTER_OTLP_ENDPOINT,
      headers: { 'x-key': 'a b', 'x-other': 'c=d' },
      ratio: 0.5,
    });
    for (const [name, value] of [
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
      ['OTEL_EXPORTER_OTLP_HEADERS', 'a key'],
      ['OTEL_EXPORTER_OTLP_HEADERS', 'x-key=%zz'],
      ['OTEL_TRACES_SAMPLER_ARG', '2'],
    ] as const)
      expect(() => loadConfig('content', { ...REQUIRED, [name]: value })).toThrow(name);
  });
});

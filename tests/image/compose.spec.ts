import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@afterword/platform';
import { S3EnvironmentSchema } from '../../libs/platform/src/backup/stores/s3-settings';
import { composeVariablesOf, readCompose } from './compose';

const secrets = {
  ADMIN_TOKEN: 'a-token-for-the-operator',
  POSTGRES_PASSWORD: 'SecretOfTheSuperuser',
  CONTENT_DATABASE_PASSWORD: 'SecretOfContent',
  ENGAGEMENT_DATABASE_PASSWORD: 'SecretOfEngagement',
  REDIS_PASSWORD: 'SecretOfRedis',
};

describe('docker-compose.yml', () => {
  const { services, volumes, networks } = readCompose(secrets);
  const example = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
  const named = [...example.matchAll(/^(\w+)=/gm)].map(([, name = '']) => name);
  const backups = [...Object.keys(S3EnvironmentSchema.shape), 'BACKUP_TO', 'BACKUP_EVERY', 'BACKUP_KEEP'];

  it.each(Object.keys(secrets))('will not start without %s', (name) => {
    expect(() => readCompose({ ...secrets, [name]: '' })).toThrow(`${name}: set ${name} in .env`);
  });

  it('keeps its stores on a network of their own, which leads nowhere, and publishes no port of theirs', () => {
    expect(networks.stores).toEqual({ internal: true });
    for (const store of ['postgres', 'redis']) {
      expect(services[store]?.networks).toEqual(['stores']);
      expect(services[store]?.ports).toBeUndefined();
    }
    expect(services.content?.networks).toEqual(['default', 'stores']);
  });

  it('gives Redis a password, and asks for health with it', () => {
    expect(services.redis?.command?.join(' ')).toContain('--requirepass SecretOfRedis');
    expect(services.redis?.environment?.REDISCLI_AUTH).toBe('SecretOfRedis');
    for (const name of ['migrate', 'engagement', 'content'])
      expect(services[name]?.environment?.REDIS_URL).toBe('redis://:SecretOfRedis@redis:6379');
  });

  it("gives each service a role of its own, and nobody but the migration the superuser's password", () => {
    const user = (name: string) => new URL(services[name]?.environment?.DATABASE_URL ?? '').username;
    expect(['migrate', 'engagement', 'content'].map(user)).toEqual([
      'afterword',
      'afterword_engagement',
      'afterword_content',
    ]);
    for (const name of ['engagement', 'content', 'redis'])
      expect(JSON.stringify(services[name])).not.toContain('SecretOfTheSuperuser');
    expect(JSON.stringify(services.content)).not.toContain('SecretOfEngagement');
    expect(JSON.stringify(services.engagement)).not.toContain('SecretOfContent');
  });

  it('takes its variables from .env.example, all of them', () => {
    expect(named).toEqual(expect.arrayContaining([...composeVariablesOf('docker-compose.yml')]));
  });

  it('hands every setting of .env.example to both services, but what it sets itself', () => {
    const own = [
      'HOST',
      'CONTENT_PORT',
      'ENGAGEMENT_PORT',
      'DATABASE_URL',
      'DATABASE_DIRECT_URL',
      'DATABASE_READ_URL',
      'DATA_DIR',
      'ROLES',
    ];
    const passwords = named.filter((name) => name.endsWith('_PASSWORD'));
    for (const service of ['content', 'engagement']) {
      const handed = [...own, ...passwords, ...backups, ...Object.keys(services[service]?.environment ?? {})];
      expect(named.filter((name) => !handed.includes(name))).toEqual([]);
    }
  });

  it('hands the settings of backups to who backs up and to nobody else, and no password but those of the services', () => {
    const { environment = {}, command, networks: reached } = services.backup!;
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(backups));
    expect(JSON.stringify(environment)).not.toContain('SecretOfTheSuperuser');
    expect(command).toEqual(['afterword', 'backup', '--scheduled']);
    // The storage is elsewhere.
    expect(reached).toEqual(['default', 'stores']);
    for (const service of ['migrate', 'content', 'engagement'])
      expect(Object.keys(services[service]?.environment ?? {}).filter((name) => backups.includes(name))).toEqual([]);
  });

  it('publishes the services where their public origins say', () => {
    const { content } = readCompose({ ...secrets, CONTENT_PORT: '8080' }).services;
    expect(content?.environment?.CONTENT_URL).toBe('http://localhost:8080');
    expect(content?.ports).toEqual([{ host_ip: '127.0.0.1', published: '8080', target: 3000 }]);
  });

  it.each(['content', 'engagement'])('starts %s when the databases are migrated', (name) => {
    expect(services[name]?.depends_on?.migrate).toEqual({ condition: 'service_completed_successfully' });
    expect(services[name]?.healthcheck?.test).toContain(name);
  });

  it('pins what it does not build', () => {
    for (const { image, build } of Object.values(services)) expect(build ? '' : image).toMatch(/^$|:\d+\.\d+/);
  });

  it('keeps the data of its servers in named volumes', () => {
    for (const { volumes: mounts = [] } of Object.values(services))
      for (const mount of mounts) expect(Object.keys(volumes)).toContain(mount.split(':')[0]);
  });
});

describe('deploy/caddy/compose.yml', () => {
  const FILE = 'deploy/caddy/compose.yml';
  const { services, volumes } = readCompose({ PUBLIC_HOST: 'news.example' }, FILE);
  const base = readCompose(secrets);

  it('will not start without a host', () => {
    expect(() => readCompose({}, FILE)).toThrow('PUBLIC_HOST: set PUBLIC_HOST in .env');
    expect([...composeVariablesOf(FILE)].sort()).toEqual(['PUBLIC_ADDRESS', 'PUBLIC_HOST']);
  });

  it.each(['content', 'engagement'] as const)('tells %s where readers reach it, and whom to believe', (name) => {
    const env = { ...base.services[name]?.environment, ...services[name]?.environment };
    expect(loadConfig(name, env)).toMatchObject({
      contentUrl: 'https://news.example',
      engagementUrl: 'https://news.example/comments',
      engagementInternalUrl: 'http://engagement:3001',
      trustedProxies: expect.arrayContaining(['10.0.0.0/8']) as unknown,
    });
    expect(services.migrate?.environment).toEqual(services[name]?.environment);
  });

  it('puts a pinned Caddy in front of both, with the file beside it and a volume for its certificates', () => {
    const { image, depends_on: waited = {}, volumes: mounts = [], networks } = services.caddy!;
    expect(image).toMatch(/:\d+\.\d+\.\d+$/);
    expect(Object.keys(waited).sort()).toEqual(['content', 'engagement']);
    // Where the services are, and the stores are not.
    expect(networks).toEqual(['default']);
    expect(mounts).toEqual(['./deploy/caddy/Caddyfile:/etc/caddy/Caddyfile:ro', 'caddy:/data']);
    expect(Object.keys(volumes)).toEqual(['caddy']);
    const caddyfile = readFileSync(join(__dirname, '../../deploy/caddy/Caddyfile'), 'utf8');
    for (const target of ['content:3000', 'engagement:3001']) expect(caddyfile).toContain(`:${target}}`);
    for (const setting of Object.keys(services.caddy!.environment ?? {})) expect(caddyfile).toContain(`{$${setting}:`);
  });
});

describe('deploy/scale/compose.yml', () => {
  const FILE = 'deploy/scale/compose.yml';
  const base = readCompose(secrets);
  const more = readCompose(secrets, FILE);
  const root = join(__dirname, '../..');
  /** As `docker compose` lays one file over the other. */
  const services = Object.fromEntries(
    [...new Set([...Object.keys(base.services), ...Object.keys(more.services)])].map((name) => {
      const [below, above] = [base.services[name] ?? {}, more.services[name] ?? {}];
      return [name, { ...below, ...above, environment: { ...below.environment, ...above.environment } }];
    }),
  );
  const processes = ['engagement', 'engagement-2', 'engagement-worker', 'content', 'content-2'];
  const configOf = (name: string) =>
    loadConfig(name.startsWith('content') ? 'content' : 'engagement', services[name]?.environment ?? {});

  it('takes its variables from .env.example', () => {
    const example = readFileSync(join(root, '.env.example'), 'utf8');
    for (const name of composeVariablesOf(FILE)) expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
  });

  it.each(processes)('gives %s both poolers, the standby to read from, and the Sentinels', (name) => {
    const { databaseUrl, databaseReadUrl, redisUrl, trustedProxies } = configOf(name);
    expect(new URL(databaseUrl).searchParams.get('host')).toBe('pgbouncer,pgbouncer-standby');
    expect(databaseReadUrl).toContain('@pgbouncer-standby:6432/');
    expect(redisUrl).toBe('redis+sentinel://:SecretOfRedis@sentinel:26379/afterword/0');
    expect(trustedProxies).toContain('10.0.0.0/8');
    // What docker-compose.yml gives one process, each of several has.
    const one = base.services[name.split('-')[0]!]?.environment ?? {};
    const missing = Object.keys(one).filter((setting) => !(setting in (more.services[name]?.environment ?? {})));
    expect(missing).toEqual(
      name.startsWith('content')
        ? ['MAIL_FROM', 'SMTP_URL', 'WEBHOOK_ALLOW_PRIVATE']
        : ['ENGAGEMENT_INTERNAL_URL', 'THEME_DIR'],
    );
  });

  it('has two processes that answer for each service, and one that works for engagement', () => {
    expect(processes.map((name) => [...configOf(name).roles].join())).toEqual([
      'api',
      'api',
      'worker',
      'api,worker',
      'api,worker',
    ]);
  });

  it('leads HAProxy to processes that there are, by the names that its file asks for', () => {
    const { environment, ports } = services.haproxy!;
    const file = readFileSync(join(root, 'deploy/scale/haproxy.cfg'), 'utf8');
    const asked = [...new Set([...file.matchAll(/"\$\{(\w+)\}"/g)].map(([, name = '']) => name))];
    expect(Object.keys(environment).sort()).toEqual(asked.sort());
    const targets = asked.filter((name) => !name.endsWith('_BIND')).map((name) => environment[name]!.split(':'));
    expect(targets.map(([name]) => name).sort()).toEqual(processes.filter((name) => !name.endsWith('worker')).sort());
    for (const [name, port] of targets) expect(port).toBe(String(configOf(name!).port));
    expect(ports?.map(({ target }) => target)).toEqual([3000, 3001]);
    // Nobody gets past it.
    for (const name of processes) expect(services[name]?.ports ?? []).toEqual([]);
  });

  it('watches Redis with three Sentinels that agree by two, under the name that the services ask for', () => {
    expect(services.sentinel?.deploy).toEqual({ replicas: 3 });
    expect(services.sentinel?.command?.join(' ')).toContain('sentinel monitor afterword redis 6379 2');
    for (const name of ['redis', 'redis-replica']) {
      const command = services[name]?.command?.join(' ');
      expect(command).toContain(`--requirepass SecretOfRedis --masterauth SecretOfRedis --replica-announce-ip ${name}`);
    }
  });

  it('keeps stores to themselves, names what it waits for, mounts what there is and pins what it does not build', () => {
    const known = Object.keys({ ...base.volumes, ...more.volumes });
    for (const [name, service] of Object.entries(services)) {
      if (/^(postgres|pgbouncer|redis|sentinel)/.test(name))
        expect([name, service.networks]).toEqual([name, ['stores']]);
      for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(services)).toContain(other);
      for (const mount of service.volumes ?? []) {
        const [from = ''] = mount.split(':');
        expect([mount, from.startsWith('./') ? existsSync(join(root, from)) : known.includes(from)]).toEqual([
          mount,
          true,
        ]);
      }
      if (!service.build && service.image !== 'afterword:local') expect(service.image).toMatch(/:\d+\.\d+/);
    }
  });
});

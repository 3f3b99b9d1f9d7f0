import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { freePort } from '../../apps/cli/src/ports';
import { createApi, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { type RedisServer, startRedis } from '@afterword/testing/redis';
import { type Services, startServices } from '@afterword/testing/services';

const describeWithRedis = process.env.TEST_REDIS_URL ? describe : describe.skip;

interface Readiness {
  status: string;
  checks: Record<string, string>;
  reasons?: Record<string, string>;
}

/** A user of Redis, as `ACL SETUSER` takes it. */
const ALL = ['on', '>secret', '~*', '&*', '+@all'];

describeWithRedis('both services on a Redis that refuses them', () => {
  let redis: RedisServer;
  let admin: Redis;
  let services: Services;

  beforeAll(async () => {
    redis = (await startRedis())!;
    admin = new Redis(redis.url);
    await admin.call('ACL', 'SETUSER', 'app', ...ALL, '-info');
    const url = new URL(redis.url);
    Object.assign(url, { username: 'app', password: 'secret' });
    services = await startServices({ redisUrl: url.href });
    await services.publish('refused');
  });
  afterAll(async () => {
    await services?.stop();
    admin?.disconnect();
    await redis?.stop();
  });

  const readiness = async (service: 'content' | 'engagement') =>
    (await (await fetch(`${services.url(service)}/health/ready`)).json()) as Readiness;
  const like = async () => {
    const api = createApi(services.url('engagement'));
    const token = await api.guest('demo');
    return (await api.call('PUT', `${pagePath('demo', 'refused')}/reactions/like`, { token })).status;
  };
  const shown = (likes: number) =>
    poll(
      () => services.html('refused'),
      (html) => new RegExp(`>Like</span>\\s*<b>${likes}</b>`).test(html),
    );

  it.each(['engagement', 'content'] as const)('%s starts, serves, and says why its queue is down', async (service) => {
    expect(await readiness(service)).toMatchObject({
      status: 'degraded',
      checks: { database: 'up', queue: 'down' },
      reasons: { queue: expect.stringContaining('INFO') as string },
    });
    expect(await services.status(`${services.url('content')}/articles/refused`)).toBe(200);
    expect(await like()).toBe(200);
  });

  it('carry on when Redis lets them', async () => {
    await admin.call('ACL', 'SETUSER', 'app', '+info');
    await poll(
      () => readiness('engagement'),
      ({ status }) => status === 'ready',
    );
    await shown(2);
  });

  it('survive that it takes their rights away while they work, and carry on when they have them again', async () => {
    await admin.call('ACL', 'SETUSER', 'app', '-evalsha', '-eval');
    expect(await like()).toBe(200);
    const { reasons } = await poll(
      () => readiness('content'),
      ({ checks }) => checks.queue === 'down',
    );
    expect(reasons?.queue).toContain('EVAL');
    await admin.call('ACL', 'SETUSER', 'app', '+evalsha', '+eval');
    await shown(3);
  });

  it.each([
    { redisThat: 'does not answer', signal: 'SIGSTOP' },
    { redisThat: 'is gone', signal: 'SIGKILL' },
  ] as const)('end by SIGTERM with exit code 0 while Redis $redisThat', async ({ signal }) => {
    process.kill(redis.pid, signal);
    expect(await like()).toBe(200);
    expect(await services.end('engagement', 'SIGTERM')).toEqual([0]);
    expect(await services.end('content', 'SIGTERM')).toEqual([0]);
    if (signal === 'SIGSTOP') process.kill(redis.pid, 'SIGCONT');
    await Promise.all([services.start('engagement'), services.start('content')]);
  });
});

describeWithRedis('a Redis that a service must not use', () => {
  let redis: RedisServer;
  let admin: Redis;
  let services: Services;

  beforeAll(async () => {
    redis = (await startRedis(undefined, ['--databases', '16']))!;
    admin = new Redis(redis.url);
    services = await startServices({ redisUrl: `${redis.url}/1` });
  });
  afterAll(async () => {
    await services?.stop();
    admin?.disconnect();
    await redis?.stop();
  });

  /** Starts a service that ends by itself. @returns what it said, and its exit code */
  async function startOn(service: 'content' | 'engagement', redisUrl: string) {
    const env = { ...process.env, ...services.env, REDIS_URL: redisUrl, LOG_LEVEL: 'info' };
    const port = String(await freePort());
    const program = join(__dirname, '../../dist/apps', service, 'src/main.js');
    const child = spawn(process.execPath, [program], { env: { ...env, CONTENT_PORT: port, ENGAGEMENT_PORT: port } });
    const [stderr] = await Promise.all([text(child.stderr), text(child.stdout), once(child, 'close')]);
    return { stderr, code: child.exitCode };
  }

  it.each(['content', 'engagement'] as const)(
    '%s does not start on a database that Redis does not have',
    async (service) => {
      expect(await startOn(service, `${redis.url}/99`)).toEqual({
        stderr: expect.stringMatching(/^Redis refuses the number of the database in REDIS_URL: .+\n$/) as string,
        code: 1,
      });
      expect(await admin.keys('*')).toEqual([]);
    },
  );

  it.each(['content', 'engagement'] as const)(
    "%s does not start on another installation's database",
    async (service) => {
      const key = `{afterword}:installation:${service}`;
      const other = new Redis(`${redis.url}/2`);
      await other.flushdb();
      await other.set(key, 'of somebody else');
      try {
        const { stderr, code } = await startOn(service, `${redis.url}/2`);
        expect(code).toBe(1);
        expect(stderr).toMatch(/^This database of Redis holds the queue of another installation: .+\n$/);
        expect(stderr).toContain(key);
        expect(await other.keys('*')).toEqual([key]);
      } finally {
        other.disconnect();
      }
    },
  );
});

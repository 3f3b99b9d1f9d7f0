import type { PageSnapshot, Site } from '@afterword/contracts';
import { createQueueBackend, LinkConsumer, migrateQueue, OpenQueues } from '@afterword/platform';
import { freePort } from '../../apps/cli/src/ports';
import { openRedis } from '../../libs/platform/src/queue/open-redis';
import { pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { type RedisServer, startRedis } from '@afterword/testing/redis';

const describeWithRedis = process.env.TEST_REDIS_URL ? describe : describe.skip;

describeWithRedis('a Redis that is away, or that has forgotten everything', () => {
  let redis: RedisServer | undefined;
  let port: number;
  let service: RunningEngagement;
  let site: Site;
  let received: PageSnapshot[];
  let opened: OpenQueues;

  beforeAll(async () => {
    port = await freePort();
    // Nobody listens there yet.
    service = await startEngagement({ redisUrl: `redis://127.0.0.1:${port}` });
    site = await service.api.site(ADMIN_TOKEN);
    received = [];
    const backend = createQueueBackend(service.config);
    opened = new OpenQueues(backend);
    new LinkConsumer(backend, opened).consume('engagement', {
      'page.snapshot': async (snapshot) => {
        received.push(snapshot);
        await Promise.resolve();
      },
      'site.settings': () => Promise.resolve(),
    });
  });
  afterAll(async () => {
    await opened.onApplicationShutdown();
    await service.stop();
    await redis?.stop();
  });

  const like = async (page: string) => {
    const token = await service.api.guest(site.id);
    return (await service.api.call('PUT', `${pagePath(site.id, page)}/reactions/like`, { token })).status;
  };
  const readiness = async () => {
    const { status, body } = await service.api.call<{ status: string; checks: object }>('GET', '/health/ready');
    return { ...body, httpStatus: status };
  };
  const announced = (page: string, likes: number) =>
    poll(
      () => received.filter((snapshot) => snapshot.page === page).map(({ counters }) => counters?.value.reactions.like),
      (seen) => seen.includes(likes),
      { withinMs: 40_000 },
    );

  it('starts and takes likes without it, says so, and announces them when it is there', async () => {
    expect(await like('early')).toBe(200);
    expect(await readiness()).toMatchObject({ status: 'degraded', checks: { database: 'up', queue: 'down' } });
    redis = await startRedis(port);
    await announced('early', 1);
    await poll(readiness, ({ status }) => status === 'ready');
  });

  it('announces everything again to one that was killed and came back empty', async () => {
    expect(await like('before')).toBe(200);
    await announced('before', 1);
    received.length = 0;
    await redis?.stop();
    expect(await like('meanwhile')).toBe(200);
    redis = await startRedis(port);
    await announced('meanwhile', 1);
    await announced('before', 1);
    await announced('early', 1);
  });

  it('announces again what one has forgotten that came back with older data', async () => {
    await redis?.stop();
    // As Redis is by default: it writes what it holds into a file now and then.
    redis = await startRedis(port);
    expect(await like('saved')).toBe(200);
    await announced('saved', 1);
    const client = openRedis(redis!.url, {}, () => undefined);
    await client.save();
    client.disconnect();
    expect(await like('unsaved')).toBe(200);
    await announced('unsaved', 1);
    received.length = 0;
    await redis!.kill();
    redis = await startRedis(port, [], redis!.folder);
    await announced('unsaved', 1);
  });
});

describe('a queue on PostgreSQL whose database is not there when the service starts', () => {
  it('holds nothing up, and carries on when it is made', async () => {
    const service = await startEngagement({ redisUrl: null, withQueue: false });
    const site = await service.api.site(ADMIN_TOKEN);
    const token = await service.api.guest(site.id);
    const { status } = await service.api.call('PUT', `${pagePath(site.id, 'a')}/reactions/like`, { token });
    expect(status).toBe(200);
    expect((await service.api.call<{ status: string }>('GET', '/health/ready')).body.status).toBe('degraded');

    const backend = createQueueBackend(service.config);
    const opened = new OpenQueues(backend);
    const received: PageSnapshot[] = [];
    new LinkConsumer(backend, opened).consume('engagement', {
      'page.snapshot': async (snapshot) => {
        received.push(snapshot);
        await Promise.resolve();
      },
      'site.settings': () => Promise.resolve(),
    });
    await migrateQueue(service.config);
    await poll(
      () => received.map(({ counters }) => counters?.value.reactions.like),
      (likes) => likes.includes(1),
      { withinMs: 40_000 },
    );
    await poll(
      async () => (await service.api.call<{ status: string }>('GET', '/health/ready')).body.status,
      (is) => is === 'ready',
    );
    await opened.onApplicationShutdown();
    await service.stop();
  });
});

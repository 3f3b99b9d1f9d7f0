import { poll } from '@afterword/testing/poll';
import {
  type RedisGroup,
  type SentinelGroup,
  startRedisCluster,
  startRedisWithSentinel,
} from '@afterword/testing/redis-groups';
import { RateLimitStore } from '../rate-limits/rate-limit-store';
import { forgetKeys } from './forget-keys';
import { OpenQueues } from './open-queues';
import { QueueConsumer } from './queue.consumer';
import { QueueProducer } from './queue.producer';
import { redisUrlProblem } from './redis-address';
import { RedisBackend } from './redis-backend';

const describeWithRedis = process.env.TEST_REDIS_URL ? describe : describe.skip;

const policy = { attempts: 3, backoff: { baseMs: 1, maxMs: 1 }, concurrency: 2, lockMs: 5_000 };
const owner = { service: 'content', installation: () => Promise.resolve('this one') };

/** Everything that the services use Redis for. */
function use(url: string) {
  const backend = new RedisBackend(url, owner);
  const opened = new OpenQueues(backend);
  const producer = new QueueProducer(backend, opened);
  const limits = new RateLimitStore(url);
  const handled = new Set<unknown>();
  const heard = new Set<unknown>();
  const relay = backend.createRelay('content');
  relay.on('error', () => undefined);
  new QueueConsumer(backend, opened).consume('spec', policy, ({ data }) => Promise.resolve(void handled.add(data)));
  const once = async (attempt: () => Promise<unknown>) => {
    await poll(
      () =>
        attempt().then(
          () => true,
          () => false,
        ),
      Boolean,
    );
  };
  return {
    backend,
    limit: limits.limit({ name: 'spec', points: 5, windowSeconds: 60 }),
    begin: async () => {
      await relay.waitUntilReady();
      await relay.subscribe('spec', ({ data }) => void heard.add(data));
    },
    /** A job is handled, and a word arrives, as soon as Redis takes them. */
    works: async (name: string) => {
      await once(() => producer.add('spec', policy, [{ name: 'spec', data: name, jobId: `spec-${name}` }]));
      await poll(
        () => [...handled],
        (jobs) => jobs.includes(name),
      );
      // A word that is sent while its listeners connect again is lost, which they are told.
      await poll(
        () =>
          relay.publish('spec', name).then(
            () => [...heard],
            (): unknown[] => [],
          ),
        (words) => words.includes(name),
      );
    },
    end: async () => {
      await relay.close();
      await opened.onApplicationShutdown();
      await limits.close();
    },
  };
}

describeWithRedis('a Redis Cluster', () => {
  let cluster: RedisGroup;
  let used: ReturnType<typeof use>;

  beforeAll(async () => {
    cluster = await startRedisCluster();
    used = use(cluster.url);
    await used.begin();
  });
  afterAll(async () => {
    await used.end();
    await cluster.stop();
  });

  it('has the queue, the words between processes and the limits', async () => {
    await used.backend.check();
    await used.works('first');
    const other = new RateLimitStore(cluster.url);
    const counted = other.limit({ name: 'spec', points: 5, windowSeconds: 60 });
    // What one process counts, the other one sees; until it is connected it counts for itself.
    await poll(
      async () => {
        await used.limit('somebody');
        return (await counted('somebody')).remaining;
      },
      (remaining) => remaining < -1,
    );
    await other.close();
  });

  it('names the process that has the jobs, whichever node is asked first', async () => {
    const names = await Promise.all(Array.from({ length: 6 }, () => used.backend.serverProcess()));
    expect(new Set(names).size).toBe(1);
    await used.backend.write('spec', 'kept');
    expect(await used.backend.read('spec')).toBe('kept');
  });

  it('is emptied of what is ours', async () => {
    await forgetKeys(cluster.url);
    expect(await used.backend.read('spec')).toBeNull();
  });
});

describeWithRedis('Redis with Sentinel', () => {
  let group: SentinelGroup;
  let used: ReturnType<typeof use>;

  beforeAll(async () => {
    group = await startRedisWithSentinel();
    used = use(group.url);
    await used.begin();
  });
  afterAll(async () => {
    await used.end();
    await group.stop();
  });

  it('goes on with the replica when the master is gone, which is told from the one before', async () => {
    await used.backend.check();
    await used.works('before');
    const [master, before] = [await group.master(), await used.backend.serverProcess()];
    await master.kill();
    await poll(
      () => group.master(),
      (now) => now !== master,
    );
    await used.works('after');
    expect(await used.backend.serverProcess()).not.toBe(before);
    await poll(
      () => used.backend.check().then(() => 'up', String),
      (state) => state === 'up',
    );
  });
});

describeWithRedis('Redis whose Sentinel and master are gone together', () => {
  let group: SentinelGroup;
  let used: ReturnType<typeof use>;

  beforeAll(async () => {
    group = await startRedisWithSentinel();
    used = use(group.url);
    await used.begin();
  });
  afterAll(async () => {
    await used.end();
    await group.stop();
  });

  it('goes on when the Sentinel is back', async () => {
    await used.works('before');
    const master = await group.master();
    await Promise.all([master.kill(), group.killSentinel()]);
    const check = () => used.backend.check().then(() => 'up', String);
    await poll(check, (state) => state !== 'up');
    group.startSentinel();
    await used.works('after');
    await poll(check, (state) => state === 'up');
  });
});

describe('REDIS_URL', () => {
  it.each([
    'redis://h:6379/0',
    'rediss://user:word@h',
    'redis+cluster://a:7000,b:7001,[::1]:7002',
    'rediss+cluster://:word@a',
    'redis+sentinel://user:word@a,b:26380/mymaster/2?sentinelPassword=x',
  ])('may be %s', (url) => expect(redisUrlProblem(url)).toBeNull());

  it.each([
    ['http://h', 'must begin with redis://'],
    ['redis://a,b', 'begin it with redis+cluster:// or redis+sentinel://'],
    ['redis+cluster://a:7000,b:x', 'a host or a port that is not valid'],
    ['redis+cluster://a/1', 'has no numbers of databases'],
    ['redis+sentinel://a,b', 'the name of the master'],
    ['redis://h/x', 'the number of a database'],
  ])('may not be %s', (url, words) => expect(redisUrlProblem(url)).toContain(words));
});

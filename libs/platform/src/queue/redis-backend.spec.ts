import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { poll } from '@afterword/testing/poll';
import { type RedisServer, startRedis } from '@afterword/testing/redis';
import { type RedisProxy, startRedisProxy } from '@afterword/testing/redis-proxy';
import { startTcpProxy } from '@afterword/testing/tcp-proxy';
import { HealthProblem } from '../health/health-problem';
import { OpenQueues } from './open-queues';
import { SILENT_MS } from './open-redis';
import { QueueConsumer } from './queue.consumer';
import { QueueProducer } from './queue.producer';
import { RedisBackend } from './redis-backend';

const describeWithRedis = process.env.TEST_REDIS_URL ? describe : describe.skip;

const policy = { attempts: 3, backoff: { baseMs: 1, maxMs: 1 }, concurrency: 2, lockMs: 5_000 };

describeWithRedis('the queue on Redis', () => {
  let server: RedisServer;
  let proxy: RedisProxy;
  let admin: Redis;
  let version: string;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = (await startRedis(undefined, ['--databases', '16']))!;
    proxy = await startRedisProxy(server.url);
    admin = new Redis(server.url);
    version = /^redis_version:(\S+)/m.exec(await admin.info())?.[1] ?? '';
  });
  afterEach(async () => {
    proxy.replace();
    for (const end of ends.splice(0)) await end();
    await admin.call('ACL', 'SETUSER', 'default', 'nopass');
    await admin.call('ACL', 'DELUSER', 'user', 'reader');
    await admin.flushall();
  });
  afterAll(async () => {
    admin.disconnect();
    await proxy.stop();
    await server.stop();
  });

  function open(url: string, owner?: string) {
    const installation = () => Promise.resolve(owner ?? '');
    const backend = new RedisBackend(url, owner === undefined ? undefined : { service: 'content', installation });
    const opened = new OpenQueues(backend);
    ends.push(() => opened.onApplicationShutdown());
    return { backend, opened };
  }

  /** What a health check says: the state and the reason. */
  async function stateOf(backend: RedisBackend): Promise<string> {
    try {
      await backend.check();
      return 'up';
    } catch (error) {
      return error instanceof HealthProblem
        ? `${error.state}: ${error.message}`
        : `down without a reason: ${String(error)}`;
    }
  }

  /** Adds a job until Redis takes it, and waits until it was handled. */
  async function works({ backend, opened }: ReturnType<typeof open>, queue: string): Promise<void> {
    const producer = new QueueProducer(backend, opened);
    const handled: unknown[] = [];
    new QueueConsumer(backend, opened).consume(queue, policy, (job) => Promise.resolve(void handled.push(job.data)));
    await poll(
      () =>
        producer.add(queue, policy, [{ name: 'spec', data: 'sent', jobId: `spec-${Date.now()}` }]).then(
          () => true,
          () => false,
        ),
      Boolean,
    );
    await poll(
      () => handled,
      (jobs) => jobs.includes('sent'),
    );
  }

  it('works again after a network that took everything and said nothing', async () => {
    const network = await startTcpProxy(Number(new URL(server.url).port));
    ends.push(() => network.stop());
    const { backend } = open(`redis://127.0.0.1:${network.port}`);
    expect(await stateOf(backend)).toBe('up');
    network.set({ kind: 'silent' });
    expect(await stateOf(backend)).toMatch(/^down/);
    network.set({ kind: 'open' });
    await poll(
      () => stateOf(backend),
      (state) => state === 'up',
    );
  });

  it('waits for jobs and words for less than a connection may say nothing', async () => {
    const waits: number[] = [];
    const monitor = await new Redis(server.url).monitor();
    ends.push(() => Promise.resolve(monitor.disconnect()));
    monitor.on('monitor', (_time: string, [command = '', ...args]: string[]) => {
      if (/^bzpopmin$/i.test(command)) waits.push(Number(args.at(-1)) * 1_000);
      const block = /^xread$/i.test(command) ? args.findIndex((arg) => /^block$/i.test(arg)) : -1;
      if (block >= 0) waits.push(Number(args[block + 1]));
    });
    const { backend, opened } = open(server.url);
    new QueueConsumer(backend, opened).consume('waits', policy, () => Promise.resolve());
    const relay = backend.createRelay('content');
    ends.push(() => relay.close());
    await relay.subscribe('spec', () => undefined);
    const queue = opened.track(backend.createQueue('waits'));
    await queue.add('in an hour', {}, { delay: 3_600_000 });
    // One for words, one for a job, and one until the job is due.
    await poll(
      () => waits,
      ({ length }) => length >= 3,
    );
    expect(waits.filter((wait) => !(wait > 0 && wait < SILENT_MS))).toEqual([]);
  });

  it("gives up a worker's connections as soon as others", async () => {
    const network = await startTcpProxy(Number(new URL(server.url).port));
    ends.push(() => network.stop());
    const { backend, opened } = open(`redis://127.0.0.1:${network.port}`);
    await works({ backend, opened }, 'silent');
    const worker = new QueueConsumer(backend, opened).consume('dead', policy, () => Promise.resolve());
    const losses: string[] = [];
    worker.on('error', ({ message }) => void losses.push(message));
    await poll(
      () => admin.client('LIST'),
      (list) => String(list).includes(Buffer.from('dead').toString('base64')),
    );
    network.set({ kind: 'silent' });
    const [loss] = await poll(
      () => losses.filter((message) => message.startsWith('Socket timeout')),
      ({ length }) => length > 0,
    );
    expect(loss).toContain(` ${SILENT_MS}ms`);
    network.set({ kind: 'open' });
    await works({ backend, opened }, 'dead');
  });

  it('connects again soon, however long Redis was away', async () => {
    const network = await startTcpProxy(Number(new URL(server.url).port));
    ends.push(() => network.stop());
    const { backend, opened } = open(`redis://127.0.0.1:${network.port}`);
    const queue = opened.track(backend.createQueue('away'));
    queue.on('error', () => undefined);
    await queue.waitUntilReady();
    const pauses: number[] = [];
    const client = await (queue as unknown as Queue).getBackend().client;
    client.on('reconnecting', (ms: number) => void pauses.push(ms));
    network.set({ kind: 'cut' });
    await poll(
      () => pauses,
      ({ length }) => length >= 10,
    );
    expect(pauses.filter((ms) => ms > 2_000)).toEqual([]);
  });

  it('works on one that fits', async () => {
    const queue = open(server.url);
    expect(await stateOf(queue.backend)).toBe('up');
    await works(queue, 'fits');
  });

  it('names a version that is too old, does not use it, and starts when there is a newer one', async () => {
    const old = `3.${'9'.repeat(version.length - 2)}`;
    proxy.replace({ from: `redis_version:${version}`, to: `redis_version:${old}` });
    const queue = open(proxy.url);
    const producer = new QueueProducer(queue.backend, queue.opened);
    const handled: unknown[] = [];
    new QueueConsumer(queue.backend, queue.opened).consume('old', policy, (job) =>
      Promise.resolve(void handled.push(job.name)),
    );
    const tooOld = `Redis ${old} is too old: the queue needs Redis 6.2 or newer`;
    await expect(producer.add('old', policy, [{ name: 'early', data: 1, jobId: 'early-1' }])).rejects.toThrow(tooOld);
    expect(await stateOf(queue.backend)).toBe(`down: ${tooOld}`);
    expect(await admin.keys('{afterword}:old:*')).toEqual([]);
    proxy.replace();
    await producer.add('old', policy, [{ name: 'late', data: 1, jobId: 'late-1' }]);
    await poll(
      () => handled,
      (names) => names.includes('late'),
    );
  });

  it.each([
    ['a password that is wrong', 'user:wrong@', 'down: Redis refuses the user or the password of REDIS_URL'],
    ['no password', '', 'down: Redis wants a password, and REDIS_URL has none that it accepts'],
    ['no right to write', 'reader:secret@', /^down: Redis does not let the user of REDIS_URL run what the queue needs/],
  ])('says why on %s, and works when it is mended', async (_, credentials, reason) => {
    await admin.call('ACL', 'SETUSER', 'reader', 'on', '>secret', '~*', '&*', '+@all', '-@write', '-info');
    await admin.call('ACL', 'SETUSER', 'default', 'resetpass', '>other');
    const queue = open(server.url.replace('//', `//${credentials}`));
    expect(await stateOf(queue.backend)).toEqual(
      typeof reason === 'string' ? reason : (expect.stringMatching(reason) as string),
    );
    await admin.call('ACL', 'SETUSER', 'default', 'nopass');
    await admin.call('ACL', 'SETUSER', 'user', 'on', '>wrong', '~*', '&*', '+@all');
    await admin.call('ACL', 'SETUSER', 'reader', '+@all');
    await works(queue, 'mended');
  });

  it('refuses the number of a database that Redis does not have, and writes into no other', async () => {
    const queue = open(`${server.url}/99`);
    const producer = new QueueProducer(queue.backend, queue.opened);
    new QueueConsumer(queue.backend, queue.opened).consume('far', policy, () => Promise.resolve());
    const job = { name: 'spec', data: 1, jobId: 'far-1' };
    await expect(producer.add('far', policy, [job])).rejects.toMatchObject({ final: true });
    await expect(queue.backend.check()).rejects.toThrow(/number of the database in REDIS_URL/);
    await queue.backend.write('spec', 'written').catch(() => undefined);
    expect(await admin.dbsize()).toBe(0);
  });

  it("refuses another installation's database, and takes its own again", async () => {
    await open(`${server.url}/3`, 'ours').backend.check();
    await open(`${server.url}/3`, 'ours').backend.check();
    const theirs = open(`${server.url}/3`, 'theirs');
    await expect(theirs.backend.check()).rejects.toMatchObject({ final: true });
    await expect(theirs.backend.check()).rejects.toThrow('{afterword}:installation:content');
    await open(`${server.url}/4`, 'theirs').backend.check();
  });

  it('lets a producer that connects to a silent Redis be interrupted', async () => {
    const { backend, opened } = open(server.url);
    const producer = new QueueProducer(backend, opened);
    await backend.usable();
    process.kill(server.pid, 'SIGSTOP');
    try {
      const added = producer.add('silent', policy, [{ name: 'job', data: {}, jobId: 'a' }]);
      await Promise.all([expect(added).rejects.toThrow('does not answer'), producer.interrupt()]);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
  });

  it('is degraded where Redis may throw jobs away, and works', async () => {
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const queue = open(server.url);
    expect(await stateOf(queue.backend)).toMatch(/^degraded: .*maxmemory-policy is allkeys-lru/);
    await works(queue, 'evicting');
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    expect(await stateOf(queue.backend)).toBe('up');
  });

  it('is down while Redis is out of memory or a replica, and says so', async () => {
    const queue = open(server.url);
    expect(await stateOf(queue.backend)).toBe('up');
    await admin.config('SET', 'maxmemory', '1');
    expect(await stateOf(queue.backend)).toMatch(/^down: Redis is out of memory/);
    await admin.config('SET', 'maxmemory', '0');
    await admin.replicaof('127.0.0.1', '1');
    expect(await stateOf(queue.backend)).toMatch(/^down: REDIS_URL points to a replica/);
    await admin.replicaof('NO', 'ONE');
    expect(await stateOf(queue.backend)).toBe('up');
  });
});

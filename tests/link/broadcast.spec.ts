import { Broadcast, createQueueBackend, loadConfig, type ServiceConfig } from '@afterword/platform';
import { freePort } from '../../apps/cli/src/ports';
import { BACKENDS } from '@afterword/testing/backends';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { poll } from '@afterword/testing/poll';
import { createQueueDatabase } from '@afterword/testing/queue-database';
import { startRedis } from '@afterword/testing/redis';
import { scaledEnvironment, unscaled } from '@afterword/testing/scaled-stores';

function open(config: ServiceConfig) {
  const backend = createQueueBackend(config);
  const broadcast = new Broadcast(backend, config);
  const heard: string[] = [];
  const counts = { missed: 0 };
  broadcast.listen({ heard: (words) => heard.push(...words), missed: () => (counts.missed += 1) });
  broadcast.onApplicationBootstrap();
  const stop = async () => {
    await broadcast.onApplicationShutdown();
    await backend.close();
  };
  return { broadcast, heard, counts, stop };
}

/** Says words until one of them is heard: a process may not have joined yet. */
async function connected(from: ReturnType<typeof open>, to: ReturnType<typeof open>, word: string): Promise<void> {
  await poll(
    () => {
      from.broadcast.say([word]);
      return to.heard;
    },
    (heard) => heard.includes(word),
    { withinMs: 40_000 },
  );
}

const configOf = (redisUrl: string | null, databaseUrl = testDatabaseUrl()) =>
  loadConfig('engagement', {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    ADMIN_TOKEN,
    LOG_LEVEL: 'silent',
    ...scaledEnvironment(databaseUrl, redisUrl),
  });

describe.each(BACKENDS)('what processes tell each other on $backend', ({ redisUrl }) => {
  let config: ServiceConfig;
  let one: ReturnType<typeof open>;
  let two: ReturnType<typeof open>;

  beforeAll(async () => {
    const databaseUrl = testDatabaseUrl();
    config = configOf(redisUrl, databaseUrl);
    await createQueueDatabase(unscaled(config, databaseUrl));
    [one, two] = [open(config), open(config)];
    await connected(one, two, 'hello');
    await connected(two, one, 'hello');
  });
  afterAll(() => Promise.all([one.stop(), two.stop()]));

  it('reaches the others and not whoever said it', async () => {
    one.broadcast.say(['a/b#c', 'ä "quoted" word']);
    await poll(
      () => two.heard,
      (heard) => heard.includes('a/b#c') && heard.includes('ä "quoted" word'),
    );
    two.broadcast.say(['an answer']);
    await poll(
      () => one.heard,
      (heard) => heard.includes('an answer'),
    );
    expect(one.heard).not.toContain('a/b#c');
  });

  it('is that anything may have changed where more was said than a message takes', async () => {
    const before = two.counts.missed;
    one.broadcast.say(['first']);
    for (let word = 0; word < 2_000; word += 1) one.broadcast.say([`word ${word}`]);
    await poll(
      () => two.counts.missed,
      (missed) => missed > before,
    );
  });
});

const withRedis = process.env.TEST_REDIS_URL ? it : it.skip;

withRedis('whoever was cut off is told that words may have been missed, and hears the next ones', async () => {
  const port = await freePort();
  const config = configOf(`redis://127.0.0.1:${port}`);
  // Nobody listens there yet.
  const [one, two] = [open(config), open(config)];
  let redis = await startRedis(port);
  try {
    await connected(one, two, 'first');
    const before = two.counts.missed;
    await redis?.stop();
    await poll(
      () => two.counts.missed,
      (missed) => missed > before,
    );
    redis = await startRedis(port);
    await connected(one, two, 'second');
    await connected(two, one, 'third');
  } finally {
    await Promise.all([one.stop(), two.stop()]);
    await redis?.stop();
  }
});

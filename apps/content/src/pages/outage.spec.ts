import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type Article, zeroCounters } from '@afterword/contracts';
import { createQueueBackend, jobId, LinkProducer, loadConfig, OpenQueues } from '@afterword/platform';
import { createApi } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { type Services, startServices } from '@afterword/testing/services';

/** A way to the database that can be closed and opened again. */
async function openGate(to: URL) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  return { port, close, open: () => listen(port) };
}

describe('while the database is away', () => {
  let gate: Awaited<ReturnType<typeof openGate>>;
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
    const direct = services.env.DATABASE_URL ?? '';
    const gated = new URL(direct);
    gate = await openGate(new URL(direct));
    gated.host = `127.0.0.1:${gate.port}`;
    await services.stop();
    services.env.DATABASE_URL = gated.href;
    await services.start('content');
    await services.publish('x');
    await linkIsUp(direct);
  });
  afterAll(async () => {
    await services.stop();
    await gate.close();
  });

  /** The consumer runs when what is announced arrives. */
  async function linkIsUp(databaseUrl: string): Promise<void> {
    const backend = createQueueBackend(loadConfig('engagement', { ...services.env, DATABASE_URL: databaseUrl }));
    const opened = new OpenQueues(backend);
    const counters = { version: 1, value: { ...zeroCounters(), shares: 7 } };
    const announcedAt = new Date().toISOString();
    const data = { schemaVersion: 1 as const, site: 'demo', page: 'x', counters, comments: null, announcedAt };
    const job = { name: 'page.snapshot' as const, jobId: jobId('page.snapshot', 'x'), data };
    await new LinkProducer(backend, opened).add('engagement', [job]);
    await poll(
      () => createApi(services.url('content')).call<Article>('GET', '/v1/articles/x'),
      ({ body }) => body.engagement.counters.shares === 7,
    );
    await opened.onApplicationShutdown();
  }

  const get = (path: string) => createApi(services.url('content')).call<string>('GET', path);

  it('readers get a page that asks for patience, programs a problem, and both their answer when it is back', async () => {
    expect((await get('/articles/x')).status).toBe(200);
    await gate.close();
    for (const path of ['/', '/articles/x', '/topics/x']) {
      // A page that was asked for a moment ago is given once more without asking.
      const { status, headers, body } = await poll(
        () => get(path),
        (answer) => answer.status !== 200,
      );
      expect([path, status, headers.get('retry-after')]).toEqual([path, 503, '1']);
      expect(headers.get('content-type')).toMatch(/^text\/html/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toContain('<h1>Temporarily unavailable</h1>');
    }
    const problem = await get('/v1/articles');
    expect([problem.status, problem.headers.get('content-type')]).toEqual([
      503,
      'application/problem+json; charset=utf-8',
    ]);
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(503);

    await gate.open();
    const { body } = await poll(
      () => get('/articles/x'),
      ({ status }) => status === 200,
    );
    expect(body).toMatch(/Share<\/span> <b>7<\/b>/);
  });
});

import { randomUUID } from 'node:crypto';
import type { FailedJob, FailedJobList, Queue, QueueList } from '@afterword/contracts';
import { QueueProducer } from '@afterword/platform';
import { expectStatus } from '@afterword/testing/api';
import { BACKENDS } from '@afterword/testing/backends';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { AnnouncementsRelay } from '../announcements';
import { EventConsumers, EventCursors, queueOf } from '../event-log';

describe.each(BACKENDS)('the board of queues on $backend', ({ redisUrl }) => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement({ redisUrl });
  });
  afterAll(() => service.stop());

  const PATH = '/v1/admin/queues';
  const call = <Body>(method: 'GET' | 'POST' | 'DELETE', path = '') =>
    service.api.call<Body>(method, PATH + path, { token: ADMIN_TOKEN });
  const queues = async () => expectStatus(200, await call<QueueList>('GET')).items;
  const queueNamed = async (name: string): Promise<Queue> => (await queues()).find((one) => one.name === name)!;
  const failed = async (id: string): Promise<FailedJob | undefined> =>
    expectStatus(200, await call<FailedJobList>('GET', '/articles/failed')).items.find((job) => job.id === id);

  /** A job that this version does not know. @returns its id */
  async function addBroken(): Promise<string> {
    const jobId = `broken-${randomUUID()}`;
    const policy = { attempts: 1, backoff: { baseMs: 1, maxMs: 1 }, concurrency: 1, lockMs: 5_000 };
    await service.app.get(QueueProducer).add('articles', policy, [{ name: 'article.eaten', data: {}, jobId }]);
    await poll(() => failed(jobId), Boolean);
    return jobId;
  }

  it('shows the queues between the services and those of every consumer of events', async () => {
    const consumers = service.app.get(EventConsumers).all().map(queueOf).sort();
    const items = await queues();
    expect(items.map(({ name }) => name)).toEqual(['articles', 'engagement', ...consumers]);
    for (const { name, pagesToAnnounce, paused } of items) {
      expect(typeof pagesToAnnounce).toBe(name === 'engagement' ? 'number' : 'object');
      expect(paused).toBe(false);
    }
  });

  it('shows how long events wait for a consumer that follows them', async () => {
    const [consumer] = service.app.get(EventConsumers).all();
    await service.app.get(EventCursors).register(consumer!);
    expect((await queueNamed(queueOf(consumer!))).behindSeconds).toBeGreaterThanOrEqual(0);
    expect((await queueNamed('articles')).behindSeconds).toBeNull();
  });

  it('shows what waits, and since when', async () => {
    const name = queueOf(service.app.get(EventConsumers).all()[0]!);
    const queue = await service.app.get(QueueProducer).connected(name);
    const counts = jest.spyOn(queue, 'getJobCounts').mockResolvedValue({ waiting: 2, paused: 1, delayed: 4 });
    const since = Date.parse('2026-01-01T00:00:00Z');
    const jobs = jest.spyOn(queue, 'getJobs').mockResolvedValue([{ timestamp: since }] as never);
    expect(await queueNamed(name)).toMatchObject({
      counts: { waiting: 3, active: 0, delayed: 4, failed: 0 },
      oldestWaitingAt: '2026-01-01T00:00:00.000Z',
    });
    counts.mockRestore();
    jobs.mockRestore();
  });

  it('counts pages whose last change was not announced', async () => {
    const site = await service.api.site(ADMIN_TOKEN);
    const token = await service.api.guest(site.id);
    const relay = jest.spyOn(service.app.get(AnnouncementsRelay), 'tick').mockResolvedValue(undefined as never);
    await service.api.call('PUT', `/v1/sites/${site.id}/pages/quiet/reactions/like`, { token });
    // A tick that had begun before may announce it: the next change is not.
    await poll(
      async () => {
        await service.api.call('PUT', `/v1/sites/${site.id}/pages/quiet/reactions/like`, { token });
        await service.api.call('DELETE', `/v1/sites/${site.id}/pages/quiet/reactions/like`, { token });
        return (await queueNamed('engagement')).pagesToAnnounce;
      },
      (pages) => pages === 1,
    );
    relay.mockRestore();
    await poll(
      async () => (await queueNamed('engagement')).pagesToAnnounce,
      (pages) => pages === 0,
    );
  });

  it('shows why a job failed, has it tried again, and removes it', async () => {
    const id = await addBroken();
    const first = (await failed(id))!;
    expect(first).toMatchObject({ name: 'article.eaten', error: 'articles has no job article.eaten' });
    expect((await queueNamed('articles')).counts.failed).toBeGreaterThan(0);

    expectStatus(204, await call('POST', `/articles/failed/${id}/retry`));
    const again = await poll(
      () => failed(id),
      (job) => job !== undefined && job.failedAt! > first.failedAt!,
    );
    // As often as a new one.
    expect(again!.attempts).toBe(first.attempts);

    expectStatus(204, await call('DELETE', `/articles/failed/${id}`));
    expect(await failed(id)).toBeUndefined();
    for (const [method, path] of [
      ['POST', `/articles/failed/${id}/retry`],
      ['DELETE', `/articles/failed/${id}`],
      ['GET', '/nothing/failed'],
      ['DELETE', `/nothing/failed/${id}`],
    ] as const)
      expect([path, (await call(method, path)).status]).toEqual([path, 404]);
  });

  it('says that the queue is away where it is', async () => {
    const broken = jest.spyOn(service.app.get(QueueProducer), 'connected').mockRejectedValue(new Error('away'));
    expect((await call('GET')).status).toBe(503);
    broken.mockRestore();
    expect((await call('GET')).status).toBe(200);
  });
});

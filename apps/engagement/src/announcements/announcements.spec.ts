import {
  type PageSnapshot,
  PageSnapshotSchema,
  type Site,
  type SiteSettings,
  SiteSettingsSchema,
} from '@afterword/contracts';
import { createQueueBackend, LinkConsumer, LinkProducer, OpenQueues, rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { pagePath } from '@afterword/testing/api';
import { BACKENDS } from '@afterword/testing/backends';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { SitesService } from '../sites';
import { ANNOUNCEMENTS_LOCK, AnnouncementsRelay } from './announcements.relay';

describe.each(BACKENDS)('announcements on $backend', ({ redisUrl }) => {
  let service: RunningEngagement;
  let site: Site;
  let received: PageSnapshot[];
  let told: SiteSettings[];
  let stopConsuming: () => Promise<void>;

  beforeAll(async () => {
    service = await startEngagement({ redisUrl });
    const backend = createQueueBackend(service.config);
    const opened = new OpenQueues(backend);
    new LinkConsumer(backend, opened).consume('engagement', {
      'page.snapshot': async (snapshot) => {
        received.push(snapshot);
        await Promise.resolve();
      },
      'site.settings': async (settings) => {
        told.push(settings);
        await Promise.resolve();
      },
    });
    stopConsuming = () => opened.onApplicationShutdown();
  });
  afterAll(async () => {
    await stopConsuming();
    await service.stop();
  });
  beforeEach(async () => {
    received = [];
    told = [];
    site = await service.api.site(ADMIN_TOKEN);
  });

  const of = (page: string) => received.filter((snapshot) => snapshot.site === site.id && snapshot.page === page);
  const like = async (page: string) =>
    service.api.call('PUT', `${pagePath(site.id, page)}/reactions/like`, { token: await service.api.guest(site.id) });
  const latest = (page: string) => of(page).at(-1);
  const database = () => service.app.get(DataSource);

  /**
   * Resolves when the page's last state was consumed, marked as announced, and its job is gone. A message alone says none
   * of the last two: its relay's transaction may be open still, and so may be its job, which the same job's id would meet.
   */
  async function settled(page: string): Promise<void> {
    await poll(
      () =>
        database().query<unknown[]>(
          `select 1 from page join page_key using (site_id)
            where site_id = $1 and page_key.key = $2 and page.id = page_key.page_id
              and announced_counters_version = counters_version and announced_comments_version = comments_version`,
          [site.id, page],
        ),
      (marked) => marked.length === 1,
    );
    const queue = service.app.get(LinkProducer).queue('engagement');
    await poll(
      () => queue.getJobCounts(),
      ({ waiting = 0, active = 0, delayed = 0, prioritized = 0 }) => waiting + active + delayed + prioritized === 0,
    );
  }

  it('announces the absolute counters of a page, with a version that grows', async () => {
    await like('a');
    const first = await poll(() => latest('a'), Boolean);
    await like('a');
    const second = await poll(
      () => latest('a'),
      (snapshot) => snapshot?.counters?.value.reactions.like === 2,
    );
    expect(PageSnapshotSchema.parse(second)).toEqual(second);
    expect(second!.counters!.version).toBeGreaterThan(first!.counters!.version);
    expect(second!.comments).toBeNull();
  });

  it('announces the first comments when they change', async () => {
    const token = await service.api.guest(site.id, 'Ada');
    await service.api.call('POST', `${pagePath(site.id, 'b')}/comments`, { token, body: { body: 'First' } });
    const snapshot = await poll(() => latest('b'), Boolean);
    expect(snapshot!.counters!.value.comments).toBe(1);
    expect(snapshot!.comments).toMatchObject({
      total: 1,
      next: null,
      closed: false,
      items: [{ html: '<p>First</p>', viewer: null }],
    });
  });

  it('sends one message in a tick, however much a hot page has changed since the last', async () => {
    const tokens = await Promise.all(Array.from({ length: 100 }, () => service.api.guest(site.id)));
    await database().transaction(async (other) => {
      // Another replica's turn: this one's ticks find nothing to do meanwhile.
      await poll(
        () => rowsOf<{ mine: boolean }>(other, 'select pg_try_advisory_xact_lock($1) as mine', [ANNOUNCEMENTS_LOCK]),
        ([turn]) => turn!.mine,
      );
      await Promise.all(
        tokens.map((token) => service.api.call('PUT', `${pagePath(site.id, 'hot')}/reactions/like`, { token })),
      );
    });
    await settled('hot');
    expect(of('hot').map(({ counters }) => counters?.value.reactions.like)).toEqual([100]);
  });

  it('announces again what a crash left unmarked', async () => {
    await like('crash');
    await settled('crash');
    const first = latest('crash');
    // The state that a kill between the queue's answer and our mark leaves behind.
    await database().query('update page set announced_counters_version = 0 where site_id = $1', [site.id]);
    await poll(
      () => of('crash').length,
      (times) => times === 2,
    );
    expect(latest('crash')!.counters).toEqual(first!.counters);
  });

  it('keeps changes for a queue that does not answer, and announces them when it does', async () => {
    const producer = service.app.get(LinkProducer);
    const add = jest.spyOn(producer, 'add').mockRejectedValue(new Error('The queue is away'));
    await like('away');
    await poll(
      () => add.mock.calls.length,
      (calls) => calls > 0,
    );
    expect(of('away')).toEqual([]);
    add.mockRestore();
    expect((await poll(() => latest('away'), Boolean))!.counters!.value.reactions.like).toBe(1);
  });

  it('puts an invalid payload into the failed set with its reason', async () => {
    const queue = service.app.get(LinkProducer).queue('engagement');
    await queue.addBulk([{ name: 'page.snapshot', data: { site: site.id }, opts: { attempts: 5 } }]);
    const failed = await poll(
      () => queue.getFailed(),
      (jobs) => jobs.some((job) => job.data.site === site.id),
    );
    const job = failed.find(({ data }) => data.site === site.id);
    expect(job?.failedReason).toMatch(/payload of engagement\/page\.snapshot is not valid.*schemaVersion/);
    expect(job?.attemptsMade).toBe(1);
  });

  it('announces a state again whose job is in the failed set, after an hour at most', async () => {
    const producer = service.app.get(LinkProducer);
    const add = jest.spyOn(producer, 'add');
    await like('failed');
    await settled('failed');
    const [first] = add.mock.calls
      .flatMap(([, jobs]) => jobs)
      .filter(({ data }) => (data as PageSnapshot).site === site.id);
    add.mockRestore();
    received = [];
    const { jobId } = first!;
    const queue = producer.queue('engagement');
    await queue.addBulk([{ name: 'page.snapshot', data: { site: site.id }, opts: { jobId, attempts: 1 } }]);
    await poll(
      () => queue.getFailed(),
      (jobs) => jobs.some(({ id }) => id === jobId),
    );
    const forget = 'update page set announced_counters_version = 0 where site_id = $1';
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    await database().query(forget, [site.id]);
    await service.app.get(AnnouncementsRelay).tick();
    now.mockRestore();
    expect((await poll(() => latest('failed'), Boolean))!.counters!.value.reactions.like).toBe(1);
  });

  const toldOf = () => told.filter(({ site: id }) => id === site.id);

  it('announces the settings that pages show once for all pages of a site, with a version that grows', async () => {
    for (const page of ['one', 'two']) await like(page);
    await settled('one');
    await settled('two');
    const first = await poll(() => toldOf().at(-1), Boolean);
    expect(first).toMatchObject({ look: {}, reactionKinds: ['like'] });
    const pages = of('one').length + of('two').length;
    const change = { look: { coin: '🌟' }, reactionKinds: ['like', 'wow'] };
    await service.api.call('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: change });
    const second = await poll(
      () => toldOf().at(-1),
      (settings) => settings?.look.coin === '🌟',
    );
    expect(SiteSettingsSchema.parse(second)).toEqual(second);
    expect(second).toMatchObject(change);
    expect(second!.version).toBeGreaterThan(first!.version);
    await settled('one');
    expect(of('one').length + of('two').length).toBe(pages);
  });

  it('announces settings again that a lost queue may not have', async () => {
    const first = await poll(() => toldOf().at(-1), Boolean);
    await service.app.get(SitesService).announceAllAgain();
    await poll(
      () => toldOf().length,
      (times) => times > 1,
    );
    expect(toldOf().at(-1)).toMatchObject({ version: first!.version, look: first!.look });
  });

  it('moves nothing when there is nothing to announce', async () => {
    const relay = service.app.get(AnnouncementsRelay);
    await poll(
      () => relay.tick(),
      (moved) => moved === 0,
    );
  });
});

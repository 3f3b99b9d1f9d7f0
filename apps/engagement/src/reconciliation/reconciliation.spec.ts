import { randomUUID } from 'node:crypto';
import type { Comment, CommentList, Page, PageSnapshot, Reward, Site, SiteSettings } from '@afterword/contracts';
import { LinkProducer, RelayLoops } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { AnnouncementsRelay } from '../announcements';
import { SiteChanges } from '../sites';
import { PageStates } from './page-states';
import { Reconciler } from './reconciler';
import { type Drift, ReconciliationService } from './reconciliation.service';

describe('recounting what readers did', () => {
  let service: RunningEngagement;
  let site: Site;
  let thread: { top: Comment; reply: Comment; grave: Comment };

  beforeAll(async () => {
    service = await startEngagement();
    // What is damaged here is to be found here.
    await service.app.get(Reconciler).loop.stop();
  });
  afterAll(() => service.stop());

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const page = (rest = '', key = 'talk') => pagePath(site.id, key) + rest;
  const database = () => service.app.get(DataSource);
  const damage = async (statement: string, ...values: unknown[]) => {
    await database().query(statement, [site.id, ...values]);
    // A manual change in the database is published by nobody: drop what is cached.
    service.app.get(SiteChanges).publish(site.id);
  };
  const read = async () => expectStatus(200, await call<Page>('GET', page()));
  const comments = async () => expectStatus(200, await call<CommentList>('GET', page('/comments?sort=oldest')));
  const post = async (token: string, body: string, parentId?: string) =>
    expectStatus(201, await call<Comment>('POST', page('/comments'), { token, body: { body, parentId } }));
  const reward = async (token: string, to: string) => {
    const options = { token, body: { amount: 7 }, headers: { 'idempotency-key': randomUUID() } };
    return expectStatus(201, await call<Reward>('POST', to, options));
  };

  async function drifts(fix = false): Promise<Drift[]> {
    const found: Drift[] = [];
    for await (const drift of service.app.get(ReconciliationService).all({ fix })) found.push(drift);
    return found.filter(({ page: { siteId } }) => siteId === site.id);
  }

  /** Some of everything, on two pages. */
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
    const [ada, bob] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id, 'Bob')];
    const top = await post(ada, 'Top');
    const reply = await post(bob, 'Reply', top.id);
    const grave = await post(ada, 'Grave');
    await post(bob, 'On the grave', grave.id);
    expectStatus(204, await call('DELETE', `/v1/comments/${grave.id}`, { token: ada }));
    for (const token of [ada, bob]) {
      expectStatus(200, await call('PUT', page('/reactions/like'), { token }));
      expectStatus(200, await call('PUT', `/v1/comments/${top.id}/reactions/like`, { token }));
      expectStatus(201, await call('POST', page('/shares'), { token, body: { channel: 'copy' } }));
      await reward(token, page('/rewards'));
    }
    await reward(bob, `/v1/comments/${top.id}/rewards`);
    const { id } = await reward(ada, page('/rewards'));
    expectStatus(200, await call('DELETE', `/v1/rewards/${id}`, { token: ada }));
    expectStatus(200, await call('PUT', page('/reactions/like', 'other'), { token: ada }));
    thread = { top, reply, grave };
  });

  it('finds nothing where nothing is wrong', async () => {
    expect(await drifts()).toEqual([]);
  });

  it('finds every counter that is wrong, missing or too many, and repairs it', async () => {
    const [before, list] = [await read(), await comments()];
    expect(before.counters).toEqual({
      comments: 3,
      shares: 2,
      rewards: { count: 2, amount: 14 },
      reactions: { like: 2 },
    });
    await damage(
      `update counter set value = value + 40 where site_id = $1 and metric in ('comments', 'rewards.amount')`,
    );
    await damage(`delete from counter where site_id = $1 and metric in ('shares', 'rewards.count')`);
    await damage(
      `update counter set value = 0 where site_id = $1 and metric = 'reactions.like' and target_id = $2`,
      thread.top.id,
    );
    await damage(
      `insert into counter select site_id, id, 'reactions.wow', 9 from page where site_id = $1 and key = 'talk'`,
    );
    const [found, ...others] = await drifts();
    expect(others).toEqual([]);
    expect(found).toMatchObject({ page: { key: 'talk' }, repaired: false, comments: [] });
    const seen = found!.counters.map(({ targetId, metric, value, counted }) => [
      targetId === thread.top.id ? 'comment' : 'page',
      metric,
      value,
      counted,
    ]);
    expect(seen.sort()).toEqual([
      ['comment', 'reactions.like', 0, 2],
      ['comment', 'rewards.amount', 47, 7],
      ['comment', 'rewards.count', 0, 1],
      ['page', 'comments', 43, 3],
      ['page', 'reactions.wow', 9, 0],
      ['page', 'rewards.amount', 54, 14],
      ['page', 'rewards.count', 0, 2],
      ['page', 'shares', 0, 2],
    ]);
    expect((await read()).counters.comments).toBe(43);

    expect(await drifts(true)).toMatchObject([{ repaired: true }]);
    expect(await drifts()).toEqual([]);
    const after = await read();
    expect(after.counters).toEqual(before.counters);
    // Both parts have a new version, so content and the event streams are told.
    expect(after.version).toBe(before.version + 2);
    expect((await comments()).items).toEqual(list.items);
  });

  it('finds comments that do not fit what is below them, and repairs them', async () => {
    const list = await comments();
    await damage('update comment set reply_count = 5, score = -3 where site_id = $1 and id = $2', thread.top.id);
    // A tombstone without replies is not listed.
    await damage('update comment set reply_count = 0 where site_id = $1 and id = $2', thread.grave.id);
    const [found] = await drifts();
    expect(found!.counters).toEqual([]);
    expect(found!.comments).toMatchObject([
      { id: thread.top.id, replyCount: 5, countedReplies: 1, score: -3, countedScore: 2 },
      { id: thread.grave.id, replyCount: 0, countedReplies: 1 },
    ]);
    expect(await drifts(true)).toMatchObject([{ repaired: true }]);
    expect(await drifts()).toEqual([]);
    expect((await comments()).items).toEqual(list.items);
  });

  it('follows a thread upwards where a tombstone holds nothing any more', async () => {
    const token = await service.api.guest(site.id);
    const upper = await post(token, 'Upper');
    const lower = await post(token, 'Lower', upper.id);
    const lowest = await post(token, 'Lowest', lower.id);
    for (const { id } of [upper, lower]) expectStatus(204, await call('DELETE', `/v1/comments/${id}`, { token }));
    // As if the last of them had gone without a word to those above.
    await damage(
      `update comment set status = 'deleted', body = null, html = null where site_id = $1 and id = $2`,
      lowest.id,
    );
    expect(await drifts(true)).toMatchObject([{ repaired: true }]);
    expect(await drifts()).toEqual([]);
    expect((await comments()).items.map(({ id }) => id)).toEqual([thread.top.id, thread.grave.id]);
  });

  it('goes on while readers write', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => service.api.guest(site.id)));
    const likes = tokens.map((token) => call('PUT', page('/reactions/like'), { token }));
    await damage(`update counter set value = 1000 where site_id = $1 and metric = 'shares'`);
    const [answers] = await Promise.all([Promise.all(likes), drifts(true), drifts(true)]);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await drifts(true);
    expect(await drifts()).toEqual([]);
    expect((await read()).counters).toMatchObject({ shares: 2, reactions: { like: 22 } });
  });

  it('tells content again of pages that nothing happens on, and not at every walk', async () => {
    const { app } = service;
    const announced = `select from page where key = 'talk' and site_id = $1
      and announced_counters_version = counters_version and announced_comments_version = comments_version`;
    const isAnnounced = async () => (await database().query<unknown[]>(announced, [site.id])).length === 1;
    await poll(isAnnounced, Boolean);

    const add = jest.spyOn(app.get(LinkProducer), 'add');
    const told = () =>
      add.mock.calls
        .flatMap(([, jobs]) => jobs.map(({ data }) => data as PageSnapshot))
        .filter(({ site: id, page: key }) => id === site.id && key === 'talk');
    const reconciler = new Reconciler(
      app.get(ReconciliationService),
      app.get(PageStates),
      new RelayLoops({ roles: new Set() }),
    );
    await reconciler.tick();
    // The pass has come to its end: sites are told of, too.
    const settingsOf = ({ data }: { data: unknown }) => (data as SiteSettings).reactionKinds !== undefined;
    await poll(() => add.mock.calls.some(([, jobs]) => jobs.some(settingsOf)), Boolean);
    const [snapshot] = await poll(told, ({ length }) => length > 0);
    expect(snapshot).toMatchObject({ counters: { value: { comments: 3 } }, comments: { total: 3 } });
    await poll(isAnnounced, Boolean);
    const times = told().length;
    await reconciler.tick();
    expect(await isAnnounced()).toBe(true);
    await app.get(AnnouncementsRelay).tick();
    expect(told()).toHaveLength(times);
    add.mockRestore();
  });

  it('is done by the service itself, a few pages at a time', async () => {
    await damage(`update counter set value = 77 where site_id = $1 and metric = 'comments'`);
    const reconciler = service.app.get(Reconciler);
    await poll(
      async () => {
        await reconciler.tick();
        return (await read()).counters.comments;
      },
      (count) => count === 3,
    );
    const metrics = await service.api.call<string>('GET', '/metrics');
    expect(metrics.body).toMatch(/afterword_drift_total\{what="counters"\} [1-9]/);
    expect(metrics.body).toMatch(/afterword_reconciled_pages_total [1-9]/);
  });
});

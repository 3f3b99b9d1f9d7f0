import type { Comment, CommentList, Page, Site } from '@afterword/contracts';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { DataSource } from 'typeorm';
import { ReconciliationService } from '../reconciliation';
import { CommentStatuses } from './comment-statuses';

describe('the status of comments', () => {
  let service: RunningEngagement;
  let site: Site;
  let ada: string;
  let bob: string;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
    [ada, bob] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id, 'Bob')];
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (rest = '') => pagePath(site.id, 'talk') + rest;
  const post = async (token: string, body: string, parentId?: string) =>
    expectStatus(201, await call<Comment>('POST', path('/comments'), { token, body: { body, parentId } }));
  const list = async () => expectStatus(200, await call<CommentList>('GET', path('/comments?sort=oldest')));
  const read = async (id: string) => expectStatus(200, await call<Comment>('GET', `/v1/comments/${id}`));
  const total = async () => expectStatus(200, await call<Page>('GET', path())).counters.comments;
  const set = (id: string, status: 'published' | 'removed') =>
    call<Comment>('PATCH', `/v1/admin/comments/${id}`, { token: ADMIN_TOKEN, body: { status } });
  const stored = async (id: string) => {
    const text = 'select status, body, html, visible, listed, reply_count from comment where id = $1';
    const [row] = await service.app.get(DataSource).query<Record<string, unknown>[]>(text, [id]);
    return row;
  };
  const history = async (id: string) =>
    (await service.app.get(CommentStatuses).historyOf({ siteId: site.id, id })).map(({ from, to, cause }) => [
      from,
      to,
      cause,
    ]);

  it('hides a comment with its text, and shows it again as it was', async () => {
    const top = await post(ada, 'Top');
    await post(bob, 'Reply', top.id);
    const before = await list();
    expect(expectStatus(200, await set(top.id, 'removed'))).toMatchObject({ status: 'removed' });

    const hidden = await read(top.id);
    expect(hidden).toMatchObject({ status: 'removed', author: null, body: null, html: null, replyCount: 1 });
    expect(await stored(top.id)).toMatchObject({ status: 'removed', body: 'Top', visible: false, listed: true });
    expect(await total()).toBe(1);

    expect(expectStatus(200, await set(top.id, 'published'))).toMatchObject({ status: 'published', body: 'Top' });
    expect(await list()).toEqual({ ...before, lastEventId: expect.any(String) as string });
    expect(await total()).toBe(2);
    expect(await history(top.id)).toEqual([
      ['published', 'removed', 'staff-removed'],
      ['removed', 'published', 'staff-restored'],
    ]);
  });

  it('erases what its author deletes, and shows it never again', async () => {
    const top = await post(ada, 'Top');
    await post(bob, 'Reply', top.id);
    expectStatus(204, await call('DELETE', `/v1/comments/${top.id}`, { token: ada }));
    expect(await stored(top.id)).toMatchObject({ status: 'deleted', body: null, html: null, listed: true });
    expect(await history(top.id)).toEqual([['published', 'deleted', 'author-deleted']]);
    expect((await set(top.id, 'published')).status).toBe(404);
  });

  it('lets tombstones go with their last reply, upwards, and come back with it', async () => {
    const upper = await post(ada, 'Upper');
    const lower = await post(ada, 'Lower', upper.id);
    const lowest = await post(bob, 'Lowest', lower.id);
    for (const { id } of [upper, lower]) expectStatus(200, await set(id, 'removed'));
    expect((await list()).items.map(({ id }) => id)).toEqual([upper.id]);
    expectStatus(200, await set(lowest.id, 'removed'));
    expect((await list()).items).toEqual([]);
    expect(await total()).toBe(0);
    expectStatus(200, await set(lowest.id, 'published'));
    expect((await list()).items).toMatchObject([
      { id: upper.id, status: 'removed', replyCount: 1, replies: { items: [{ id: lower.id, replyCount: 1 }] } },
    ]);
    expect(await total()).toBe(1);
    const drifts = [];
    for await (const drift of service.app.get(ReconciliationService).all({ fix: false })) drifts.push(drift);
    expect(drifts).toEqual([]);
  });

  it('erases hidden text with its reader, and counts each comment once', async () => {
    const kept = await post(ada, 'Kept');
    const hidden = await post(ada, 'Hidden');
    await post(bob, 'By somebody else');
    expectStatus(200, await set(hidden.id, 'removed'));
    expectStatus(204, await call('DELETE', '/v1/me', { token: ada }));
    for (const { id } of [kept, hidden]) expect(await stored(id)).toMatchObject({ status: 'deleted', body: null });
    expect(await history(hidden.id)).toEqual([
      ['published', 'removed', 'staff-removed'],
      ['removed', 'deleted', 'reader-erased'],
    ]);
    expect(await total()).toBe(1);
  });

  it('says the same twice without effect', async () => {
    const top = await post(ada, 'Top');
    for (const status of ['removed', 'removed', 'published', 'published'] as const) {
      expectStatus(200, await set(top.id, status));
    }
    expect(await history(top.id)).toHaveLength(2);
    expect(await total()).toBe(1);
  });
});

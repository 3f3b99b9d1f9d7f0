import { randomUUID } from 'node:crypto';
import type { Comment, CommentList, Counters, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe('posting comments', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (page: string, rest = '') => pagePath(site.id, page) + rest;

  async function counters(page: string): Promise<Counters> {
    const answer = await call<{ counters: Record<string, Counters> }>(
      'GET',
      `/v1/counters?site=${site.id}&page=${encodeURIComponent(page)}`,
    );
    return expectStatus(200, answer).counters[page]!;
  }

  it('stores a comment and its replies, shows them in the thread, and counts them', async () => {
    const token = await service.api.guest(site.id, 'Ada');
    const first = expectStatus(
      201,
      await call<Comment>('POST', path('talk', '/comments'), { token, body: { body: 'Hello **there**' } }),
    );
    expect(first).toMatchObject({
      parentId: null,
      depth: 0,
      author: { name: 'Ada', role: 'guest' },
      html: '<p>Hello <strong>there</strong></p>',
      status: 'published',
      replyCount: 0,
      replies: { items: [], next: null },
      viewer: { reactions: [] },
    });
    let parentId = first.id;
    for (let depth = 1; depth <= 4; depth += 1) {
      const reply = expectStatus(
        201,
        await call<Comment>('POST', path('talk', '/comments'), { token, body: { body: `Level ${depth}`, parentId } }),
      );
      expect(reply.depth).toBe(depth);
      parentId = reply.id;
    }
    const list = expectStatus(200, await call<CommentList>('GET', path('talk', '/comments')));
    expect(list.total).toBe(5);
    expect(list.items).toHaveLength(1);
    const shown = list.items[0]!.replies.items[0]!.replies.items[0]!.replies.items[0]!;
    expect(shown.body).toBe('Level 3');
    // The fourth level is fetched on demand.
    expect(shown.replies.items).toEqual([]);
    const more = expectStatus(
      200,
      await call<CommentList>('GET', `/v1/comments/${shown.id}/replies?cursor=${shown.replies.next}`),
    );
    expect(more.items.map(({ body }) => body)).toEqual(['Level 4']);
    expect((await counters('talk')).comments).toBe(5);
  });

  it('keeps a tombstone where replies hang on it, and lets it go with the last of them', async () => {
    const token = await service.api.guest(site.id);
    const post = async (body: string, parentId?: string) =>
      expectStatus(201, await call<Comment>('POST', path('grave', '/comments'), { token, body: { body, parentId } }));
    const parent = await post('parent');
    const reply = await post('reply', parent.id);
    expectStatus(204, await call('DELETE', `/v1/comments/${parent.id}`, { token }));
    const [tombstone] = expectStatus(200, await call<CommentList>('GET', path('grave', '/comments'))).items;
    expect(tombstone).toMatchObject({
      id: parent.id,
      status: 'deleted',
      author: null,
      body: null,
      html: null,
      replyCount: 1,
    });
    expect((await counters('grave')).comments).toBe(1);
    expectStatus(404, await call('DELETE', `/v1/comments/${parent.id}`, { token }));
    expectStatus(204, await call('DELETE', `/v1/comments/${reply.id}`, { token }));
    expect(expectStatus(200, await call<CommentList>('GET', path('grave', '/comments')))).toMatchObject({
      items: [],
      next: null,
      total: 0,
    });
  });

  it('pages through each order without losing or repeating a comment', async () => {
    const token = await service.api.guest(site.id);
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      ids.push(
        expectStatus(201, await call<Comment>('POST', path('long', '/comments'), { token, body: { body: `${index}` } }))
          .id,
      );
    }
    expectStatus(200, await call('PUT', `/v1/comments/${ids[3]}/reactions/like`, { token }));
    const newestFirst = [...ids].reverse();
    const expected = { newest: newestFirst, oldest: ids, top: [ids[3]!, ...newestFirst.filter((id) => id !== ids[3])] };
    for (const [sort, order] of Object.entries(expected)) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query = `?sort=${sort}&limit=3${cursor && `&cursor=${cursor}`}`;
        const list: CommentList = expectStatus(200, await call<CommentList>('GET', path('long', `/comments${query}`)));
        seen.push(...list.items.map(({ id }) => id));
        cursor = list.next;
      }
      expect([sort, seen]).toEqual([sort, order]);
    }
  });

  it('lets only the author edit and delete', async () => {
    const [ada, bob] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id, 'Bob')];
    const { id } = expectStatus(
      201,
      await call<Comment>('POST', path('mine', '/comments'), { token: ada, body: { body: 'mine' } }),
    );
    expectStatus(403, await call('PATCH', `/v1/comments/${id}`, { token: bob, body: { body: 'yours' } }));
    expectStatus(403, await call('DELETE', `/v1/comments/${id}`, { token: bob }));
    const edited = expectStatus(
      200,
      await call<Comment>('PATCH', `/v1/comments/${id}`, { token: ada, body: { body: 'still mine' } }),
    );
    expect(edited).toMatchObject({ id, body: 'still mine', html: '<p>still mine</p>', editedAt: expect.any(String) });
  });

  it('posts a comment once for one Idempotency-Key', async () => {
    const token = await service.api.guest(site.id);
    const headers = { 'idempotency-key': randomUUID() };
    const post = () => call<Comment>('POST', path('once', '/comments'), { token, headers, body: { body: 'once' } });
    const copies = await Promise.all([post(), post(), post()]);
    expect(new Set(copies.map((copy) => expectStatus(201, copy).id)).size).toBe(1);
    expect((await counters('once')).comments).toBe(1);
  });

  it('takes no comments on a closed page, and takes them again when it is opened', async () => {
    const token = await service.api.guest(site.id);
    const close = (closed: boolean) =>
      call('PATCH', `/v1/admin/sites/${site.id}/pages/door`, { token: ADMIN_TOKEN, body: { closed } });
    const post = () => call<Comment>('POST', path('door', '/comments'), { token, body: { body: 'knock' } });
    expectStatus(200, await close(true));
    const refused = await post();
    expect([refused.status, refused.body]).toMatchObject([403, { type: 'urn:afterword:problem:page-closed' }]);
    expectStatus(200, await close(false));
    const comment = expectStatus(201, await post());
    expect((await counters('door')).comments).toBe(1);
    // Closed to edits, too; who wants to take their words back still may.
    expectStatus(200, await close(true));
    const edit = await call('PATCH', `/v1/comments/${comment.id}`, { token, body: { body: 'knock, knock' } });
    expect([edit.status, edit.body.type]).toEqual([403, 'urn:afterword:problem:page-closed']);
    expect(expectStatus(200, await call<Comment>('GET', `/v1/comments/${comment.id}`)).body).toBe('knock');
    expectStatus(204, await call('DELETE', `/v1/comments/${comment.id}`, { token }));
  });
});

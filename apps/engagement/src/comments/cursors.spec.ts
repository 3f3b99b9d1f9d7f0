import type { Comment, CommentList, CommentSort, ReplyList, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe('paging through a thread', () => {
  let service: RunningEngagement;
  let site: Site;
  let token: string;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
    token = await service.api.guest(site.id);
  });

  const page = (rest: string) => pagePath(site.id, 'talk') + rest;
  const post = async (body: string, parentId?: string) =>
    expectStatus(201, await service.api.call<Comment>('POST', page('/comments'), { token, body: { body, parentId } }));
  const like = async (id: string) => {
    const liker = await service.api.guest(site.id);
    expectStatus(200, await service.api.call('PUT', `/v1/comments/${id}/reactions/like`, { token: liker }));
  };

  /** The ids of a whole list, two at a time, where something happens after each. */
  async function walk(
    path: string,
    meanwhile: (seen: readonly string[]) => Promise<unknown>,
    start = '',
  ): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor: string | null = start; cursor !== null;) {
      const query: string = `${path.includes('?') ? '&' : '?'}limit=2${cursor && `&cursor=${cursor}`}`;
      const answer = await service.api.call<CommentList | ReplyList>('GET', path + query);
      const list: CommentList | ReplyList = expectStatus(200, answer);
      seen.push(...list.items.map(({ id }) => id));
      cursor = list.next;
      // Not for ever: in the order of time a list that grows behind us has no end.
      if (seen.length < 7) await meanwhile(seen);
    }
    return seen;
  }

  it.each<CommentSort>(['top', 'newest', 'oldest'])(
    'gives each comment once while others arrive and are deleted, by %s',
    async (sort) => {
      const first: string[] = [];
      for (let index = 0; index < 7; index += 1) first.push((await post(`Comment ${index}`)).id);
      const gone: string[] = [];
      const seen = await walk(page(`/comments?sort=${sort}`), async (so) => {
        // At the same time as the next look: two more, and one of those that were seen already goes.
        const away = so.find((id) => first.includes(id) && !gone.includes(id))!;
        gone.push(away);
        const answers = await Promise.all([
          post('Meanwhile'),
          post('Meanwhile'),
          service.api.call('DELETE', `/v1/comments/${away}`, { token }),
        ]);
        expectStatus(204, answers[2]);
      });
      expect(new Set(seen).size).toBe(seen.length);
      const ofFirst = seen.filter((id) => first.includes(id));
      expect(ofFirst).toEqual(sort === 'oldest' ? first : [...first].reverse());
    },
  );

  it('gives each comment once while they rise and fall, in the order in which they stood at first', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 8; index += 1) ids.push((await post(`Comment ${index}`)).id);
    const unlike = async (id: string) =>
      expectStatus(200, await service.api.call('DELETE', `/v1/comments/${id}/reactions/like`, { token }));
    const pin = async (id: string, pinned: boolean) =>
      expectStatus(
        200,
        await service.api.call('PATCH', `/v1/admin/comments/${id}`, { token: ADMIN_TOKEN, body: { pinned } }),
      );
    for (const id of ids.slice(4))
      expectStatus(200, await service.api.call('PUT', `/v1/comments/${id}/reactions/like`, { token }));
    await pin(ids[7]!, true);
    const moved: string[] = [];
    const seen = await walk(page('/comments?sort=top'), async (so) => {
      // One that was not seen yet overtakes all, more than once, another one is pinned, and those that were seen fall behind.
      const [late, later] = ids.filter((id) => !so.includes(id) && !moved.includes(id));
      if (late) await like(late).then(() => like(late));
      if (later) await pin(later, true);
      for (const id of so) if (ids.indexOf(id) >= 4 && !moved.includes(id)) await unlike(id);
      if (so.includes(ids[7]!)) await pin(ids[7]!, false);
      moved.push(...[late, later, ...so].filter((id) => id !== undefined));
    });
    expect(moved.length).toBeGreaterThan(4);
    expect(seen).toEqual([...ids].reverse());
  });

  it('goes on from a cursor of before, which names no moment', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 4; index += 1) ids.push((await post(`Comment ${index}`)).id);
    const old = Buffer.from(JSON.stringify(['top', false, 0, ids[2]])).toString('base64url');
    const list = await service.api.call<CommentList>('GET', page(`/comments?sort=top&cursor=${old}`));
    expect(expectStatus(200, list).items.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  });

  it('gives each reply once while others arrive, from the first ones in the list on', async () => {
    const { id: parentId } = await post('Top');
    const replies: string[] = [];
    for (let index = 0; index < 8; index += 1) replies.push((await post(`Reply ${index}`, parentId)).id);
    const list = expectStatus(200, await service.api.call<CommentList>('GET', page('/comments')));
    const inline = list.items[0]!.replies;
    expect(inline.items.map(({ id }) => id)).toEqual(replies.slice(0, 3));
    let more = 0;
    const rest = await walk(
      `/v1/comments/${parentId}/replies`,
      async () => {
        more += 1;
        if (more <= 2) await Promise.all([post('Meanwhile', parentId), post('Meanwhile', parentId)]);
      },
      inline.next ?? '',
    );
    expect(rest.slice(0, 5)).toEqual(replies.slice(3));
    expect(new Set(rest).size).toBe(rest.length);
    expect(rest).toHaveLength(5 + 4);
  });
});

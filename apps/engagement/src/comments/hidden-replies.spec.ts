import type { Comment, CommentList } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe('replies that a list does not hold', () => {
  let service: RunningEngagement;
  let path: string;
  let token: string;

  beforeAll(async () => {
    service = await startEngagement();
    const site = await service.api.site(ADMIN_TOKEN);
    path = pagePath(site.id, 'talk');
    token = await service.api.guest(site.id, 'Ada');
  });
  afterAll(() => service.stop());

  const post = async (body: string, parentId?: string) =>
    expectStatus(201, await service.api.call<Comment>('POST', `${path}/comments`, { token, body: { body, parentId } }));
  const list = async () =>
    expectStatus(200, await service.api.call<CommentList>('GET', `${path}/comments?sort=oldest`)).items;

  it('are counted at all levels, where they are cut', async () => {
    const head = await post('The head');
    for (const body of ['One', 'Two', 'Three']) await post(body, head.id);
    const fourth = await post('Four', head.id);
    const below = await post('Below four', fourth.id);
    for (const body of ['One', 'Two', 'Three', 'Four', 'Five']) await post(body, below.id);
    const [shown] = await list();
    expect(shown!.replies.items).toHaveLength(3);
    expect([shown!.replyCount, shown!.hiddenReplies]).toEqual([4, 7]);
    expect(shown!.replies.items.map(({ hiddenReplies }) => hiddenReplies)).toEqual([undefined, undefined, undefined]);
  });

  it('are counted below the last level that is shown', async () => {
    let parent = await post('Deep');
    const head = parent;
    for (let depth = 1; depth <= 6; depth += 1) parent = await post(`At depth ${depth}`, parent.id);
    let comment = (await list()).find(({ id }) => id === head.id)!;
    while (comment.replies.items[0]) comment = comment.replies.items[0];
    expect([comment.depth, comment.replies.next === null, comment.hiddenReplies]).toEqual([3, false, 3]);
  });
});

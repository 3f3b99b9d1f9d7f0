import { randomUUID } from 'node:crypto';
import type {
  Comment,
  CommentContext,
  CommentList,
  CommentPreview,
  Page,
  PublicSite,
  Site,
} from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { RENDERER_VERSION } from './comment-html';
import { RenderingService } from './rendering.service';

describe('threads', () => {
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
  const page = (rest = '', key = 'talk') => pagePath(site.id, key) + rest;
  const guest = (name?: string) => service.api.guest(site.id, name);
  const send = (token: string, body: string, parentId?: string) =>
    call<Comment>('POST', page('/comments'), { token, body: { body, parentId } });
  const post = async (token: string, body: string, parentId?: string) =>
    expectStatus(201, await send(token, body, parentId));
  const like = async (token: string, id: string) =>
    expectStatus(200, await call('PUT', `/v1/comments/${id}/reactions/like`, { token }));
  const list = async (query = '') => expectStatus(200, await call<CommentList>('GET', page(`/comments${query}`)));
  const chain = async (token: string, length: number) => {
    const comments = [await post(token, 'Depth 0')];
    for (let depth = 1; depth < length; depth += 1)
      comments.push(await post(token, `Depth ${depth}`, comments.at(-1)!.id));
    return comments;
  };
  const setLimits = async (limits: Partial<Site['limits']>) =>
    expectStatus(
      200,
      await call<Site>('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: { limits } }),
    );
  const pin = (id: string, pinned: boolean, token = ADMIN_TOKEN) =>
    call<Comment>('PATCH', `/v1/admin/comments/${id}`, { token, body: { pinned } });

  it('show a comment where it stands, with everything that it replies to', async () => {
    const token = await guest('Ada');
    expectStatus(
      200,
      await call('PUT', page(), { token, body: { url: 'https://paper.example/talk', title: 'A talk' } }),
    );
    const comments = await chain(token, 6);
    await post(token, 'Beside it', comments[2]!.id);
    await like(token, comments[1]!.id);
    const answer = await call<CommentContext>('GET', `/v1/comments/${comments[4]!.id}/context`, { token });
    const context = expectStatus(200, answer);
    expect(context).toMatchObject({
      site: site.id,
      page: 'talk',
      url: 'https://paper.example/talk',
      title: 'A talk',
      comment: { id: comments[4]!.id, depth: 4, replyCount: 1, replies: { items: [{ id: comments[5]!.id }] } },
    });
    expect(context.ancestors.map(({ id }) => id)).toEqual(comments.slice(0, 4).map(({ id }) => id));
    expect(context.ancestors[1]).toMatchObject({ viewer: { reactions: ['like'] }, reactions: { like: 1 } });
    expect(context.ancestors.every(({ replies }) => replies.items.length === 0)).toBe(true);
    const again = await call('GET', `/v1/comments/${comments[4]!.id}/context`, {
      token,
      headers: { 'if-none-match': answer.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
    expect((await call('GET', `/v1/comments/${randomUUID()}/context`)).status).toBe(404);
  });

  it('give as many levels of replies as the site shows, and the deeper ones on demand', async () => {
    const token = await guest();
    const comments = await chain(token, 6);
    const depthOf = (comment: Comment | undefined): number =>
      comment ? Math.max(comment.depth, ...comment.replies.items.map(depthOf)) : -1;
    expect(depthOf((await list()).items[0])).toBe(3);
    await setLimits({ shownDepth: 1 });
    const shown = (await list()).items[0]!;
    expect(depthOf(shown)).toBe(1);
    const deepest = shown.replies.items[0]!;
    expect(deepest).toMatchObject({ replyCount: 1, replies: { items: [] } });
    const more = await call<CommentList>('GET', `/v1/comments/${deepest.id}/replies?cursor=${deepest.replies.next!}`);
    expect(expectStatus(200, more).items[0]!.id).toBe(comments[2]!.id);
    await setLimits({ shownDepth: 0 });
    expect((await list()).items[0]!.replies).toEqual({ items: [], next: expect.any(String) as string });
  });

  it("keep the site's own limits of length and editing", async () => {
    const token = await guest();
    expect(await setLimits({ commentLength: 20, editWindowMinutes: 0 })).toMatchObject({
      limits: { commentLength: 20, editWindowMinutes: 0, shownDepth: 3, rewardMax: 1_000 },
    });
    const tooLong = await send(token, 'x'.repeat(21));
    expect([tooLong.status, tooLong.body]).toMatchObject([422, { errors: [{ path: '/body' }] }]);
    const { id } = await post(token, 'x'.repeat(20));
    expect((await call('PATCH', `/v1/comments/${id}`, { token, body: { body: 'y' } })).status).toBe(403);
    const known = expectStatus(200, await call<PublicSite>('GET', `/v1/sites/${site.id}`));
    expect(known).toEqual({
      id: site.id,
      name: site.name,
      reactionKinds: ['like'],
      guests: true,
      look: {},
      limits: { commentLength: 20, editWindowMinutes: 0, shownDepth: 3, rewardMax: 1_000 },
      shareTargets: expect.any(Array) as unknown[],
    });
    const refused = await call('PATCH', `/v1/admin/sites/${site.id}`, {
      token: ADMIN_TOKEN,
      body: { limits: { commentLength: 20_000 } },
    });
    expect([refused.status, refused.body]).toMatchObject([422, { errors: [{ path: '/limits/commentLength' }] }]);
  });

  it('show pinned comments first, until they are unpinned or deleted', async () => {
    const token = await guest();
    const first = await post(token, 'First');
    const second = await post(token, 'Second');
    await like(await guest(), second.id);
    const order = async () => (await list()).items.map(({ id }) => id);
    expect(await order()).toEqual([second.id, first.id]);
    expect(expectStatus(200, await pin(first.id, true))).toMatchObject({ id: first.id, pinned: true });
    expect(await order()).toEqual([first.id, second.id]);
    expectStatus(200, await pin(first.id, false));
    expect(await order()).toEqual([second.id, first.id]);

    const reply = await post(token, 'A reply', first.id);
    expect((await pin(reply.id, true)).status).toBe(422);
    expect((await pin(first.id, true, token)).status).toBe(403);
    expect((await pin(randomUUID(), true)).status).toBe(404);
  });

  it('lose a comment when the operator deletes it', async () => {
    const token = await guest();
    const { id } = await post(token, 'Spam');
    expectStatus(204, await call('DELETE', `/v1/comments/${id}`, { token: ADMIN_TOKEN }));
    expect(await list()).toMatchObject({ items: [], total: 0 });
    expect((await call('DELETE', `/v1/comments/${id}`, { token: ADMIN_TOKEN })).status).toBe(404);
  });

  it('preview Markdown as it will be shown, and store nothing', async () => {
    const preview = (body: unknown) => call<CommentPreview>('POST', `/v1/sites/${site.id}/preview`, { body: { body } });
    const text = '**Bold** and [a link](https://a.example) <script>alert(1)</script>';
    const { html } = expectStatus(200, await preview(text));
    expect(html).toBe((await post(await guest(), text)).html);
    expect(expectStatus(200, await preview('<!-- nothing -->'))).toMatchObject({ html: expect.any(String) as string });
    await setLimits({ commentLength: 5 });
    expect((await preview('too long')).status).toBe(422);
    expect((await preview(7)).body).toMatchObject({ errors: [{ path: '/body' }] });
    expect((await list()).total).toBe(1);
  });

  it('tell of a change when somebody likes a comment', async () => {
    const token = await guest();
    const { id } = await post(token, 'Liked');
    const version = async () => expectStatus(200, await call<Page>('GET', page())).version;
    const before = await version();
    await like(await guest(), id);
    expect(await version()).toBe(before + 1);
    const [row] = await service.app
      .get(DataSource)
      .query<{ told: boolean }[]>(
        'select c.changed_version = p.comments_version as told from comment c join page p on p.id = c.page_id where c.id = $1',
        [id],
      );
    expect(row!.told).toBe(true);
  });

  it('are rendered anew after a change of the renderer, once', async () => {
    const token = await guest();
    const [same, different, gone] = [
      await post(token, '*Same*'),
      await post(token, '*New*'),
      await post(token, 'Gone'),
    ];
    const database = service.app.get(DataSource);
    expectStatus(204, await call('DELETE', `/v1/comments/${gone.id}`, { token }));
    await database.query('update comment set renderer_version = $2 where site_id = $1', [
      site.id,
      RENDERER_VERSION - 1,
    ]);
    await database.query(`update comment set html = '<p>Old</p>' where id = $1`, [different.id]);
    const before = expectStatus(200, await call<Page>('GET', page())).version;

    const renderings = service.app.get(RenderingService);
    expect(await renderings.renderAnew()).toEqual({ rendered: 2, changed: 1 });
    for (const { id, html } of [same, different]) {
      expect(expectStatus(200, await call<Comment>('GET', `/v1/comments/${id}`)).html).toBe(html);
    }
    expect(expectStatus(200, await call<Page>('GET', page())).version).toBe(before + 1);
    expect(await renderings.renderAnew()).toEqual({ rendered: 0, changed: 0 });
  });
});

describe("the operator's calls with an Idempotency-Key", () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  it('make a site once, and give the first answer again', async () => {
    const id = `site-${randomUUID().slice(0, 8)}`;
    const key = randomUUID();
    const create = (name: string, idempotencyKey = key) =>
      service.api.call<Site>('POST', '/v1/admin/sites', {
        token: ADMIN_TOKEN,
        body: { id, name },
        headers: { 'idempotency-key': idempotencyKey },
      });
    const answers = await Promise.all(Array.from({ length: 4 }, () => create('A site')));
    for (const answer of answers) expect(expectStatus(201, answer)).toMatchObject({ id, name: 'A site' });
    const reused = await create('Another name');
    expect([reused.status, reused.body]).toMatchObject([409, { type: 'urn:afterword:problem:idempotency-key-reused' }]);
    const taken = await create('A site', randomUUID());
    expect([taken.status, taken.body]).toMatchObject([409, { type: 'urn:afterword:problem:site-taken' }]);
  });

  it('merge pages once', async () => {
    const { api } = service;
    const site = await api.site(ADMIN_TOKEN);
    for (const key of ['stays', 'ends']) {
      const token = await api.guest(site.id);
      expectStatus(200, await api.call('PUT', `${pagePath(site.id, key)}/reactions/like`, { token }));
    }
    const headers = { 'idempotency-key': randomUUID() };
    const merge = () =>
      api.call<Page>('POST', `/v1/admin/sites/${site.id}/pages/stays/merge`, {
        token: ADMIN_TOKEN,
        body: { from: 'ends' },
        headers,
      });
    const answers = await Promise.all([merge(), merge()]);
    for (const answer of answers) expect(expectStatus(200, answer).counters.reactions.like).toBe(2);
  });
});

import { type Comment, type CommentList, LIMITS, type Problem, type ReplyList, type Site } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { DataSource } from 'typeorm';
import { RENDERER_VERSION } from './comment-html';
import { CommentReader } from './comment-reader';
import { RenderingBackfill } from './rendering.backfill';

const TABLE = `${'|'.repeat(1_001)}\n${'|-'.repeat(1_000)}|\n${'|\n'.repeat(3_400)}`.slice(0, LIMITS.commentBodyLength);

describe('the text of a comment', () => {
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

  const page = (rest = '') => pagePath(site.id, 'talk') + rest;
  const send = <Body = Comment>(body: string, parentId?: string) =>
    service.api.call<Body>('POST', page('/comments'), { token, body: { body, parentId } });
  const post = async (body: string, parentId?: string) => expectStatus(201, await send(body, parentId));
  const database = () => service.app.get(DataSource);

  it('is refused where it would become far more than it is, wherever it is sent', async () => {
    const { id } = await post('Before');
    for (const answer of [
      await send<Problem>(TABLE),
      await service.api.call('PATCH', `/v1/comments/${id}`, { token, body: { body: TABLE } }),
      await service.api.call('POST', `/v1/sites/${site.id}/preview`, { body: { body: TABLE } }),
    ]) {
      const message = expect.stringMatching(/^must have at most 1,000 table cells, .*: use a smaller table$/) as string;
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: '/body', message }] } });
    }
    expect(expectStatus(200, await service.api.call<Comment>('GET', `/v1/comments/${id}`)).body).toBe('Before');
  });

  it('keeps the indentation that it begins with', async () => {
    const { id, body, html } = await post('\n \n    code\n\ntext \n\n');
    expect({ body, html }).toEqual({
      body: '    code\n\ntext',
      html: '<pre tabindex="0"><code>code\n</code></pre>\n<p>text</p>',
    });
    const edited = { token, body: { body: '\tx\n' } };
    expect(expectStatus(200, await service.api.call<Comment>('PATCH', `/v1/comments/${id}`, edited)).body).toBe('\tx');
  });

  it.each(['\u200b', '\u3164', '&nbsp;', '[](https://x.example)', '>', '-', ' ', '\u2800\n\n\u200d'])(
    'must have something to see: %j',
    async (body) => {
      const refused = await send<Problem>(body);
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: '/body' }] } });
    },
  );

  it('has characters and not code units', async () => {
    expect((await post('😀'.repeat(LIMITS.commentBodyLength))).body).toHaveLength(2 * LIMITS.commentBodyLength);
    expect((await send('😀'.repeat(LIMITS.commentBodyLength + 1))).status).toBe(422);
    expectStatus(
      200,
      await service.api.call('PATCH', `/v1/admin/sites/${site.id}`, {
        token: ADMIN_TOKEN,
        body: { limits: { commentLength: 10 } },
      }),
    );
    await post('👩‍👩‍👧‍👦👍🏽1');
    const refused = await send<Problem>('👩‍👩‍👧‍👦👍🏽12');
    const message = 'must have at most 10 characters';
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: '/body', message }] } });
  });

  it('makes lists shorter where it is long, and every comment is still in one of them', async () => {
    const roots: Comment[] = [];
    for (let index = 0; index < 12; index += 1) roots.push(await post(`Root ${index}`));
    for (const { id } of roots.slice(0, 6)) for (const name of ['a', 'b']) await post(`Reply ${name}`, id);
    await rowsOf(
      database(),
      `update comment set body = body || repeat('x', 30000), html = html || repeat('y', 30000) where site_id = $1 returning id`,
      [site.id],
    );
    const seen: string[] = [];
    const weigh = (comment: Comment): number => {
      seen.push(comment.id);
      const own = Buffer.byteLength(comment.body ?? '') + Buffer.byteLength(comment.html ?? '');
      return own + comment.replies.items.reduce((sum, reply) => sum + weigh(reply), 0);
    };
    const missing: Comment[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const answer = await service.api.call<CommentList>('GET', page(`/comments?sort=oldest&limit=100${query}`));
      const { items, next }: CommentList = expectStatus(200, answer);
      expect(items.length).toBeGreaterThan(0);
      expect(items.reduce((sum, comment) => sum + weigh(comment), 0)).toBeLessThanOrEqual(LIMITS.threadBytes);
      missing.push(...items.filter(({ replies }) => replies.next !== null));
      cursor = next;
    }
    expect(missing.length).toBeGreaterThan(0);
    for (const { id, replies } of missing) {
      const path = `/v1/comments/${id}/replies?cursor=${replies.next!}`;
      for (const reply of expectStatus(200, await service.api.call<ReplyList>('GET', path)).items) weigh(reply);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(24);
    // The first list is what a snapshot has.
    const [row] = await rowsOf<{ id: string }>(database(), 'select id from page where site_id = $1', [site.id]);
    const snapshot = await service.app
      .get(CommentReader)
      .thread({ site, pageId: row!.id, sort: 'top', limit: LIMITS.snapshotComments, principal: { kind: 'anonymous' } });
    expect(JSON.stringify(snapshot).length).toBeLessThan(LIMITS.threadBytes * 1.1);
    expect(snapshot.next).not.toBeNull();
  });

  it('is rendered anew in the background after a change of the renderer, by one process at a time', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.push((await post(`Old ${index}`)).id);
    await rowsOf(
      database(),
      `update comment set renderer_version = 1, html = '<p>Outdated</p>' where site_id = $1 and body like 'Old%' returning id`,
      [site.id],
    );
    const huge = await post('Huge');
    await rowsOf(database(), 'update comment set renderer_version = 1, body = $2 where id = $1 returning id', [
      huge.id,
      TABLE,
    ]);
    await rowsOf(database(), 'delete from rendering_progress returning 1');
    const backfill = service.app.get(RenderingBackfill);
    const rendered = await Promise.all([backfill.tick(), backfill.tick()]);
    expect(Math.min(...rendered)).toBe(0);
    while ((await backfill.tick()) > 0);
    for (const [index, id] of ids.entries()) {
      const { html } = expectStatus(200, await service.api.call<Comment>('GET', `/v1/comments/${id}`));
      expect(html).toBe(`<p>Old ${index}</p>`);
    }
    const { html } = expectStatus(200, await service.api.call<Comment>('GET', `/v1/comments/${huge.id}`));
    expect(html).not.toContain('<table');
    expect(Buffer.byteLength(html!)).toBeLessThan(8 * TABLE.length);
    const progress = await rowsOf(database(), 'select renderer_version as version, done from rendering_progress');
    expect(progress).toEqual([{ version: RENDERER_VERSION, done: true }]);
    expect(await backfill.tick()).toBe(0);
  });
});

import { type Comment, type CommentList, LIMITS, type PageAuthor, type Session, type Site } from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { signIn, SSO_SECRET } from '@afterword/testing/members';

describe("conversations with a page's authors", () => {
  let service: RunningEngagement;
  let site: Site;
  let author: Session;
  let reader: string;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { ssoSecret: SSO_SECRET });
    author = await signIn(service.api, site, 'Ada');
    reader = await service.api.guest(site.id, 'Bob');
    await setAuthors([{ id: author.reader.id }]);
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (rest: string, page = 'talk') => pagePath(site.id, page) + rest;
  const admin = async (method: 'PATCH' | 'PUT', rest: string, body: object) =>
    expectStatus(200, await call(method, rest, { token: ADMIN_TOKEN, body }));
  const setAuthors = (authors: readonly PageAuthor[]) =>
    admin('PATCH', `/v1/admin/sites/${site.id}/pages/talk`, { authors });
  const post = async (token: string, body: string, parentId?: string, page = 'talk') =>
    expectStatus(201, await call<Comment>('POST', path('/comments', page), { token, body: { body, parentId } }));
  const list = async (token?: string, query = '', page = 'talk') =>
    expectStatus(200, await call<CommentList>('GET', path(`/comments?sort=author${query}`, page), { token }));
  const textsOf = ({ items }: CommentList) => items.map(({ body }) => body);
  const remove = async (id: string, token: string) =>
    expectStatus(204, await call('DELETE', `/v1/comments/${id}`, { token }));

  it('are listed where an author wrote the comment or anything below it, the newest first, whole', async () => {
    await post(author.token, 'By the author');
    await post(reader, 'Nobody answers');
    const asked = await post(reader, 'A question');
    const answer = await post(author.token, 'An answer', asked.id);
    await post(reader, 'Thanks', answer.id);
    const deep = await post(reader, 'Talk');
    let last = deep;
    for (let level = 0; level < 6; level += 1) last = await post(reader, `Level ${level}`, last.id);
    await post(author.token, 'Deep below', last.id);
    await post(author.token, 'Once more', last.id);
    await post(author.token, 'Elsewhere', undefined, 'another');

    const found = await list();
    expect(textsOf(found)).toEqual(['Talk', 'A question', 'By the author']);
    expect(found).toMatchObject({ next: null, total: 14 });
    expect(found.items[1]!.replies.items).toMatchObject([{ id: answer.id, replies: { items: [{ body: 'Thanks' }] } }]);
    // Of another page nobody is the author.
    expect(await list(undefined, '', 'another')).toMatchObject({ items: [], total: 1 });
    expect(await list(undefined, '', 'nowhere')).toEqual({ items: [], next: null, total: 0, lastEventId: '0.0.none' });
  });

  it('are given once each, part by part, while others arrive', async () => {
    const made: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      const { id } = await post(reader, `Question ${number}`);
      await post(author.token, 'Answer', id);
      await post(reader, `Chat ${number}`);
      made.unshift(id);
    }
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const part: CommentList = await list(undefined, `&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...part.items.map(({ id }) => id));
      cursor = part.next;
      await post(author.token, 'Meanwhile');
    }
    expect(seen).toEqual(made);
  });

  it('follow what authors write and delete, and who the authors are, with the next read', async () => {
    const asked = await post(reader, 'A question');
    expect(textsOf(await list())).toEqual([]);
    const answer = await post(author.token, 'An answer', asked.id);
    await post(reader, 'Thanks', answer.id);
    expect(textsOf(await list())).toEqual(['A question']);
    // The answer keeps its place as a tombstone, which nobody wrote any more.
    await remove(answer.id, author.token);
    expect(textsOf(await list())).toEqual([]);
    await post(author.token, 'Another answer', asked.id);
    await admin('PATCH', `/v1/admin/comments/${asked.id}`, { status: 'removed' });
    expect((await list()).items).toMatchObject([{ id: asked.id, status: 'removed' }]);
    await setAuthors([{ sub: 'Cleo' }]);
    expect(textsOf(await list())).toEqual([]);
    const cleo = await signIn(service.api, site, 'Cleo');
    await post(cleo.token, 'Mine');
    expect(textsOf(await list())).toEqual(['Mine']);
  });

  it('hold what moderators have not seen for nobody, and what a muted author writes for that author alone', async () => {
    const [early, late] = [await post(reader, 'Early'), await post(reader, 'Late')];
    await admin('PATCH', `/v1/sites/${site.id}/moderation/settings`, { mode: 'pre' });
    await post(reader, 'Waits');
    expect(textsOf(await list(reader))).toEqual([]);
    await admin('PATCH', `/v1/sites/${site.id}/moderation/settings`, { mode: 'post' });
    await admin('PUT', `/v1/sites/${site.id}/moderation/readers/${author.reader.id}/restriction`, { kind: 'mute' });
    await post(author.token, 'An answer', early.id);
    await post(author.token, 'On its own');
    expect(textsOf(await list(author.token))).toEqual(['On its own', 'Early']);
    expect((await list(author.token, '&limit=1')).next).not.toBeNull();
    for (const token of [undefined, reader]) expect(textsOf(await list(token))).toEqual([]);
    // A muted reader who is no author sees their own comments in other orders.
    await setAuthors([{ sub: 'Cleo' }]);
    await post((await signIn(service.api, site, 'Cleo')).token, 'An answer of Cleo', late.id);
    expect(textsOf(await list(author.token))).toEqual(['Late']);
  });

  it('begin with so many of the newest comments of the authors, and refuse cursors of other orders', async () => {
    const { id } = await post(author.token, 'The first of many');
    await service.app.get(DataSource).query(
      `insert into comment (site_id, id, page_id, parent_id, depth, reader_id, body, html, renderer_version, status, created_version,
                            changed_version, created_at)
       select site_id, uuidv7(), page_id, null, 0, reader_id, 'One of many', '<p>One of many</p>', 1, 'published', 1, 1, now()
         from comment, generate_series(1, $2::int) where id = $1`,
      [id, LIMITS.authorComments],
    );
    let seen = 0;
    for (let cursor: string | null = ''; cursor !== null;) {
      const part: CommentList = await list(undefined, `&limit=50${cursor && `&cursor=${cursor}`}`);
      seen += part.items.length;
      expect(textsOf(part)).not.toContain('The first of many');
      cursor = part.next;
    }
    expect(seen).toBe(LIMITS.authorComments);
    const { next } = expectStatus(200, await call<CommentList>('GET', path('/comments?sort=newest&limit=1')));
    expect((await call('GET', path(`/comments?sort=author&cursor=${next}`))).status).toBe(422);
    const unknown = await call('GET', path('/comments?sort=authors'));
    expect([unknown.status, JSON.stringify(unknown.body)]).toEqual([422, expect.stringContaining('author')]);
  });
});

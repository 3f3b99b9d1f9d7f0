import { type Comment, type CommentList, LIMITS, type LogList, type Page, type Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { SignJWT } from 'jose';

const SECRET = 'a secret of the site with 32 characters';

describe('what moderators do from a page', () => {
  let service: RunningEngagement;
  let site: Site;
  let moderator: string;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { ssoSecret: SECRET });
    moderator = await signIn({ role: 'moderator' });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const signIn = async (claims: object, sub = 'mo') => {
    const sso = await new SignJWT({ name: 'Mo', ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(sub)
      .setAudience(site.id)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SECRET));
    const answer = await call<{ token: string }>('POST', `/v1/sites/${site.id}/sessions`, { body: { sso } });
    return expectStatus(201, answer).token;
  };
  const moderation = (rest: string) => `/v1/sites/${site.id}/moderation/${rest}`;
  const page = (key = 'talk') => pagePath(site.id, key);
  const post = async (body: string, parentId?: string, key?: string) => {
    const token = await service.api.guest(site.id, 'Ada');
    return expectStatus(201, await call<Comment>('POST', `${page(key)}/comments`, { token, body: { body, parentId } }));
  };
  const list = async (query = '', token?: string) =>
    expectStatus(200, await call<CommentList>('GET', `${page()}/comments${query}`, { ...(token && { token }) }));
  const featured = async (token?: string) => (await list('', token)).featured?.map(({ body }) => body);
  const highlight = (id: string, body: object, token = moderator) =>
    call<Comment>('PATCH', moderation(`comments/${id}`), { token, body });
  const log = async () =>
    expectStatus(200, await call<LogList>('GET', moderation('log'), { token: ADMIN_TOKEN })).items;
  const actions = async () => (await log()).map(({ action, comment }) => [action, comment]);

  it('features comments above the thread, the last one first, until it is taken back, and logs it', async () => {
    const first = await post('First');
    const reply = await post('A reply', first.id);
    expect((await list()).featured).toBeUndefined();
    expect(expectStatus(200, await highlight(first.id, { featured: true }))).toMatchObject({ featured: true });
    expectStatus(200, await highlight(reply.id, { featured: true }));
    // The same again changes nothing.
    expectStatus(200, await highlight(reply.id, { featured: true }));
    expect(await featured()).toEqual(['A reply', 'First']);
    expect(await featured(await service.api.guest(site.id))).toEqual(['A reply', 'First']);
    const { items } = await list('?limit=1');
    expect(items[0]).toMatchObject({ featured: true, replies: { items: [{ featured: true }] } });
    // Two at the same time are one decision.
    const again = await post('Again');
    await Promise.all([1, 2, 3].map(() => highlight(again.id, { featured: true })));
    expectStatus(200, await highlight(again.id, { featured: false }));
    const next = expectStatus(200, await highlight(first.id, { featured: false }));
    expect(next.featured).toBeUndefined();
    expect(await featured()).toEqual(['A reply']);
    expect(await actions()).toEqual([
      ['comment.unfeatured', first.id],
      ['comment.unfeatured', again.id],
      ['comment.featured', again.id],
      ['comment.featured', reply.id],
      ['comment.featured', first.id],
    ]);
    expect((await log())[0]?.reader).toBe(first.author?.id);
  });

  it('features only what readers can see, and only so much', async () => {
    const comments = await Promise.all(['a', 'b', 'c', 'd'].map((body) => post(body)));
    const [one, two, three, four] = comments.map(({ id }) => id) as [string, string, string, string];
    for (const id of [one, two, three]) expectStatus(200, await highlight(id, { featured: true }));
    expect(await featured()).toHaveLength(LIMITS.featuredComments);
    const refused = await highlight(four, { featured: true });
    expect([refused.status, (refused.body as unknown as { type: string }).type]).toEqual([
      409,
      'urn:afterword:problem:too-many-featured',
    ]);
    const decision = { decision: 'remove', comments: [two] };
    expectStatus(200, await call('POST', moderation('decisions'), { token: moderator, body: decision }));
    expect(await featured()).toEqual(['c', 'a']);
    expect((await highlight(two, { featured: true })).status).toBe(404);
    expectStatus(200, await highlight(four, { featured: true }));
    expect(await featured()).toEqual(['d', 'c', 'a']);
  });

  it('features a comment again that is shown again, unless another one has taken its place', async () => {
    const ada = await service.api.guest(site.id, 'Ada');
    const postAs = async (body: string) =>
      expectStatus(201, await call<Comment>('POST', `${page()}/comments`, { token: ada, body: { body } }));
    const [a, b, c, d] = [await postAs('a'), await postAs('b'), await postAs('c'), await postAs('d')];
    const decide = async (decision: string, comment: Comment) =>
      expectStatus(
        200,
        await call<{ id: string }>('POST', moderation('decisions'), {
          token: moderator,
          body: { decision, comments: [comment.id] },
        }),
      );
    const undo = async ({ id }: { id: string }) =>
      expectStatus(204, await call('DELETE', moderation(`decisions/${id}`), { token: moderator }));
    const markOf = async (id: string) => expectStatus(200, await call<Comment>('GET', `/v1/comments/${id}`)).featured;
    for (const { id } of [a, b, c]) expectStatus(200, await highlight(id, { featured: true }));
    const removed = await decide('remove', b);
    expect(await featured()).toEqual(['c', 'a']);
    await undo(removed);
    expect(await featured()).toEqual(['c', 'b', 'a']);
    await decide('hold', b);
    const own = expectStatus(200, await call<Comment>('GET', `/v1/comments/${b.id}`, { token: ada }));
    expect([own.status, own.featured]).toEqual(['pending', undefined]);
    expectStatus(200, await highlight(d.id, { featured: true }));
    await decide('publish', b);
    expect(await featured()).toEqual(['d', 'c', 'a']);
    expect(await markOf(b.id)).toBeUndefined();
    // It can be featured once there is room.
    expectStatus(200, await highlight(d.id, { featured: false }));
    expectStatus(200, await highlight(b.id, { featured: true }));
    expect(await featured()).toEqual(['b', 'c', 'a']);
    expect(await markOf(b.id)).toBe(true);
  });

  it('keeps featured comments where pages are merged', async () => {
    const stays = await post('Stays');
    const moves = await post('Moves', undefined, 'other');
    for (const { id } of [stays, moves]) expectStatus(200, await highlight(id, { featured: true }));
    const merge = { token: ADMIN_TOKEN, body: { from: 'other' } };
    expectStatus(200, await call('POST', `/v1/admin/sites/${site.id}/pages/talk/merge`, merge));
    expect(await featured()).toEqual(['Stays', 'Moves']);
  });

  it('features what readers still see where pages are merged, not what was removed', async () => {
    const stay = await Promise.all(['a', 'b', 'c'].map((body) => post(body)));
    const move = await Promise.all(['d', 'e', 'f'].map((body) => post(body, undefined, 'other')));
    for (const { id } of [...stay, ...move]) expectStatus(200, await highlight(id, { featured: true }));
    const decision = { decision: 'remove', comments: [stay[0]!.id, stay[2]!.id, move[2]!.id] };
    expectStatus(200, await call('POST', moderation('decisions'), { token: moderator, body: decision }));
    const merge = { token: ADMIN_TOKEN, body: { from: 'other' } };
    expectStatus(200, await call('POST', `/v1/admin/sites/${site.id}/pages/talk/merge`, merge));
    expect(await featured()).toEqual(['b', 'e', 'd']);
    // Shown again, what the merge has left out is not marked.
    const publish = { decision: 'publish', comments: decision.comments };
    expectStatus(200, await call('POST', moderation('decisions'), { token: moderator, body: publish }));
    expect(await featured()).toEqual(['b', 'e', 'd']);
    const { items } = await list('?limit=50');
    expect(items.filter((item) => item.featured).map(({ body }) => body)).toHaveLength(3);
  });

  it('pins comments at the top level', async () => {
    const first = await post('First');
    await post('Second');
    const reply = await post('A reply', first.id);
    expectStatus(200, await highlight(first.id, { pinned: true }));
    expect((await list('?sort=top')).items[0]).toMatchObject({ id: first.id, pinned: true });
    expect((await highlight(reply.id, { pinned: true })).status).toBe(422);
    expectStatus(200, await highlight(first.id, { pinned: false }));
    expect(await actions()).toEqual([
      ['comment.unpinned', first.id],
      ['comment.pinned', first.id],
    ]);
  });

  it('is refused to readers, and to moderators of another site', async () => {
    const { id } = await post('Text');
    for (const token of [await service.api.guest(site.id), await signIn({ role: 'staff' }, 'st')]) {
      expect((await highlight(id, { featured: true }, token)).status).toBe(403);
      expect((await call('PATCH', moderation('pages/talk'), { token, body: { closed: true } })).status).toBe(403);
    }
    const own = moderator;
    site = await service.api.site(ADMIN_TOKEN, { ssoSecret: SECRET });
    expect((await highlight(id, { featured: true }, own)).status).toBe(403);
    // The other site's moderator does not reach it either.
    expect((await highlight(id, { featured: true }, await signIn({ role: 'moderator' }))).status).toBe(404);
  });

  it('closes a page with a reason, which readers are told with the time, and opens it again', async () => {
    await post('Text');
    const read = async (token?: string) =>
      expectStatus(200, await call<Page>('GET', page(), { ...(token && { token }) }));
    expect((await read()).closure).toBeUndefined();
    const close = (body: object) => call<Page>('PATCH', moderation('pages/talk'), { token: moderator, body });
    const closed = expectStatus(200, await close({ closed: true, reason: 'The election is over.' }));
    expect(closed).toMatchObject({ closed: true, closure: { reason: 'The election is over.' } });
    const at = closed.closure?.at ?? '';
    expect(Math.abs(Date.now() - Date.parse(at))).toBeLessThan(60_000);
    expect(await read()).toMatchObject({ closed: true, closure: { at, reason: 'The election is over.' } });
    // Another reason, at the same time.
    expectStatus(200, await close({ closed: true }));
    expect(await read()).toMatchObject({ closure: { at, reason: null } });
    expect((await close({ closed: false, reason: 'Why not' })).status).toBe(422);
    expectStatus(200, await close({ closed: false }));
    const open = await read(moderator);
    expect([open.closed, open.closure]).toEqual([false, undefined]);
    expect((await log()).map(({ action, details }) => [action, details])).toEqual([
      ['page.opened', undefined],
      ['page.changed', { reason: { from: 'The election is over.', to: null } }],
      ['page.closed', { reason: 'The election is over.' }],
    ]);
  });

  it('describes a page another way, and logs it', async () => {
    const describe = async (body: object, token: string) =>
      expectStatus(200, await call('PUT', page(), { token, body }));
    await describe({ title: 'First', url: 'https://paper.example/talk' }, ADMIN_TOKEN);
    await describe({ title: 'First' }, moderator);
    await describe({ title: 'Second' }, moderator);
    expect((await log()).map(({ action, by, details }) => [action, by?.name, details])).toEqual([
      ['page.changed', 'Mo', { title: { from: 'First', to: 'Second' } }],
    ]);
  });

  it('tells which readers wrote the page', async () => {
    await post('Text');
    const author = await signIn({ authorOf: ['talk'] }, 'writer');
    const me = expectStatus(200, await call<{ reader: { id: string } }>('GET', '/v1/me', { token: author })).reader.id;
    const authors = [{ sub: 'mo' }, { sub: 'never-here' }];
    const admin = `/v1/admin/sites/${site.id}/pages/talk`;
    expectStatus(200, await call('PATCH', admin, { token: ADMIN_TOKEN, body: { authors } }));
    expectStatus(200, await call('PATCH', admin, { token: ADMIN_TOKEN, body: { authors } }));
    expect((await log()).map(({ action, details }) => [action, details])).toEqual([
      ['page.changed', { authors: { added: 2, removed: 1 } }],
    ]);
    const mo = expectStatus(200, await call<{ reader: { id: string } }>('GET', '/v1/me', { token: moderator })).reader
      .id;
    expect(expectStatus(200, await call<Page>('GET', page())).authorIds).toEqual([mo]);
    await signIn({ authorOf: ['talk'] }, 'writer');
    const ids = expectStatus(200, await call<Page>('GET', page(), { token: author })).authorIds;
    expect(new Set(ids)).toEqual(new Set([mo, me]));
  });
});

import { randomUUID } from 'node:crypto';
import {
  type Comment,
  type Decision,
  type Following,
  type FollowList,
  LIMITS,
  type Me,
  type MentionList,
  type Notification,
  type NotificationList,
  type PageFollowing,
  type ReaderNotificationList,
  type Reward,
  type Site,
  type UnreadNotifications,
} from '@afterword/contracts';
import { Cleanup } from '@afterword/platform';
import { type Answer, expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { DataSource } from 'typeorm';
import { EventRelay } from '../event-log';

describe('notifications', () => {
  let service: RunningEngagement;
  let site: Site;
  /** Tokens of readers. */
  let ada: string;
  let grace: string;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
    [ada, grace] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id, 'Grace')];
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const page = (key = 'talk') => pagePath(site.id, key);
  const post = async (token: string, body: string, parentId?: string, key = 'talk') =>
    expectStatus(201, await call<Comment>('POST', `${page(key)}/comments`, { token, body: { body, parentId } }));
  const inbox = async (token: string, query = '') =>
    expectStatus(200, await call<NotificationList>('GET', `/v1/me/notifications${query}`, { token }));
  /** Resolves when the inbox has so many. */
  const told = async (token: string, count: number): Promise<Notification[]> =>
    (
      await poll(
        () => inbox(token),
        ({ items }) => items.length === count,
      )
    ).items;
  const read = async (token: string, body: object) =>
    expectStatus(200, await call<UnreadNotifications>('POST', '/v1/me/notifications/read', { token, body })).unread;
  const follow = async (path: string, token: string) =>
    expect(expectStatus(200, await call<Following>('PUT', `${path}/follow`, { token }))).toEqual({ following: true });
  const decide = async (decision: string, id: string) => {
    const body = { decision, comments: [id] };
    const path = `/v1/sites/${site.id}/moderation/decisions`;
    return expectStatus(200, await call<Decision>('POST', path, { token: ADMIN_TOKEN, body })).id;
  };
  const idOf = async (token: string) => expectStatus(200, await call<Me>('GET', '/v1/me', { token })).reader.id;
  const ofReader = async (token: string) =>
    expectStatus(
      200,
      await call<ReaderNotificationList>(
        ...(['GET', `/v1/sites/${site.id}/moderation/readers/${await idOf(token)}/notifications`] as const),
        { token: ADMIN_TOKEN },
      ),
    ).items;
  const codeOf = ({ body }: Answer<unknown>) => (body as { type: string }).type.split(':').at(-1);
  /** All that happened before has been handled once this has arrived. */
  const settled = async () => {
    const [asks, answers] = [await service.api.guest(site.id), await service.api.guest(site.id)];
    const { id } = await post(asks, 'Is all told?', undefined, 'settled');
    await post(answers, 'All.', id, 'settled');
    await told(asks, 1);
  };

  // The first one: no other has asked.
  it('cost nothing until the first reader asks', async () => {
    const cursor = () =>
      service.app.get(DataSource).query<unknown[]>(`select from event_cursor where consumer = 'notifications'`);
    const { id } = await post(ada, 'Is anybody there?');
    await post(grace, 'Nobody has asked', id);
    expect(await service.app.get(EventRelay).tick()).toBe(0);
    expect(await cursor()).toEqual([]);
    expect(await inbox(ada)).toMatchObject({ items: [], unread: 0 });
    expect(await cursor()).toHaveLength(1);
    await post(grace, 'Somebody has', id);
    await poll(
      () => inbox(ada),
      ({ items: [latest] }) => latest?.comment?.excerpt === 'Somebody has',
    );
  });

  it('tell who is replied to, as the comment is now, and nobody of their own', async () => {
    expectStatus(
      200,
      await call('PUT', page(), { token: ADMIN_TOKEN, body: { url: 'https://paper.example/talk', title: 'A talk' } }),
    );
    const question = await post(ada, 'Why?');
    await post(ada, 'I wonder', question.id);
    const answer = await post(grace, `Because\n\n  of *${'x'.repeat(LIMITS.excerptLength)}*`, question.id);
    const [notification] = await told(ada, 1);
    expect(notification).toEqual({
      id: expect.any(String) as string,
      type: 'reply',
      at: expect.any(String) as string,
      read: false,
      page: { key: 'talk', url: 'https://paper.example/talk', title: 'A talk' },
      comment: {
        ...{ id: answer.id, parentId: question.id },
        excerpt: expect.stringMatching(/^Because of \*x+…$/) as string,
      },
      actor: answer.author,
      delivery: [
        { channel: 'inbox', outcome: 'unread', at: notification!.at },
        { channel: 'mail', outcome: 'off', at: notification!.at },
        { channel: 'push', outcome: 'no-device', at: notification!.at },
      ],
    });
    expect(Array.from(notification!.comment!.excerpt!)).toHaveLength(LIMITS.excerptLength);
    expect((await inbox(grace)).items).toEqual([]);
    expect((await call('GET', '/v1/me/notifications')).status).toBe(401);
  });

  it('are read by id or up to a time, counted as they are shown, and listed page by page', async () => {
    const { id } = await post(ada, 'Count with me');
    for (const number of ['One', 'Two', 'Three']) await post(grace, number, id);
    const all = await told(ada, 3);
    const excerpts = (items: Notification[]) => items.map(({ comment }) => comment!.excerpt).sort();
    expect(excerpts(all)).toEqual(['One', 'Three', 'Two']);
    expect((await inbox(ada)).unread).toBe(3);
    expect(await read(ada, { ids: [all[1]!.id] })).toBe(2);
    expect(await read(grace, { ids: all.map((one) => one.id) })).toBe(0);
    for (const query of ['?unread=true', '?unread']) expect((await inbox(ada, query)).items).toEqual([all[0], all[2]]);
    const first = await inbox(ada, '?limit=2');
    const second = await inbox(ada, `?limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items].map((one) => one.id)).toEqual(all.map((one) => one.id));
    expect([second.next, first.unread]).toEqual([null, 2]);
    expect(first.items[1]).toMatchObject({
      read: true,
      delivery: [{ outcome: 'read' }, { outcome: 'off' }, { outcome: 'no-device' }],
    });
    await post(grace, 'Four', id);
    const [latest] = await told(ada, 4);
    expect(await read(ada, { until: all[0]!.at })).toBe(1);
    expect((await inbox(ada, '?unread=true')).items).toEqual([latest]);
    for (const bad of [{}, { ids: [], until: latest!.at }, { ids: ['x'] }, { until: 'soon' }, { all: true }])
      expect((await call('POST', '/v1/me/notifications/read', { token: ada, body: bad })).status).toBe(422);
    expect((await call('GET', '/v1/me/notifications?cursor=x', { token: ada })).status).toBe(422);
  });

  describe('of mentions', () => {
    const mention = (id: string, label = 'somebody') => `[@${label}](mention:${id})`;
    const shown = (id: string, name: string) => `<bdi class="aw-mention" data-reader="${id}">@${name}</bdi>`;
    const people = async (token: string, query = '') =>
      expectStatus(200, await call<MentionList>('GET', `${page()}/mentions${query}`, { token })).items;
    const edit = async (token: string, id: string, body: string) =>
      expectStatus(200, await call<Comment>('PATCH', `/v1/comments/${id}`, { token, body: { body } }));
    const restrict = async (id: string, kind: string) =>
      expectStatus(
        200,
        await call('PUT', `/v1/sites/${site.id}/moderation/readers/${id}/restriction`, {
          token: ADMIN_TOKEN,
          body: { kind },
        }),
      );

    it('list who has written what others see on the page, its authors first, by the beginning of a word', async () => {
      const author = await service.api.guest(site.id, 'An author');
      const [held, muted, elsewhere] = await Promise.all(
        ['Held', 'Muted', 'Elsewhere'].map((name) => service.api.guest(site.id, name)),
      );
      expect(await people(ada)).toEqual([]);
      await post(ada, 'First');
      const { id } = await post(held!, 'Held');
      await decide('hold', id);
      await post(muted!, 'Said before');
      await restrict(await idOf(muted!), 'mute');
      await post(elsewhere!, 'There', undefined, 'another');
      await post(grace, 'Last');
      const body = { authors: [{ id: await idOf(author) }] };
      expectStatus(200, await call('PATCH', `/v1/admin/sites/${site.id}/pages/talk`, { token: ADMIN_TOKEN, body }));
      const linus = await service.api.guest(site.id, 'Linus');
      const names = async (query = '') => (await people(linus, query)).map(({ name }) => name);
      expect(await names()).toEqual(['An author', 'Grace', 'Ada']);
      expect(await names('?q=gr')).toEqual(['Grace']);
      expect(await names('?q=AUTH')).toEqual(['An author']);
      expect(await names('?q=%25')).toEqual([]);
      expect(await names('?limit=1')).toEqual(['An author']);
      expect(Object.keys((await people(linus))[0]!)).toEqual(['id', 'name', 'avatarUrl', 'role']);
      // Not oneself.
      expect((await people(grace)).map(({ name }) => name)).toEqual(['An author', 'Ada']);
      for (const bad of ['?limit=0', '?limit=21', `?q=${'x'.repeat(LIMITS.readerNameLength + 1)}`])
        expect([bad, (await call('GET', `${page()}/mentions${bad}`, { token: ada })).status]).toEqual([bad, 422]);
      expect((await call('GET', `${page()}/mentions`)).status).toBe(401);
    });

    it('tell who is mentioned, once, and as a reply where it is one; nobody of their own', async () => {
      const linus = await service.api.guest(site.id, 'Linus');
      const [adaId, graceId, linusId] = [await idOf(ada), await idOf(grace), await idOf(linus)];
      await inbox(ada);
      const first = await post(ada, 'First');
      await post(linus, 'Second');
      await follow(page(), linus);
      const body = `${mention(adaId)} ${mention(linusId)} ${mention(linusId)} ${mention(graceId)}`;
      const comment = await post(grace, body, first.id);
      expect((await told(ada, 1)).map(({ type }) => type)).toEqual(['reply']);
      const [ofLinus] = await told(linus, 1);
      expect(ofLinus).toMatchObject({ type: 'mention', actor: { name: 'Grace' }, comment: { id: comment.id } });
      expect(ofLinus!.comment!.excerpt).toBe('@Ada @Linus @Linus @somebody');
      await settled();
      expect((await inbox(grace)).items).toEqual([]);
    });

    it('say the name of the person as it is now, and are text where the person is not on the page', async () => {
      const [adaId, stranger] = [await idOf(ada), randomUUID()];
      const hostile = await service.api.guest(site.id, 'A [<b>] \\ $1 & more');
      const hostileId = await idOf(hostile);
      await post(ada, 'First');
      await post(hostile, 'Second');
      const written = `${mention(adaId, 'Admin')} *${mention(stranger, '<b>Nobody')}* ${mention(hostileId)}, \`${mention(adaId)}\``;
      const { id, body, html } = await post(grace, written);
      expect(html).toContain(shown(adaId, 'Ada'));
      expect(html).toContain('<em>@&lt;b&gt;Nobody</em>');
      expect(html).toContain(shown(hostileId, 'A [&lt;b&gt;] \\ $1 &amp; more'));
      expect(body).toContain(`${mention(adaId, 'Ada')} *@<b>Nobody* ${mention(hostileId, 'A <b>  $1 & more')}`);
      const now = async () => expectStatus(200, await call<Comment>('GET', `/v1/comments/${id}`));
      const before = await now();
      expectStatus(200, await call('PATCH', '/v1/me', { token: ada, body: { name: 'A\\1 & <Ada>' } }));
      const renamed = await now();
      expect(renamed.html).toBe(
        before.html!.replace(shown(adaId, 'Ada'), () => shown(adaId, 'A\\1 &amp; &lt;Ada&gt;')),
      );
      expect(renamed.body).toContain(mention(adaId, 'A1 & <Ada>'));
      expect(renamed.body).toContain(mention(hostileId, 'A <b>  $1 & more'));
      // Nobody in particular, whatever others have called them.
      expectStatus(204, await call('DELETE', '/v1/me', { token: ada }));
      const left = await now();
      expect(left.html).toContain(shown(adaId, 'Former reader'));
      expect(`${left.body}${left.html}`).not.toContain('A1');
      // What is stored is what a later renderer makes the same of.
      expect((await edit(grace, id, left.body!)).html).toContain('@Former reader');
    });

    it('tell of a held comment when it is published, of an edit only whom it adds, and nobody of what muted readers write', async () => {
      const linus = await service.api.guest(site.id, 'Linus');
      const [adaId, linusId] = [await idOf(ada), await idOf(linus)];
      await inbox(ada);
      await post(ada, 'First');
      await post(linus, 'Second');
      await restrict(await idOf(grace), 'premoderate');
      const held = await post(grace, `${mention(adaId)} look`);
      expect(held.status).toBe('pending');
      await settled();
      expect((await inbox(ada)).items).toEqual([]);
      await decide('publish', held.id);
      expect((await told(ada, 1)).map(({ type }) => type)).toEqual(['mention']);
      expectStatus(
        200,
        await call('DELETE', `/v1/sites/${site.id}/moderation/readers/${await idOf(grace)}/restriction`, {
          token: ADMIN_TOKEN,
        }),
      );
      await edit(grace, held.id, `${mention(adaId)} ${mention(linusId)} look`);
      expect((await told(linus, 1)).map(({ comment }) => comment!.id)).toEqual([held.id]);
      await edit(grace, held.id, `${mention(linusId)} look`);
      const { id } = await post(linus, 'Third');
      await restrict(await idOf(grace), 'mute');
      await post(grace, `${mention(adaId)} ${mention(linusId)}`, id);
      await settled();
      expect([(await inbox(ada)).items.length, (await inbox(linus)).items.length]).toEqual([1, 1]);
    });

    it('are at most so many in a comment, and no links to moderation', async () => {
      const ids = Array.from({ length: LIMITS.mentionsInComment + 1 }, () => randomUUID());
      const refused = await call('POST', `${page()}/comments`, {
        token: ada,
        body: { body: ids.map((id) => mention(id)).join(' ') },
      });
      expect([refused.status, refused.body.errors]).toEqual([
        422,
        [{ path: '/body', message: 'must not mention more than 10 people' }],
      ]);
      const settings = `/v1/sites/${site.id}/moderation/settings`;
      expectStatus(200, await call('PATCH', settings, { token: ADMIN_TOKEN, body: { maxLinks: 0 } }));
      await post(ada, 'First');
      expect((await post(grace, mention(await idOf(ada)))).status).toBe('published');
    });
  });

  it('tell followers of a page and of a comment, at every level, each once and as what concerns them most', async () => {
    const linus = await service.api.guest(site.id, 'Linus');
    const root = await post(ada, 'Root');
    const other = await post(ada, 'Another');
    await follow(page(), linus);
    await follow(page(), linus);
    await follow(`/v1/comments/${root.id}`, linus);
    await follow(`/v1/comments/${root.id}`, grace);
    await follow(page(), ada);
    const reply = await post(grace, 'Below', root.id);
    const deep = await post(ada, 'Further below', reply.id);
    await post(ada, 'Elsewhere', other.id);
    const ofLinus = await told(linus, 3);
    expect(ofLinus.map(({ type, comment }) => [type, comment!.excerpt])).toEqual([
      ['comment', 'Elsewhere'],
      ['comment', 'Further below'],
      ['comment', 'Below'],
    ]);
    const ofGrace = await told(grace, 1);
    expect(ofGrace.map(({ type, comment }) => [type, comment!.id])).toEqual([['reply', deep.id]]);
    expect((await told(ada, 1)).map(({ type }) => type)).toEqual(['reply']);
    expectStatus(200, await call('DELETE', `${page()}/follow`, { token: linus }));
    await post(grace, 'Unheard', other.id);
    await told(ada, 2);
    expect((await inbox(linus)).items).toHaveLength(3);
  });

  it('are of what readers follow, which they can list and end, up to a number', async () => {
    const { id } = await post(ada, 'Hello');
    const of = async (key = 'talk') =>
      expectStatus(200, await call<PageFollowing>('GET', `${page(key)}/follow`, { token: ada }));
    expect(await of('unknown')).toEqual({ following: false, comments: [] });
    await follow(page('new'), ada);
    await follow(`/v1/comments/${id}`, ada);
    expect([await of('new'), await of()]).toEqual([
      { following: true, comments: [] },
      { following: false, comments: [id] },
    ]);
    const follows = async () =>
      expectStatus(200, await call<FollowList>('GET', '/v1/me/follows', { token: ada })).items;
    const list = await follows();
    expect(list.map(({ page: { key }, comment }) => [key, comment])).toEqual(
      expect.arrayContaining([
        ['new', null],
        ['talk', id],
      ]),
    );
    const { next, items } = expectStatus(200, await call<FollowList>('GET', '/v1/me/follows?limit=1', { token: ada }));
    const rest = expectStatus(200, await call<FollowList>('GET', `/v1/me/follows?cursor=${next}`, { token: ada }));
    expect([...items, ...rest.items]).toEqual(list);
    await service.app.get(DataSource).query(
      `insert into follow (site_id, reader_id, target_id, is_comment)
         select $1, $2, gen_random_uuid(), false from generate_series(3, $3::int)`,
      [site.id, await idOf(ada), LIMITS.follows],
    );
    expect(codeOf(await call('PUT', `${page('one-more')}/follow`, { token: ada }))).toBe('too-many-follows');
    await follow(page('new'), ada);
    for (const path of [page('new'), page('unknown'), `/v1/comments/${id}`, `/v1/comments/${id}`])
      expectStatus(200, await call('DELETE', `${path}/follow`, { token: ada }));
    expect([await of('new'), await of()]).toEqual([
      { following: false, comments: [] },
      { following: false, comments: [] },
    ]);
    expect((await call('PUT', `/v1/comments/${randomUUID()}/follow`, { token: ada })).status).toBe(404);
    expect((await call('PUT', `${page()}/follow`)).status).toBe(401);
  });

  it('tell of held comments when they are published, of muted ones never, and of each once', async () => {
    const settings = `/v1/sites/${site.id}/moderation/settings`;
    expectStatus(200, await call('PATCH', settings, { token: ADMIN_TOKEN, body: { heldWords: ['casino'] } }));
    const { id } = await post(ada, 'Where to?');
    const troll = await service.api.guest(site.id, 'Troll');
    const restriction = `/v1/sites/${site.id}/moderation/readers/${await idOf(troll)}/restriction`;
    expectStatus(200, await call('PUT', restriction, { token: ADMIN_TOKEN, body: { kind: 'mute' } }));
    await post(troll, 'Nowhere', id);
    const held = await post(grace, 'To a casino', id);
    await settled();
    expect((await inbox(ada)).items).toEqual([]);
    await decide('publish', held.id);
    expect(await told(ada, 1)).toMatchObject([{ type: 'reply', comment: { id: held.id } }]);
    expect(await told(grace, 1)).toMatchObject([{ type: 'decision', decision: 'published', actor: null }]);
    await decide('hold', held.id);
    expect(await inbox(ada)).toMatchObject({ items: [], unread: 0 });
    expect(await ofReader(ada)).toMatchObject([
      { comment: { excerpt: null }, delivery: [{ outcome: 'hidden' }, { outcome: 'off' }, { outcome: 'no-device' }] },
    ]);
    await decide('publish', held.id);
    expect((await inbox(ada)).unread).toBe(1);
    await settled();
    expect((await inbox(ada)).items).toHaveLength(1);
  });

  it('tell authors what was decided, the latest, and nothing that was undone or taken for spam', async () => {
    const [rude, spam, fine] = [await post(ada, 'Rude'), await post(ada, 'Spam'), await post(ada, 'Fine')];
    await decide('spam', spam.id);
    await decide('reject', rude.id);
    expect(await told(ada, 1)).toMatchObject([
      { type: 'decision', decision: 'rejected', comment: { id: rude.id, excerpt: 'Rude' }, actor: null },
    ]);
    const removal = await decide('remove', fine.id);
    await told(ada, 2);
    const undo = `/v1/sites/${site.id}/moderation/decisions/${removal}`;
    expectStatus(204, await call('DELETE', undo, { token: ADMIN_TOKEN }));
    await told(ada, 1);
    await decide('publish', rude.id);
    await poll(
      () => inbox(ada),
      ({ items: [first] }) => first?.decision === 'published',
    );
    expectStatus(204, await call('DELETE', `/v1/comments/${rude.id}`, { token: ada }));
    expect((await inbox(ada)).items).toEqual([]);
  });

  it('tell of points, until they are taken back', async () => {
    const { id } = await post(ada, 'Worth something');
    const give = async (path: string) =>
      expectStatus(
        201,
        await call<Reward>('POST', `${path}/rewards`, {
          ...{ token: grace, body: { amount: 7 }, headers: { 'idempotency-key': randomUUID() } },
        }),
      ).id;
    const reward = await give(`/v1/comments/${id}`);
    expect(await told(ada, 1)).toMatchObject([
      { type: 'reward', amount: 7, comment: { id }, actor: { name: 'Grace' }, page: { key: 'talk' } },
    ]);
    expectStatus(200, await call('DELETE', `/v1/rewards/${reward}`, { token: grace }));
    await told(ada, 0);
    const authors = `/v1/admin/sites/${site.id}/pages/talk`;
    const body = { authors: [{ id: await idOf(ada) }] };
    expectStatus(200, await call('PATCH', authors, { token: ADMIN_TOKEN, body }));
    await give(page());
    expect(await told(ada, 1)).toMatchObject([{ type: 'reward', amount: 7, comment: null, page: { key: 'talk' } }]);
    const merge = { token: ADMIN_TOKEN, body: { from: 'talk' }, headers: { 'idempotency-key': randomUUID() } };
    await post(grace, 'The same page', undefined, 'also-talk');
    await follow(page(), grace);
    expectStatus(200, await call('POST', `/v1/admin/sites/${site.id}/pages/also-talk/merge`, merge));
    expect((await inbox(ada)).items).toMatchObject([{ type: 'reward', page: { key: 'also-talk' } }]);
    const following = expectStatus(200, await call<PageFollowing>('GET', `${page()}/follow`, { token: grace }));
    expect(following.following).toBe(true);
  });

  it('go with the reader, are in their export, and expire', async () => {
    const { id } = await post(ada, 'Soon gone');
    await follow(page('other'), ada);
    await post(grace, 'Good bye', id);
    await told(ada, 1);
    const exported = expectStatus(
      200,
      await call<{ notifications: { type: string }[]; follows: { page: string }[] }>('GET', '/v1/me/export', {
        token: ada,
      }),
    );
    expect(exported).toMatchObject({
      notifications: [{ type: 'reply', page: 'talk', commentId: expect.any(String) as string }],
      follows: [{ page: 'other', commentId: null }],
    });
    const database = service.app.get(DataSource);
    const left = async (table: string) =>
      (await database.query<unknown[]>(`select from ${table} where site_id = $1`, [site.id])).length;
    const readerId = await idOf(ada);
    expectStatus(204, await call('DELETE', '/v1/me', { token: ada }));
    expect([await left('notification'), await left('follow')]).toEqual([0, 0]);
    const back = await post(grace, 'Who is there?');
    await post(await service.api.guest(site.id), 'Me', back.id);
    const [fresh] = await told(grace, 1);
    await settled();
    expect(await database.query(`select from notification where reader_id = $1`, [readerId])).toEqual([]);
    await database.query(`update notification set created_at = created_at - make_interval(days => $2) where id = $1`, [
      ...[fresh!.id, LIMITS.notificationDays + 1],
    ]);
    await service.app.get(Cleanup).tick();
    expect(await inbox(grace)).toMatchObject({ items: [], unread: 0 });
  });

  it('are shown to staff of the site only, and to nobody else', async () => {
    const { id } = await post(ada, 'Mine');
    await post(grace, 'Yours', id);
    await told(ada, 1);
    expect(await ofReader(ada)).toMatchObject([
      { type: 'reply', delivery: [{ channel: 'inbox', outcome: 'unread' }, { channel: 'mail' }, { channel: 'push' }] },
    ]);
    const path = `/v1/sites/${site.id}/moderation/readers/${await idOf(ada)}/notifications`;
    expect((await call('GET', path, { token: ada })).status).toBe(403);
    const other = await service.api.site(ADMIN_TOKEN);
    const elsewhere = path.replace(site.id, other.id);
    expect((await call('GET', elsewhere, { token: ADMIN_TOKEN })).status).toBe(404);
  });
});

import type { ClaimView, ModeratedComment, ModerationHistory, ModerationNumbers } from '@afterword/contracts';
import { Cleanup, idAt, rowsOf } from '@afterword/platform';
import { expectStatus } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { ModeratedSite } from '@afterword/testing/moderated-site';
import { DataSource } from 'typeorm';
import { ClaimClock } from '../moderation-claims';
import { NumbersService } from '../moderation-numbers';

/** What the console shows beside the comments themselves: what is urgent, who reads what, what an edit changed, how much there is. */
describe('moderators see', () => {
  let service: RunningEngagement;
  let desk: ModeratedSite;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    desk = new ModeratedSite(service);
    await desk.start();
    await desk.set({ reportsToHold: null });
  });
  afterEach(() => jest.restoreAllMocks());

  const sql = <Row>(statement: string, values: unknown[]) =>
    rowsOf<Row>(service.app.get(DataSource), statement, values);
  const decide = async (decision: string, ...comments: string[]) =>
    expectStatus(200, await desk.call<{ id: string }>('POST', 'decisions', { decision, comments })).id;
  const undo = async (decision: string) => expectStatus(204, await desk.call('DELETE', `decisions/${decision}`));
  const report = async (token: string, id: string) => {
    const body = { reason: 'spam' };
    expectStatus(201, await service.api.call('POST', `/v1/comments/${id}/reports`, { token, body }));
  };
  const guest = () => service.api.guest(desk.site.id);
  const idOf = async (token: string) =>
    expectStatus(200, await service.api.call<{ reader: { id: string } }>('GET', '/v1/me', { token })).reader.id;
  const item = async (id: string) => expectStatus(200, await desk.call<ModerationHistory>('GET', `comments/${id}`));

  /** A member of staff who has just accepted their invitation. @returns their token */
  async function staff(name: string, role: 'admin' | 'moderator'): Promise<string> {
    const body = { email: `${name}@example.com`, name, roles: [{ site: desk.site.id, role }] };
    const invited = await service.api.call<{ invitation: { url: string } | null }>('POST', '/v1/admin/staff', {
      token: ADMIN_TOKEN,
      body,
    });
    const token = new URL(expectStatus(201, invited).invitation!.url).hash.replace('#invitation=', '');
    const accept = { body: { token } };
    const accepted = await service.api.call<{ token: string }>('POST', '/v1/staff/invitations/accept', accept);
    return expectStatus(201, accepted).token;
  }

  describe('what is reported', () => {
    const order = async (query: string) => (await desk.queue(`sort=reports&${query}`)).items.map(({ body }) => body);
    const weights = async () =>
      Object.fromEntries(
        (await desk.queue('status=reported&sort=reports')).items.map(({ body, reports }) => [body, reports.weight]),
      ) as Record<string, number>;

    /** A reader most of whose reports were dismissed. */
    async function crier() {
      const token = await guest();
      for (let count = 0; count < 4; count += 1) {
        const { id } = await desk.post(`Harmless ${count}`, { page: 'bridge-vote' });
        await report(token, id);
        await decide('publish', id);
      }
      return token;
    }

    it('by what its reports weigh, then the others, the oldest first, from part to part', async () => {
      const cried = await crier();
      const [none, half, one, two, oneAgain] = [
        await desk.post('none'),
        await desk.post('half'),
        await desk.post('one'),
        await desk.post('two'),
        await desk.post('one again'),
      ];
      await report(cried, half.id);
      await report(await guest(), one.id);
      for (const token of [await guest(), await guest()]) await report(token, two.id);
      await report(await guest(), oneAgain.id);
      const wanted = ['two', 'one', 'one again', 'half', 'none'];
      expect(await order('status=all&page=night-library')).toEqual(wanted);
      expect(await order('status=reported')).toEqual(wanted.slice(0, 4));
      expect(await weights()).toEqual({ two: 2, one: 1, 'one again': 1, half: 0.5 });

      for (const limit of [1, 2, 3]) {
        const read: (string | null)[] = [];
        let cursor = '';
        do {
          const query = `status=all&page=night-library&sort=reports&limit=${limit}${cursor}`;
          const { items, next } = await desk.queue(query);
          read.push(...items.map(({ body }) => body));
          cursor = next === null ? '' : `&cursor=${next}`;
        } while (cursor !== '');
        expect([limit, read]).toEqual([limit, wanted]);
      }
      const { next } = await desk.queue('status=all&sort=reports&limit=1');
      expect((await desk.call('GET', `comments?status=all&sort=oldest&cursor=${next}`)).status).toBe(422);

      // What no queue returned is refused, and asks nothing of the database.
      const forged = Buffer.from(JSON.stringify(['queue-by-reports', 1e300, two.id])).toString('base64url');
      expect((await desk.call('GET', `comments?status=all&sort=reports&cursor=${forged}`)).status).toBe(422);

      await decide('remove', two.id);
      expect(await order('status=reported')).toEqual(wanted.slice(1, 4));
      // A comment that is gone has no place, whatever was said of it.
      await sql(`update comment set status = 'deleted', body = null, html = null where id = $1`, [one.id]);
      expect(await order('status=reported')).toEqual(['one again', 'half']);
      expect(none.status).toBe('published');
    });

    it('by how right its reporters were in the end: what is settled elsewhere weighs here, and what is undone no more', async () => {
      const token = await guest();
      const { id } = await desk.post('open');
      await report(token, id);
      const decisions: string[] = [];
      for (let count = 0; count < 4; count += 1) {
        const harmless = await desk.post(`Harmless ${count}`);
        await report(token, harmless.id);
        decisions.push(await decide('publish', harmless.id));
      }
      expect(await weights()).toEqual({ open: 0.5 });
      await undo(decisions[3]!);
      expect(await weights()).toEqual({ open: 1, 'Harmless 3': 1 });
      await report(await guest(), id);
      expect(await weights()).toEqual({ open: 2, 'Harmless 3': 1 });
    });

    it('without what banned and muted readers said, for as long as they are', async () => {
      const token = await guest();
      const [first, second] = [await desk.post('first'), await desk.post('second')];
      await report(token, second.id);
      expect(await order('status=all')).toEqual(['second', 'first']);
      const reader = await idOf(token);
      const path = `readers/${reader}/restriction`;
      expectStatus(200, await desk.call('PUT', path, { kind: 'mute' }));
      expect(await order('status=all')).toEqual(['first', 'second']);
      expect(await weights()).toEqual({ second: 0 });
      expectStatus(200, await desk.call('DELETE', path));
      expect(await weights()).toEqual({ second: 1 });
      expectStatus(200, await desk.call('PUT', path, { kind: 'ban', until: '2999-01-01T00:00:00Z' }));
      await sql(`update reader set restricted_until = now() - interval '1 second' where id = $1`, [reader]);
      await service.app.get(Cleanup).tick();
      expect(await weights()).toEqual({ second: 1 });
      expect(first.status).toBe('published');
    });

    it('in sums that are those of the open reports, after many decisions at the same time', async () => {
      const readers = await Promise.all(Array.from({ length: 6 }, guest));
      const comments = await Promise.all(
        Array.from({ length: 12 }, (_, index) => desk.post(`Comment ${index}`, { page: `page-${index % 4}` })),
      );
      await Promise.all(comments.flatMap(({ id }) => readers.map((token) => report(token, id))));
      const kinds = ['publish', 'publish', 'publish', 'remove'];
      const decisions = await Promise.all(comments.slice(0, 9).map(({ id }, index) => decide(kinds[index % 4]!, id)));
      await Promise.all(decisions.slice(0, 3).map((id) => undo(id)));
      const wrong = await sql(
        `select w.comment_id from reported_comment w
          where w.site_id = $1
            and w.weight <> (select coalesce(sum(r.weight), 0) from report r where r.comment_id = w.comment_id and r.status = 'open')`,
        [desk.site.id],
      );
      expect(wrong).toEqual([]);
      expect((await desk.queue('status=reported&sort=reports')).items).toHaveLength(6);
    });
  });

  describe('who looks at what', () => {
    const path = (id: string) => `/v1/sites/${desk.site.id}/moderation/comments/${id}/claim`;
    const claim = async (token: string, id: string) =>
      expectStatus(200, await service.api.call<ClaimView>('PUT', path(id), { token }));
    const leave = async (token: string, id: string) =>
      expectStatus(204, await service.api.call('DELETE', path(id), { token }));

    it('until they leave it or look at another one, or a minute has gone by; and decide all the same', async () => {
      const suffix = desk.site.id;
      const [ada, bo] = [await staff(`Ada-${suffix}`, 'moderator'), await staff(`Bo-${suffix}`, 'moderator')];
      const [first, second] = [(await desk.post('first')).id, (await desk.post('second')).id];
      expect(await claim(ada, first)).toMatchObject({ comment: first, mine: true, by: { name: `Ada-${suffix}` } });
      expect(await claim(bo, first)).toMatchObject({ mine: false, by: { name: `Ada-${suffix}` } });
      // Nobody gives up what is somebody else's.
      await leave(bo, first);
      expect((await claim(bo, first)).mine).toBe(false);
      await claim(ada, second);
      expect((await claim(bo, first)).mine).toBe(true);
      await leave(bo, first);
      expect((await claim(ada, first)).mine).toBe(true);

      const { now } = { now: Date.now() };
      const clock = jest.spyOn(service.app.get(ClaimClock), 'now');
      clock.mockImplementation(() => new Date(now + 59_000));
      expect((await claim(bo, first)).mine).toBe(false);
      clock.mockImplementation(() => new Date(now + 62_000));
      expect((await claim(bo, first)).mine).toBe(true);
      expect((await claim(ADMIN_TOKEN, first)).by.name).toBe(`Bo-${suffix}`);
      const body = { decision: 'remove', comments: [first] };
      const options = { token: ada, body };
      const decided = await service.api.call<{ results: { status: string }[] }>(
        'POST',
        `/v1/sites/${desk.site.id}/moderation/decisions`,
        options,
      );
      expect(expectStatus(200, decided).results).toMatchObject([{ status: 'removed' }]);
      clock.mockImplementation(() => new Date(now + 200_000));
      await service.app.get(Cleanup).tick();
      expect(await sql(`select from moderation_claim where site_id = $1`, [desk.site.id])).toEqual([]);
    });

    it('of comments of their site', async () => {
      const elsewhere = new ModeratedSite(service);
      await elsewhere.start();
      const { id } = await elsewhere.post('elsewhere');
      for (const unknown of [id, '0198c0de-0000-7000-8000-000000000000', 'x'])
        for (const method of ['PUT', 'DELETE'] as const)
          expect((await service.api.call(method, path(unknown), { token: ADMIN_TOKEN })).status).toBe(404);
    });
  });

  describe('what an edit has changed', () => {
    const edit = async (token: string, id: string, body: string) =>
      expectStatus(200, await service.api.call('PATCH', `/v1/comments/${id}`, { token, body: { body } }));
    const texts = async (id: string) => (await item(id)).texts.map(({ body, status }) => [body, status]);

    it('from what readers saw, however often it was edited since it was held; readers are not told', async () => {
      await desk.set({ heldWords: ['casino'] });
      const token = await guest();
      const { id } = await desk.postAs(token, 'A walk by the river');
      expect(await item(id)).toMatchObject({ textBefore: null, texts: [] });
      await edit(token, id, 'A walk by the casino');
      await edit(token, id, 'A long walk by the casino');
      const [held] = (await desk.queue('status=pending')).items;
      expect(held).toMatchObject({ id, textBefore: { body: 'A walk by the river', at: expect.any(String) } });
      expect(await texts(id)).toEqual([
        ['A walk by the casino', 'pending'],
        ['A walk by the river', 'published'],
      ]);
      // The same text again is no edit.
      await edit(token, id, 'A long walk by the casino');
      expect(await texts(id)).toHaveLength(2);
      await decide('publish', id);
      const seen = expectStatus(200, await service.api.call<ModeratedComment>('GET', `/v1/comments/${id}`, { token }));
      expect(JSON.stringify(seen)).not.toContain('river');
      const exported = await service.api.call('GET', '/v1/me/export', { token });
      expect(JSON.stringify(exported.body)).toContain('A walk by the river');
    });

    it('until it is deleted, its author is erased, or it is long ago', async () => {
      const stored = () => sql(`select from comment_earlier_text where site_id = $1`, [desk.site.id]);
      const token = await guest();
      const { id } = await desk.postAs(token, 'One');
      await edit(token, id, 'Two');
      expect(await stored()).toHaveLength(1);
      expectStatus(204, await service.api.call('DELETE', `/v1/comments/${id}`, { token }));
      expect(await stored()).toEqual([]);

      const site = { token: ADMIN_TOKEN, body: { deletedReaders: 'anonymous' } };
      expectStatus(200, await service.api.call('PATCH', `/v1/admin/sites/${desk.site.id}`, site));
      const other = await desk.postAs(token, 'Three');
      await edit(token, other.id, 'Four');
      expect(await stored()).toHaveLength(1);
      expectStatus(204, await service.api.call('DELETE', '/v1/me', { token }));
      expect(await stored()).toEqual([]);

      const late = await guest();
      const last = await desk.postAs(late, 'Five');
      await edit(late, last.id, 'Six');
      await service.app.get(Cleanup).tick();
      expect(await stored()).toHaveLength(1);
      const longAgo = idAt(new Date(Date.now() - 91 * 86_400_000));
      await sql(`update comment_earlier_text set id = $2::uuid where site_id = $1`, [desk.site.id, longAgo]);
      await service.app.get(Cleanup).tick();
      expect(await stored()).toEqual([]);
    });
  });

  describe('how much there is', () => {
    const numbers = (days: 7 | 30 | 90 = 7, now = Date.now() + 60_000 * Math.random()) =>
      service.app.get(NumbersService).of(desk.site.id, days, now);

    it('by day: what came, was held, was decided how fast, and was not undone', async () => {
      await desk.set({ mode: 'pre' });
      const token = await guest();
      const held = [];
      for (let count = 0; count < 6; count += 1) held.push((await desk.postAs(token, `Comment ${count}`)).id);
      await sql(`update comment set created_at = now() - interval '10 minutes' where site_id = $1`, [desk.site.id]);
      await decide('publish', held[0]!, held[1]!);
      await decide('reject', held[2]!);
      await decide('spam', held[3]!);
      await undo(await decide('remove', held[4]!));
      await desk.set({ mode: 'post', reportsToHold: 1 });
      await report(await guest(), held[0]!);
      // What programs decide takes nobody's time.
      const automated = { decision: 'reject', comments: [held[0]!], automated: true };
      expectStatus(200, await desk.call('POST', 'decisions', automated));
      const answer = await desk.call<ModerationNumbers>('GET', 'numbers?days=7');
      const { days, total, isComplete } = expectStatus(200, answer);
      expect(days).toHaveLength(7);
      expect(isComplete).toBe(true);
      const wanted = { comments: 6, held: 7, approved: 2, rejected: 2, spam: 1, removed: 0, reports: 1 };
      expect(total).toMatchObject(wanted);
      expect(days.at(-1)).toMatchObject({ date: new Date().toISOString().slice(0, 10), ...wanted });
      expect(days[0]).toMatchObject({ comments: 0, held: 0, approved: 0, medianSeconds: null, p90Seconds: null });
      for (const seconds of [total.medianSeconds!, total.p90Seconds!, days.at(-1)!.medianSeconds!]) {
        expect(seconds).toBeGreaterThanOrEqual(600);
        expect(seconds).toBeLessThan(660);
      }
    });

    it('in periods that there are, of one site, counted once for who asks at the same time', async () => {
      await desk.post('Here');
      const elsewhere = new ModeratedSite(service);
      await elsewhere.start();
      await elsewhere.post('Elsewhere');
      expect((await desk.call('GET', 'numbers?days=8')).status).toBe(422);
      const now = Date.now();
      const [one, other] = [numbers(30, now), numbers(30, now + 1)];
      expect(one).toBe(other);
      expect((await one).total.comments).toBe(1);
      await desk.post('And again');
      expect((await numbers(30, now + 60_000)).total.comments).toBe(2);
      expect((await numbers(90)).days).toHaveLength(90);
    });
  });

  describe('pages, which admins of the site', () => {
    const page = (key: string, rest = '') => `/v1/admin/sites/${desk.site.id}/pages/${key}${rest}`;

    it('name, merge and give keys to, each of which is in the log; moderators do not', async () => {
      const token = await staff(`Admin-${desk.site.id}`, 'admin');
      const call: RunningEngagement['api']['call'] = (method, path, options) =>
        service.api.call(method, path, { token, ...options });
      await desk.post('Here', { page: 'bridge-vote' });
      const body = { title: 'The vote', url: 'https://margin.example/the-vote' };
      const described = await call('PATCH', page('bridge-vote'), { body });
      expect(expectStatus(200, described)).toMatchObject(body);
      // Whoever reads the queue is led to an address of the site.
      const elsewhere = { body: { url: 'https://elsewhere.example/' } };
      expect((await call('PATCH', page('bridge-vote'), elsewhere)).body.type).toBe(
        'urn:afterword:problem:url-not-allowed',
      );
      expectStatus(200, await call('PATCH', page('bridge-vote'), { ...elsewhere, token: ADMIN_TOKEN }));
      expectStatus(201, await call('POST', page('bridge-vote', '/aliases'), { body: { key: 'old-vote' } }));
      expectStatus(201, await call('POST', page('bridge-vote', '/aliases'), { body: { key: 'old-vote' } }));
      expectStatus(204, await call('DELETE', page('bridge-vote', '/aliases/old-vote')));
      const merged = await call('POST', page('night-library', '/merge'), { body: { from: 'bridge-vote' } });
      expect(expectStatus(200, merged)).toMatchObject({ page: 'night-library', counters: { comments: 1 } });
      const { items } = expectStatus(
        200,
        await desk.call<{ items: { action: string; by: { kind: string }; details?: object }[] }>('GET', 'log'),
      );
      expect(items.slice(0, 5).map(({ action, by, details }) => [action, by.kind, details])).toEqual([
        ['page.merged', 'staff', { from: expect.any(String), key: 'bridge-vote' }],
        ['page.key-removed', 'staff', { key: 'old-vote' }],
        ['page.key-added', 'staff', { key: 'old-vote' }],
        ['page.changed', 'operator', { url: { from: body.url, to: 'https://elsewhere.example/' } }],
        [
          ...['page.changed', 'staff'],
          {
            title: { from: 'What the bridge vote was about', to: body.title },
            url: { from: 'https://margin.example/bridge-vote', to: body.url },
          },
        ],
      ]);
      const moderator = await staff(`Mo-${desk.site.id}`, 'moderator');
      for (const [method, rest] of [
        ['PATCH', ''],
        ['POST', '/merge'],
        ['POST', '/aliases'],
      ] as const)
        expect((await call(method, page('night-library', rest), { token: moderator, body: {} })).status).toBe(403);
    });
  });
});

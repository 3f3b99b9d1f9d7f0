import {
  type Comment,
  type CommentContext,
  type CommentList,
  type ModeratedReader,
  type ModerationQueue,
  type Page,
  type ReactionAnswer,
  type ReplyList,
  type RestrictReader,
  type Session,
  type Site,
  type TrialResult,
  EVENTS,
} from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { Cleanup } from '@afterword/platform';
import { poll } from '@afterword/testing/poll';
import { SignJWT } from 'jose';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { ReconciliationService } from '../reconciliation';

const SECRET = 'a-secret-of-the-publisher-0123456789';

describe('restrictions of readers', () => {
  let service: RunningEngagement;
  let site: Site;
  let ada: Session;
  let bob: string;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { ssoSecret: SECRET });
    ada = expectStatus(201, await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { name: 'Ada' } }));
    bob = await service.api.guest(site.id, 'Bob');
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (rest = '') => pagePath(site.id, 'talk') + rest;
  const moderation = (rest: string) => `/v1/sites/${site.id}/moderation/${rest}`;
  const readerPath = (rest = '', id = ada.reader.id) => moderation(`readers/${id}${rest}`);
  const restrict = async (restriction: RestrictReader, id = ada.reader.id) =>
    expectStatus(
      200,
      await call<ModeratedReader>('PUT', readerPath('/restriction', id), { token: ADMIN_TOKEN, body: restriction }),
    );
  const lift = async () =>
    expectStatus(200, await call<ModeratedReader>('DELETE', readerPath('/restriction'), { token: ADMIN_TOKEN }));
  const tryToPost = (token: string, body: string, parentId?: string) =>
    call<Comment>('POST', path('/comments'), { token, body: { body, parentId } });
  const post = async (token: string, body: string, parentId?: string) =>
    expectStatus(201, await tryToPost(token, body, parentId));
  const list = async (token?: string, query = 'sort=oldest') =>
    expectStatus(200, await call<CommentList>('GET', path(`/comments?${query}`), token === undefined ? {} : { token }));
  const page = async (token?: string) =>
    expectStatus(200, await call<Page>('GET', path(), token === undefined ? {} : { token }));
  const queue = async (query = '') =>
    expectStatus(200, await call<ModerationQueue>('GET', moderation(`comments?${query}`), { token: ADMIN_TOKEN }));
  const codeOf = ({ body }: { body: unknown }) => (body as { type?: string }).type?.split(':').at(-1);
  const idsOf = ({ items }: { items: readonly Comment[] }) => items.map(({ id }) => id);
  const signIn = async (claims: object) => {
    const sso = await new SignJWT({ name: 'Ada', aud: site.id, ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SECRET));
    return expectStatus(201, await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { sso } }));
  };
  const noDrift = async () => {
    const drifts = [];
    for await (const drift of service.app.get(ReconciliationService).all({ fix: false })) drifts.push(drift);
    expect(drifts).toEqual([]);
  };

  describe('a ban', () => {
    it('refuses every write at once, with its end and why, and leaves reading and deleting', async () => {
      const own = await post(ada.token, 'Before');
      const other = await post(bob, 'By Bob');
      const until = new Date(Date.now() + 3_600_000).toISOString();
      await restrict({ kind: 'ban', until, reason: 'harassment', message: 'Insults are not welcome here.' });
      const { token } = ada;
      const writes = [
        tryToPost(token, 'After'),
        call('PATCH', `/v1/comments/${own.id}`, { token, body: { body: 'Changed' } }),
        call('PUT', path('/reactions/like'), { token }),
        call('PUT', `/v1/comments/${other.id}/reactions/like`, { token }),
        call('POST', path('/shares'), { token, body: { channel: 'copy' } }),
        call('POST', path('/rewards'), { token, body: { amount: 1 }, headers: { 'idempotency-key': 'a-reward-0001' } }),
        call('POST', `/v1/comments/${other.id}/reports`, { token, body: { reason: 'spam' } }),
        call('PATCH', '/v1/me', { token, body: { name: 'Eve' } }),
      ];
      for (const write of writes) {
        const refused = await write;
        expect([refused.status, codeOf(refused)]).toEqual([403, 'reader-banned']);
        expect((refused.body as { detail: string }).detail).toBe(
          `You are banned until ${until}. Insults are not welcome here.`,
        );
      }
      expect((await page(token)).counters).toMatchObject({ comments: 2, shares: 0, reactions: { like: 0 } });
      expectStatus(204, await call('DELETE', `/v1/comments/${own.id}`, { token }));
      await noDrift();
    });

    it('ends by itself, or when it is lifted', async () => {
      await restrict({ kind: 'ban', until: new Date(Date.now() + 3_600_000).toISOString() });
      expect((await tryToPost(ada.token, 'No')).status).toBe(403);
      await service.app.get(DataSource).query(`update reader set restricted_until = now() - interval '1 second'`);
      await service.app.get(DataSource).query(`update reader_restriction set until = now() - interval '1 second'`);
      // What a session is known to be restricted to is looked up again within seconds.
      await poll(
        async () => (await tryToPost(ada.token, 'It is over')).status,
        (status) => status === 201,
      );
      expect((await lift()).restriction).toBeNull();
      await restrict({ kind: 'ban' });
      expect((await tryToPost(ada.token, 'No')).status).toBe(403);
      await lift();
      await post(ada.token, 'Lifted');
      expectStatus(200, await call('DELETE', readerPath('/restriction'), { token: ADMIN_TOKEN }));
    });

    it('removes what the reader wrote where that is asked, by a decision that can be undone', async () => {
      const top = await post(ada.token, 'Seen');
      await post(bob, 'A reply', top.id);
      const { restriction, counts } = await restrict({
        kind: 'ban',
        comments: 'remove',
        reason: 'spam',
        note: 'A bot',
      });
      expect(restriction).toMatchObject({ kind: 'ban', until: null, reason: 'spam', note: 'A bot', by: null });
      expect(counts).toMatchObject({ published: 0, rejected: 1 });
      expect((await list()).items).toMatchObject([{ id: top.id, status: 'removed', body: null, replyCount: 1 }]);
      expect((await page()).counters.comments).toBe(1);
      const undone = await call('DELETE', moderation(`decisions/${restriction?.decision}`), { token: ADMIN_TOKEN });
      expectStatus(204, undone);
      expect((await list()).items).toMatchObject([{ id: top.id, status: 'published', body: 'Seen' }]);
      await noDrift();
    });

    it('goes with a reader who leaves and signs in again', async () => {
      const first = await signIn({ sub: 'ada' });
      await restrict({ kind: 'ban' }, first.reader.id);
      expectStatus(204, await call('DELETE', '/v1/me', { token: first.token }));
      const second = await signIn({ sub: 'ada' });
      expect(second.reader.id).not.toBe(first.reader.id);
      expect(codeOf(await tryToPost(second.token, 'Again'))).toBe('reader-banned');
      expect((await queue('status=all')).items).toEqual([]);
    });
  });

  describe('a ban of a guest', () => {
    const come = (userAgent: string) =>
      call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: {}, headers: { 'user-agent': userAgent } });

    it('keeps them from coming back as another guest today, and nobody else', async () => {
      const eve = expectStatus(201, await come('Browser of Eve'));
      await restrict({ kind: 'ban' }, eve.reader.id);
      expect(codeOf(await come('Browser of Eve'))).toBe('reader-banned');
      expectStatus(201, await come('Another browser'));
      const elsewhere = await service.api.site(ADMIN_TOKEN);
      const headers = { 'user-agent': 'Browser of Eve' };
      expectStatus(201, await call('POST', `/v1/sites/${elsewhere.id}/sessions`, { body: {}, headers }));
      const lifted = call('DELETE', readerPath('/restriction', eve.reader.id), { token: ADMIN_TOKEN });
      expectStatus(200, await lifted);
      expectStatus(201, await come('Browser of Eve'));
    });

    it('goes on where they use the banned session again, and forgets where from the next day', async () => {
      await restrict({ kind: 'ban' });
      const { token } = ada;
      const write = { token, body: { body: 'Here I am' }, headers: { 'user-agent': 'A new browser' } };
      expect((await call('POST', path('/comments'), write)).status).toBe(403);
      expect(codeOf(await come('A new browser'))).toBe('reader-banned');
      const database = service.app.get(DataSource);
      await database.query(`update banned_client set day = day - 1`);
      await database.query(`update session set created_at = created_at - interval '1 day'`);
      await poll(
        () => service.app.get(Cleanup).tick(),
        (removed) => removed === 0,
      );
      const left = `select (select count(*)::int from banned_client) + (select count(client)::int from session) as n`;
      expect(await database.query(left)).toEqual([{ n: 0 }]);
    });
  });

  describe('a mute', () => {
    it('shows its reader what they write as everything else, and nobody else anything', async () => {
      const top = await post(bob, 'In the open');
      await restrict({ kind: 'mute' });
      const [before, stateBefore] = [await call('GET', path('/comments')), await page()];
      const { token } = ada;
      const own = await post(token, 'Muted **text**');
      const reply = await post(token, 'A muted reply', top.id);
      const deeper = await post(token, 'To myself', own.id);
      expect(own).toMatchObject({ status: 'published', body: 'Muted **text**', author: { name: 'Ada' } });

      const after = await call('GET', path('/comments'));
      expect(after.body).toEqual(before.body);
      expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
      expect(await page()).toEqual(stateBefore);
      for (const other of [undefined, bob]) {
        const asked = other === undefined ? {} : { token: other };
        for (const { id } of [own, reply, deeper]) {
          for (const rest of ['', '/replies', '/context']) {
            expect((await call('GET', `/v1/comments/${id}${rest}`, asked)).status).toBe(404);
          }
        }
        expect(JSON.stringify(await list(other))).not.toMatch(/[Mm]uted|myself/);
      }
      for (const [method, rest, body] of [
        ['PUT', '/reactions/like', undefined],
        ['POST', '/reports', { reason: 'spam' }],
      ] as const) {
        expect((await call(method, `/v1/comments/${own.id}${rest}`, { token: bob, body })).status).toBe(404);
      }
      expect((await tryToPost(bob, 'To a muted one', own.id)).status).toBe(422);

      const seen = await list(token);
      expect(seen.total).toBe(4);
      expect(idsOf(seen)).toEqual([top.id, own.id]);
      expect(seen.items.map(({ status, replyCount }) => [status, replyCount])).toEqual([
        ['published', 1],
        ['published', 1],
      ]);
      expect(seen.items.map(({ replies }) => idsOf(replies))).toEqual([[reply.id], [deeper.id]]);
      expect((await page(token)).counters.comments).toBe(4);
      const mine = await page(token);
      expect(mine.version).toBeGreaterThan(stateBefore.version);
      const replies = expectStatus(200, await call<ReplyList>('GET', `/v1/comments/${top.id}/replies`, { token }));
      expect(idsOf(replies)).toEqual([reply.id]);
      const context = expectStatus(
        200,
        await call<CommentContext>('GET', `/v1/comments/${deeper.id}/context`, { token }),
      );
      expect([context.comment.status, ...idsOf({ items: context.ancestors })]).toEqual(['published', own.id]);
      const liked = await call('PUT', `/v1/comments/${own.id}/reactions/like`, { token });
      expect(liked.body).toMatchObject({ reactions: { like: 1 }, viewer: { reactions: ['like'] } });
      const onPage = expectStatus(200, await call<ReactionAnswer>('PUT', path('/reactions/like'), { token }));
      expect(onPage.counters).toMatchObject({ comments: 4, reactions: { like: 1 } });
      const counters = `/v1/counters?site=${site.id}&page=talk`;
      expect((await call('GET', counters, { token })).body).toMatchObject({ counters: { talk: { comments: 4 } } });
      expect((await call('GET', counters)).body).toMatchObject({ counters: { talk: { comments: 1 } } });
      expect(JSON.stringify((await call('GET', '/v1/me/export', { token })).body)).not.toMatch(/"muted"|restriction/);
      await noDrift();
    });

    it('has its comments in their places in lists of every order, part by part', async () => {
      const made: string[] = [];
      await restrict({ kind: 'mute' });
      for (let number = 0; number < 6; number += 1) {
        made.push((await post(number % 2 === 0 ? ada.token : bob, `Number ${number}`)).id);
      }
      await call('PUT', `/v1/comments/${made[2]}/reactions/like`, { token: ada.token });
      await call('PUT', `/v1/comments/${made[3]}/reactions/like`, { token: ada.token });
      const orders = {
        oldest: made,
        newest: [...made].reverse(),
        top: [3, 2, 5, 4, 1, 0].map((index) => made[index]),
      };
      for (const [sort, expected] of Object.entries(orders)) {
        const ids: string[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const part: CommentList = await list(ada.token, `sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
          ids.push(...idsOf(part));
          cursor = part.next;
        }
        expect([sort, ids]).toEqual([sort, expected]);
        expect(idsOf(await list(bob, `sort=${sort}`)).sort()).toEqual([made[1], made[3], made[5]].sort());
      }
    });

    it('keeps the place of what its reader deletes below replies, and lets them edit', async () => {
      await restrict({ kind: 'mute' });
      const { token } = ada;
      const top = await post(token, 'Mine');
      const reply = await post(token, 'To myself', top.id);
      const edited = await call<Comment>('PATCH', `/v1/comments/${reply.id}`, { token, body: { body: 'Better' } });
      expect(expectStatus(200, edited)).toMatchObject({ body: 'Better', status: 'published' });
      expectStatus(204, await call('DELETE', `/v1/comments/${top.id}`, { token }));
      const seen = await list(token);
      expect(seen.total).toBe(1);
      expect(seen.items).toMatchObject([
        { id: top.id, status: 'deleted', body: null, replies: { items: [{ id: reply.id }] } },
      ]);
      expect((await call('GET', `/v1/comments/${top.id}`, { token })).body).toMatchObject({ status: 'deleted' });
      expect((await call('GET', `/v1/comments/${top.id}`, { token: bob })).status).toBe(404);
      expect((await list()).items).toEqual([]);
      await noDrift();
    });

    it('hides from others a comment from before that its reader edits', async () => {
      const before = await post(ada.token, 'Harmless');
      const reply = await post(bob, 'Agreed', before.id);
      await restrict({ kind: 'mute' });
      const change = { token: ada.token, body: { body: 'Abuse' } };
      const edited = expectStatus(200, await call<Comment>('PATCH', `/v1/comments/${before.id}`, change));
      expect(edited).toMatchObject({ status: 'published', body: 'Abuse' });
      expect((await list()).items).toMatchObject([{ id: before.id, status: 'removed', body: null, author: null }]);
      const seen = await list(ada.token);
      expect(seen.items).toMatchObject([
        { status: 'published', body: 'Abuse', replies: { items: [{ id: reply.id }] } },
      ]);
      expect(seen.total).toBe(2);
      await noDrift();
    });

    it('is known to moderators, who can publish what is muted; lifting it publishes nothing', async () => {
      await restrict({ kind: 'mute' });
      const muted = await post(ada.token, 'Later published');
      const { items, counts } = await queue('status=muted');
      expect(items).toMatchObject([
        { id: muted.id, status: 'muted', author: { restriction: { kind: 'mute', until: null } } },
      ]);
      expect(counts).toEqual({ pending: 0, reported: 0, spam: 0 });
      const reader = await lift();
      expect(reader).toMatchObject({ restriction: null, counts: { published: 0, muted: 1 } });
      expect((await list()).items).toEqual([]);
      expect(idsOf(await list(ada.token))).toEqual([muted.id]);
      const answer = await post(ada.token, 'To what nobody sees', muted.id);
      const open = await post(ada.token, 'In the open again');
      expect(idsOf(await list())).toEqual([open.id]);
      const decision = { decision: 'publish', comments: [muted.id, answer.id] };
      expectStatus(200, await call('POST', moderation('decisions'), { token: ADMIN_TOKEN, body: decision }));
      expect(idsOf(await list())).toEqual([muted.id, open.id]);
      expect((await page(ada.token)).counters.comments).toBe(3);
      await noDrift();
    });

    it('takes the weight from reports, and tells consumers nothing but the status', async () => {
      await call('PATCH', moderation('settings'), { token: ADMIN_TOKEN, body: { reportsToHold: 1 } });
      const comment = await post(bob, 'Reported');
      await restrict({ kind: 'mute' });
      const report = { token: ada.token, body: { reason: 'spam' } };
      expectStatus(201, await call('POST', `/v1/comments/${comment.id}/reports`, report));
      expect((await list()).total).toBe(1);
      const muted = await post(ada.token, 'Muted');
      const events = await service.app
        .get(DataSource)
        .query<{ type: keyof typeof EVENTS; payload: object }[]>(
          'select type, payload from event where site_id = $1 and (subject_id = $2 or subject_id = $3) order by txid, position',
          [site.id, muted.id, ada.reader.id],
        );
      expect(events).toEqual([
        { type: 'reader.restricted', payload: { kind: 'mute', until: null } },
        { type: 'comment.created', payload: { parentId: null, status: 'muted' } },
      ]);
      for (const { type, payload } of events) EVENTS[type].parse(payload);
    });
  });

  it('hold what a reader writes and edits, with pre-moderation', async () => {
    const before = await post(ada.token, 'Before');
    await restrict({ kind: 'premoderate' });
    const held = await post(ada.token, 'Held');
    expect(held.status).toBe('pending');
    const change = { token: ada.token, body: { body: 'Changed' } };
    expect((await call('PATCH', `/v1/comments/${before.id}`, change)).body).toMatchObject({ status: 'pending' });
    expect((await list()).total).toBe(0);
    expect((await queue()).items).toMatchObject([
      { id: before.id, verdicts: [{ step: 'restricted-reader', verdict: 'hold' }] },
      { id: held.id, author: { restriction: { kind: 'premoderate' } } },
    ]);
    const trial = { body: 'Text', reader: ada.reader.id };
    const tried = await call<TrialResult>('POST', moderation('trial'), { token: ADMIN_TOKEN, body: trial });
    expect(expectStatus(200, tried)).toMatchObject({ verdict: 'hold', steps: [{ step: 'restricted-reader' }] });
  });

  it('are for moderators to impose, on readers who are no moderators, with an end in the future', async () => {
    const mo = await signIn({ sub: 'mo', name: 'Mo', role: 'moderator' });
    const [ban, token] = [{ kind: 'ban' }, ADMIN_TOKEN];
    const answer = await call<ModeratedReader>('PUT', readerPath('/restriction'), { token: mo.token, body: ban });
    expect(expectStatus(200, answer).restriction?.by).toBe(mo.reader.id);
    expect(codeOf(await call('PUT', readerPath('/restriction', mo.reader.id), { token, body: ban }))).toBe(
      'restriction-not-allowed',
    );
    const past = { kind: 'ban', until: '2020-01-01T00:00:00Z' };
    expect((await call('PUT', readerPath('/restriction'), { token, body: past })).status).toBe(422);
    for (const id of ['nonsense', '018f0000-0000-7000-8000-000000000000']) {
      expect(codeOf(await call('PUT', readerPath('/restriction', id), { token, body: ban }))).toBe('reader-not-found');
    }
    expect((await call('PUT', readerPath('/restriction'), { token: bob, body: ban })).status).toBe(403);
  });

  it('cost readers without one no statement', async () => {
    await post(bob, 'Warm');
    const query = jest.spyOn(Client.prototype, 'query');
    await list(bob);
    await page(bob);
    const asked = query.mock.calls.map(([statement]: unknown[]) => JSON.stringify(statement));
    query.mockRestore();
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter((statement) => statement.includes(`'muted'`))).toEqual([]);
  });
});

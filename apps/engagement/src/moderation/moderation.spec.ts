import type {
  Comment,
  CommentContext,
  CommentList,
  Decision,
  LogList,
  ModeratedPage,
  ModerationHistory,
  ModerationQueue,
  ModerationSettings,
  Page,
  Problem,
  ReplyList,
  Session,
  Site,
  TrialResult,
} from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { ReconciliationService } from '../reconciliation';
import { STEPS } from './steps';

const SECRET = 'a-secret-of-the-publisher-0123456789';

describe('moderation', () => {
  let service: RunningEngagement;
  let site: Site;
  let ada: string;
  let bob: string;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { ssoSecret: SECRET });
    [ada, bob] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id, 'Bob')];
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (rest = '') => pagePath(site.id, 'talk') + rest;
  const moderation = (rest: string) => `/v1/sites/${site.id}/moderation/${rest}`;
  const set = async (settings: Partial<ModerationSettings>) =>
    expectStatus(
      200,
      await call<ModerationSettings>('PATCH', moderation('settings'), { token: ADMIN_TOKEN, body: settings }),
    );
  const tryToPost = (token: string, body: string, parentId?: string) =>
    call<Comment>('POST', path('/comments'), { token, body: { body, parentId } });
  const post = async (token: string, body: string, parentId?: string) =>
    expectStatus(201, await tryToPost(token, body, parentId));
  const list = async (token?: string, query = 'sort=oldest') =>
    expectStatus(200, await call<CommentList>('GET', path(`/comments?${query}`), token === undefined ? {} : { token }));
  const queue = async (query = '') =>
    expectStatus(200, await call<ModerationQueue>('GET', moderation(`comments?${query}`), { token: ADMIN_TOKEN }));
  const decide = async (decision: string, comments: string[], more: object = {}) =>
    expectStatus(
      200,
      await call<Decision>('POST', moderation('decisions'), {
        token: ADMIN_TOKEN,
        body: { decision, comments, ...more },
      }),
    );
  const undo = (id: string) => call('DELETE', moderation(`decisions/${id}`), { token: ADMIN_TOKEN });
  const page = async () => expectStatus(200, await call<Page>('GET', path()));
  const noDrift = async () => {
    const drifts = [];
    for await (const drift of service.app.get(ReconciliationService).all({ fix: false })) drifts.push(drift);
    expect(drifts).toEqual([]);
  };
  const moderatorToken = async () => {
    const claims = { sub: 'm1', name: 'Mo', role: 'moderator', aud: site.id };
    const sso = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SECRET));
    return expectStatus(201, await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { sso } })).token;
  };

  it('gives a copy of a request its first answer, whatever the settings say by now', async () => {
    const copy = () =>
      call<Comment>('POST', path('/comments'), {
        token: ada,
        body: { body: 'Visit my casino' },
        headers: { 'idempotency-key': 'the-same-request' },
      });
    const first = expectStatus(201, await copy());
    await set({ blockedWords: ['casino'] });
    expect((await tryToPost(ada, 'Visit my casino')).status).toBe(422);
    expect(expectStatus(201, await copy())).toEqual(first);
    expect((await page()).counters.comments).toBe(1);
  });

  describe('a held comment', () => {
    it('is shown to its author alone, and changes nothing that others can see', async () => {
      const top = await post(bob, 'In the open');
      await set({ mode: 'pre' });
      const [before, stateBefore] = [await call('GET', path('/comments')), await page()];
      const held = await post(ada, 'Held **text**');
      const reply = await post(ada, 'A held reply', top.id);
      expect(held).toMatchObject({ status: 'pending', body: 'Held **text**', author: { name: 'Ada' } });

      const after = await call('GET', path('/comments'));
      expect(after.body).toEqual(before.body);
      expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
      expect(await page()).toEqual(stateBefore);
      for (const token of [undefined, bob]) {
        const asked = token === undefined ? {} : { token };
        for (const { id } of [held, reply]) {
          for (const rest of ['', '/replies', '/context']) {
            expect((await call('GET', `/v1/comments/${id}${rest}`, asked)).status).toBe(404);
          }
        }
        expect(JSON.stringify(await list(token))).not.toMatch(/[Hh]eld/);
      }
      expect((await tryToPost(bob, 'To a held one', held.id)).status).toBe(422);
      expect((await call('PUT', `/v1/comments/${held.id}/reactions/like`, { token: ada })).status).toBe(404);

      const own = await list(ada);
      expect(own.total).toBe(1);
      expect(own.items.map(({ id, status }) => [id, status])).toEqual([
        [held.id, 'pending'],
        [top.id, 'published'],
      ]);
      expect(own.items[1]?.replies.items.map(({ id, status }) => [id, status])).toEqual([[reply.id, 'pending']]);
      const replies = expectStatus(200, await call<ReplyList>('GET', `/v1/comments/${top.id}/replies`, { token: ada }));
      expect(replies.items.map(({ id }) => id)).toEqual([reply.id]);
      expect(expectStatus(200, await call<Comment>('GET', `/v1/comments/${held.id}`, { token: ada })).status).toBe(
        'pending',
      );
      await noDrift();
    });

    it('is told to nobody on an event stream, until it is published', async () => {
      const abort = new AbortController();
      const stream = await fetch(service.url + path('/events'), { signal: abort.signal });
      const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
      await set({ mode: 'pre' });
      const held = await post(ada, 'Held');
      await decide('reject', [held.id]);
      const second = await post(ada, 'Published later');
      await decide('publish', [second.id]);
      let heard = '';
      while (!heard.includes(second.id)) heard += (await reader.read()).value ?? '';
      expect(heard).toContain('event: comment.created');
      expect(heard).not.toContain(held.id);
      abort.abort();
    });

    it('is in the queue with its verdicts, and published once it is approved', async () => {
      await set({ heldWords: ['casino'] });
      const held = await post(ada, 'Visit my C4SINO today');
      const { items, counts } = await queue();
      expect(counts).toEqual({ pending: 1, reported: 0, spam: 0 });
      expect(items).toMatchObject([
        {
          id: held.id,
          status: 'pending',
          body: 'Visit my C4SINO today',
          page: { key: 'talk' },
          author: { name: 'Ada', counts: { published: 0, pending: 1, rejected: 0 } },
          verdicts: [{ step: 'held-words', verdict: 'hold', matches: ['C4SINO'] }],
        },
      ]);
      const decision = await decide('publish', [held.id], { reason: 'other', note: 'A review of a film' });
      expect(decision.results).toEqual([
        { comment: held.id, from: 'pending', status: 'published', version: expect.any(String) },
      ]);
      expect((await list()).items).toMatchObject([{ id: held.id, status: 'published' }]);
      expect((await page()).counters.comments).toBe(1);
      const { history } = expectStatus(
        200,
        await call<ModerationHistory>('GET', moderation(`comments/${held.id}`), { token: ADMIN_TOKEN }),
      );
      expect(history).toMatchObject([
        { from: 'pending', to: 'published', cause: 'decision-publish', reason: 'other', note: 'A review of a film' },
      ]);
      await noDrift();
    });

    it('is listed with what it answers, and with the decisions that would change it', async () => {
      const above = await post(bob, 'Above');
      await set({ mode: 'pre' });
      const held = await post(ada, 'Below', above.id);
      expect((await queue()).items).toMatchObject([
        {
          id: held.id,
          parent: { id: above.id, author: 'Bob', excerpt: 'Above', status: 'published' },
          decisions: ['publish', 'reject', 'spam', 'remove'],
        },
      ]);
      expectStatus(204, await call('DELETE', `/v1/comments/${above.id}`, { token: bob }));
      const { items } = await queue();
      expect(items).toMatchObject([{ parent: { id: above.id, author: null, excerpt: null, status: 'deleted' } }]);
      await decide('publish', [held.id]);
      expect((await queue('status=published')).items).toMatchObject([
        { id: held.id, decisions: ['reject', 'spam', 'remove', 'hold'] },
      ]);
    });

    it('can be edited and deleted by its author, unseen', async () => {
      await set({ mode: 'pre' });
      const held = await post(ada, 'First');
      const versions = await page();
      const edited = await call<Comment>('PATCH', `/v1/comments/${held.id}`, { token: ada, body: { body: 'Second' } });
      expect(expectStatus(200, edited)).toMatchObject({ status: 'pending', body: 'Second' });
      expect((await call('PATCH', `/v1/comments/${held.id}`, { token: bob, body: { body: 'X' } })).status).toBe(404);
      expectStatus(204, await call('DELETE', `/v1/comments/${held.id}`, { token: ada }));
      expect((await queue()).items).toEqual([]);
      expect((await list(ada)).items).toEqual([]);
      expect(await page()).toEqual(versions);
      await noDrift();
    });

    it('that is rejected stays with its author, who is not told that it was taken for spam', async () => {
      await set({ mode: 'pre' });
      const held = await post(ada, 'Buy this');
      await decide('spam', [held.id]);
      expect((await list(ada)).items).toMatchObject([{ id: held.id, status: 'rejected', body: 'Buy this' }]);
      expect((await list(bob)).items).toEqual([]);
      const edit = await call('PATCH', `/v1/comments/${held.id}`, { token: ada, body: { body: 'X' } });
      expect(edit.status).toBe(404);
    });
  });

  describe('a decision', () => {
    it('hides a comment with replies behind a tombstone, whatever hides it, and can be undone', async () => {
      const top = await post(ada, 'Top');
      const reply = await post(bob, 'Reply', top.id);
      const before = await list();
      for (const decision of ['remove', 'spam', 'reject', 'hold']) {
        const { id } = await decide(decision, [top.id]);
        expect((await list()).items).toMatchObject([
          { id: top.id, status: 'removed', author: null, body: null, replies: { items: [{ id: reply.id }] } },
        ]);
        expect((await page()).counters.comments).toBe(1);
        const context = await call<CommentContext>('GET', `/v1/comments/${reply.id}/context`);
        expect(expectStatus(200, context).ancestors).toMatchObject([{ status: 'removed', body: null }]);
        expect((await undo(id)).status).toBe(204);
        expect((await undo(id)).status).toBe(204);
        expect((await list()).items).toEqual(before.items);
      }
      await noDrift();
    });

    it('decides each comment by itself, and says what became of each', async () => {
      const [one, two] = [await post(ada, 'One'), await post(bob, 'Two')];
      const other = await service.api.site(ADMIN_TOKEN);
      const stranger = await service.api.guest(other.id);
      const foreign = expectStatus(
        201,
        await call<Comment>('POST', pagePath(other.id, 'p') + '/comments', {
          token: stranger,
          body: { body: 'Foreign' },
        }),
      );
      expectStatus(204, await call('DELETE', `/v1/comments/${two.id}`, { token: bob }));
      const { results } = await decide('remove', [one.id, two.id, foreign.id]);
      expect(results).toMatchObject([
        { comment: one.id, from: 'published', status: 'removed' },
        { comment: two.id, problem: { status: 404 } },
        { comment: foreign.id, problem: { status: 404 } },
      ]);
      expect((await call<Comment>('GET', `/v1/comments/${foreign.id}`)).body.status).toBe('published');
    });

    it('is refused for a comment that has changed since it was read', async () => {
      await set({ mode: 'pre' });
      const held = await post(ada, 'Harmless');
      const version = (await queue()).items[0]?.version;
      expectStatus(200, await call('PATCH', `/v1/comments/${held.id}`, { token: ada, body: { body: 'Not so' } }));
      const { results } = await decide('publish', [held.id], { versions: { [held.id]: version } });
      expect(results).toMatchObject([{ comment: held.id, problem: { type: 'urn:afterword:problem:comment-changed' } }]);
      expect((await list()).items).toEqual([]);
    });

    it('cannot be undone once something was decided since', async () => {
      const comment = await post(ada, 'Text');
      const first = await decide('remove', [comment.id]);
      await decide('publish', [comment.id]);
      expect((await undo(first.id)).body).toMatchObject({ type: 'urn:afterword:problem:decision-superseded' });
      expect((await undo('0198c0de-0000-7000-8000-000000000000')).status).toBe(404);
    });

    it('is made once for one Idempotency-Key', async () => {
      const comment = await post(ada, 'Text');
      const options = {
        token: ADMIN_TOKEN,
        body: { decision: 'remove', comments: [comment.id] },
        headers: { 'idempotency-key': 'decision-1' },
      };
      const first = expectStatus(200, await call<Decision>('POST', moderation('decisions'), options));
      expect(expectStatus(200, await call<Decision>('POST', moderation('decisions'), options))).toEqual(first);
      const rows = await service.app
        .get(DataSource)
        .query<{ id: string }[]>('select id from moderation_decision where site_id = $1', [site.id]);
      expect(rows).toEqual([{ id: first.id }]);
    });

    it('counts true after a hundred in one go', async () => {
      await set({ mode: 'pre' });
      const held = await Promise.all(Array.from({ length: 100 }, (_, index) => post(ada, `Comment ${index}`)));
      const { results } = await decide(
        'publish',
        held.map(({ id }) => id),
      );
      expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['published']));
      expect((await page()).counters.comments).toBe(100);
      expect((await queue()).counts).toEqual({ pending: 0, reported: 0, spam: 0 });
      await noDrift();
    });
  });

  it('lets the moderators of a site decide, and nobody else', async () => {
    const token = await moderatorToken();
    const comment = await post(ada, 'Text');
    const asModerator = await call<ModerationQueue>('GET', moderation('comments?status=published'), { token });
    expect(expectStatus(200, asModerator).items).toHaveLength(1);
    const body = { decision: 'remove', comments: [comment.id] };
    expect((await call('POST', moderation('decisions'), { token: ada, body })).status).toBe(403);
    expectStatus(200, await call('POST', moderation('decisions'), { token, body }));
    expect((await call('GET', moderation('settings'), { token })).status).toBe(403);
    // A moderator's own comments need no approval.
    await set({ mode: 'pre' });
    expect((await post(token, 'From a moderator')).status).toBe('published');
  });

  describe('the queue', () => {
    it('goes on from where it stopped, and finds by text, reader and page', async () => {
      await set({ mode: 'pre' });
      for (const body of ['River one', 'River two', 'Bridge']) await post(ada, body);
      await post(bob, 'River three');
      const first = await queue('limit=2');
      expect(first.items.map(({ body }) => body)).toEqual(['River one', 'River two']);
      const second = await queue(`limit=2&cursor=${first.next}`);
      expect(second.items.map(({ body }) => body)).toEqual(['Bridge', 'River three']);
      expect(second.next).toBeNull();
      expect((await queue('sort=newest')).items[0]?.body).toBe('River three');
      expect((await queue('q=rIVER')).items).toHaveLength(3);
      expect((await queue(`reader=${first.items[0]?.author?.id}`)).items).toHaveLength(3);
      expect((await queue('q=er%20t')).items).toHaveLength(2);
      // Signs of patterns are signs, and a text of two letters is found, too.
      for (const q of ['r_ver', 'r%ver', 'River\\', '%']) {
        expect((await queue(`q=${encodeURIComponent(q)}`)).items).toEqual([]);
      }
      expect((await queue('q=dg')).items).toHaveLength(1);
      expect((await queue('page=elsewhere')).items).toEqual([]);
      expect((await queue('page=talk&status=all')).items).toHaveLength(4);
    });

    it('finds a page by every spelling of a key that is a URL', async () => {
      await set({ mode: 'pre' });
      const comments = `${pagePath(site.id, 'https://paper.example/caf%C3%A9')}/comments`;
      expectStatus(201, await call('POST', comments, { token: ada, body: { body: 'Held' } }));
      for (const key of ['https://paper.example/café/?utm_source=x', 'HTTPS://paper.example:443/caf%c3%a9#top'])
        expect((await queue(`page=${encodeURIComponent(key)}`)).items.map(({ body }) => body)).toEqual(['Held']);
    });
  });

  describe('the pipeline', () => {
    const refused = async (token: string, body: string) => {
      const answer = await call('POST', path('/comments'), { token, body: { body } });
      expect([answer.status, answer.body.type]).toEqual([422, 'urn:afterword:problem:comment-refused']);
      return answer.body.detail;
    };

    it('rejects blocked words with a reason that does not tell them', async () => {
      await set({ blockedWords: ['casino'] });
      expect(await refused(ada, 'A c a s i n o for you')).toBe('The comment contains words that are not allowed here.');
      expect((await post(ada, 'A cinema for you')).status).toBe('published');
    });

    it('holds links above the limit, counts no allowed host, and rejects a blocked one', async () => {
      await set({ maxLinks: 1, allowedHosts: ['paper.example'], blockedHosts: ['bad.example'] });
      expect((await post(ada, 'https://a.example/x and https://www.paper.example/y')).status).toBe('published');
      expect((await post(ada, 'https://a.example/x and [b](https://b.example/?a=1&b=2)')).status).toBe('pending');
      await refused(ada, 'See https://sub.bad.example/page');
      expect((await post(ada, 'See https://notbad.example/page')).status).toBe('published');
    });

    it("counts no link to the site's own pages, as quotes of an article are", async () => {
      await call('PATCH', `/v1/admin/sites/${site.id}`, {
        token: ADMIN_TOKEN,
        body: { origins: ['https://own.example:8443'] },
      });
      await set({ maxLinks: 0 });
      const quote = (host: string) => `> [The ferry](<https://${host}/story#:~:text=The%20ferry>)\n\nWhy?`;
      const { status, html } = await post(ada, quote('own.example:8443'));
      expect([status, html]).toMatchObject(['published', expect.stringContaining('#:~:text=The%20ferry"') as string]);
      expect((await post(ada, quote('other.example'))).status).toBe('pending');
    });

    it('lets a reader through once enough of their comments are approved', async () => {
      await set({ mode: 'first', firstComments: 2 });
      const held = [await post(ada, 'One'), await post(ada, 'Two'), await post(ada, 'Three')];
      expect(held.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
      await decide('publish', [held[0]!.id]);
      expect((await post(ada, 'Four')).status).toBe('pending');
      await decide('publish', [held[1]!.id]);
      expect((await post(ada, 'Five')).status).toBe('published');
      expect((await post(bob, 'Mine')).status).toBe('pending');
    });

    it('holds a text that nearly repeats one of the day, of the reader or of several others', async () => {
      await set({ repeats: true });
      const text = 'Earn three thousand a week from home with one simple trick';
      expect((await post(ada, text)).status).toBe('published');
      expect((await post(bob, text)).status).toBe('published');
      expect((await post(bob, `${text}!`)).status).toBe('pending');
      expect((await post(await service.api.guest(site.id), text.toUpperCase())).status).toBe('pending');
      expect((await post(ada, 'Thank you!')).status).toBe('published');
      expect((await post(ada, 'Thank you!')).status).toBe('published');
    });

    it('holds what is too short, in capitals, or the same over and over', async () => {
      const { held, taken } = {
        held: [
          'WHY DOES NOBODY LISTEN TO ME',
          'НИКТО МЕНЯ НЕ СЛУШАЕТ, НИКТО!',
          'Nooooooooooooo',
          'What???????????',
          'spam spam spam SPAM spam, spam',
        ],
        taken: [
          'NASA and ESA, too',
          'HELLO WORLD',
          '赌场很好赌场很好赌场很好',
          'It went on ---------------------------- and on',
          'no no no no no, I mean it',
          'See `SELECT_ALL_FROM_EVERYTHING_WHERE_NOTHING` and https://paper.example/AAAAAAAAAAAAAAAAAAAAAAAA',
          'Yes',
        ],
      };
      const statuses = async (texts: readonly string[]) => {
        const found = [];
        for (const text of texts) found.push((await post(ada, text)).status);
        return found;
      };
      await set({ shape: true });
      expect(await statuses(held)).toEqual(held.map(() => 'pending'));
      expect(await statuses(taken)).toEqual(taken.map(() => 'published'));
      await set({ shape: false, minLength: 4 });
      expect(await statuses(['Yes', '😀😀😀 ', 'Yes!', held[0]!])).toEqual([
        'pending',
        'pending',
        'published',
        'published',
      ]);
    });

    it('holds a burst', async () => {
      await set({ burstComments: 2, burstMinutes: 10 });
      const statuses = [];
      for (const body of ['One', 'Two', 'Three']) statuses.push((await post(ada, body)).status);
      expect(statuses).toEqual(['published', 'published', 'pending']);
      expect((await post(bob, 'One')).status).toBe('published');
    });

    it('closes the site, and old pages', async () => {
      await post(ada, 'In time');
      await set({ closeAfterDays: 30 });
      await post(ada, 'Still in time');
      await service.app
        .get(DataSource)
        .query(`update page set created_at = now() - interval '31 days' where site_id = $1`, [site.id]);
      expect(await refused(ada, 'Too late')).toBe('Comments on this page closed 30 days after it was published.');
      await set({ closeAfterDays: null, mode: 'closed' });
      expect(await refused(ada, 'Closed')).toBe('Comments are closed on this site.');
    });

    it('runs again on an edit, and hides what is held now', async () => {
      await set({ heldWords: ['casino'], blockedWords: ['viagra'] });
      const comment = await post(ada, 'Harmless');
      await post(bob, 'A reply', comment.id);
      const edit = (body: string) =>
        call<Comment>('PATCH', `/v1/comments/${comment.id}`, { token: ada, body: { body } });
      expect((await edit('Buy viagra')).status).toBe(422);
      expect(expectStatus(200, await edit('Visit the casino'))).toMatchObject({ status: 'pending' });
      expect((await list(bob)).items).toMatchObject([{ id: comment.id, status: 'removed', body: null }]);
      // It keeps the place of its replies, so its author must not see it a second time among what is held.
      const own = await list(ada);
      expect(own.items.map(({ id, status, body }) => [id, status, body])).toEqual([
        [comment.id, 'pending', 'Visit the casino'],
      ]);
      expect((await queue()).items).toMatchObject([{ id: comment.id, verdicts: [{ step: 'held-words' }] }]);
      await noDrift();
    });

    it('tells in a trial what each step would say, and stores nothing', async () => {
      await set({ mode: 'first', blockedWords: ['casino'], maxLinks: 0 });
      const body = { body: 'A casino: https://casino.example' };
      const trial = expectStatus(
        200,
        await call<TrialResult>('POST', moderation('trial'), { token: ADMIN_TOKEN, body }),
      );
      expect(trial.verdict).toBe('reject');
      expect(trial.steps.map(({ step, verdict }) => [step, verdict])).toEqual([
        ['blocked-words', 'reject'],
        ['links', 'hold'],
        ['new-reader', 'hold'],
      ]);
      expect((await queue('status=all')).items).toEqual([]);
    });

    it('holds a comment when a step that fails closed fails, publishes it when one that fails open does, and counts both', async () => {
      await set({ mode: 'first', burstComments: 1 });
      for (const name of ['new-reader', 'bursts']) {
        const step = STEPS.find((one) => one.name === name)!;
        jest.spyOn(step, 'check').mockRejectedValue(new Error('The database is away'));
      }
      const held = await post(ada, 'Text');
      expect(held.status).toBe('pending');
      expect((await queue()).items[0]?.verdicts).toMatchObject([{ step: 'new-reader', verdict: 'hold', failed: true }]);
      const metrics = (await call<string>('GET', '/metrics')).body;
      for (const name of ['new-reader', 'bursts']) {
        expect(metrics).toContain(`afterword_moderation_step_failures_total{step="${name}"} 1`);
      }
      jest.restoreAllMocks();
    });

    it('holds comments in other languages than the site takes, and none that is too short to be sure', async () => {
      await set({ languages: ['en', 'de'] });
      expect((await post(ada, 'The council should have asked the people who live here.')).status).toBe('published');
      expect((await post(ada, 'Die Stadt hätte vorher die Anwohner fragen sollen.')).status).toBe('published');
      expect((await post(ada, 'Bravo!')).status).toBe('published');
      expect((await post(ada, 'La ville aurait dû demander aux habitants.')).status).toBe('pending');
      expect((await queue()).items[0]?.verdicts).toMatchObject([
        { step: 'language', verdict: 'hold', reason: 'The comment seems to be in another language: French.' },
      ]);
      const answer = await call('PATCH', moderation('settings'), { token: ADMIN_TOKEN, body: { languages: ['xx'] } });
      expect([answer.status, answer.body.errors]).toMatchObject([422, [{ path: '/languages/0' }]]);
    });

    it('takes an entry with a language for texts in it, and for those that are too short to tell', async () => {
      await set({ heldWords: ['en: die', 'de:gift*', 'casino'], languages: ['en', 'de'] });
      const statusOf = async (body: string) => (await post(ada, body)).status;
      expect(await statusOf('Die Stadt hätte vorher die Anwohner fragen sollen.')).toBe('published');
      expect(await statusOf('I hope that all of you die before the bridge is open.')).toBe('pending');
      expect(await statusOf('What a lovely gift that the city has given to all of us!')).toBe('published');
      expect(await statusOf('Das ist das reine Giftzeug, was sie uns hier verkaufen.')).toBe('pending');
      expect(await statusOf('Mitten in der Stadt soll ein neues Casino gebaut werden.')).toBe('pending');
      expect(await statusOf('Die!')).toBe('pending');
      await set({ languages: ['de'] });
      expect(await statusOf('Die!')).toBe('published');
    });

    it('takes the mode of the page in place of its site’s, on every key of the page', async () => {
      const admin = `/v1/admin/sites/${site.id}/pages/talk`;
      const setPage = async (body: object) =>
        expectStatus(200, await call<ModeratedPage>('PATCH', admin, { token: ADMIN_TOKEN, body }));
      await post(ada, 'Before');
      expectStatus(201, await call('POST', `${admin}/aliases`, { token: ADMIN_TOKEN, body: { key: 'alias' } }));
      const statusOn = async (page: string, body: string) =>
        expectStatus(
          201,
          await call<Comment>('POST', `${pagePath(site.id, page)}/comments`, { token: bob, body: { body } }),
        ).status;
      expect(await statusOn('alias', 'As on the site')).toBe('published');
      expect(await setPage({ mode: 'pre' })).toMatchObject({ mode: 'pre', slowSeconds: null, closed: false });
      expect(await statusOn('talk', 'Held')).toBe('pending');
      expect(await statusOn('alias', 'Held, too')).toBe('pending');
      expect(await statusOn('elsewhere', 'Not held')).toBe('published');
      const edited = await post(bob, 'Soon edited');
      expect(edited.status).toBe('pending');
      await setPage({ mode: 'first' });
      expect(await statusOn('talk', 'Known by two')).toBe('published');
      const before = await post(ada, 'Published, then edited');
      await setPage({ mode: 'pre' });
      const edit = await call<Comment>('PATCH', `/v1/comments/${before.id}`, { token: ada, body: { body: 'New' } });
      expect(expectStatus(200, edit).status).toBe('pending');
      const body = { body: 'On trial', page: 'alias' };
      const trial = await call<TrialResult>('POST', moderation('trial'), { token: ADMIN_TOKEN, body });
      expect(expectStatus(200, trial).steps.map(({ step }) => step)).toEqual(['mode']);

      await set({ mode: 'closed' });
      expect(await statusOn('talk', 'Held where its site is closed')).toBe('pending');
      await setPage({ mode: 'post' });
      expect(await statusOn('talk', 'Open where its site is closed')).toBe('published');
      await setPage({ mode: null });
      await refused(bob, 'Closed again');
      const log = await call<LogList>('GET', moderation('log?limit=100'), { token: ADMIN_TOKEN });
      expect(
        expectStatus(200, log)
          .items.filter(({ action }) => action === 'page.changed')
          .map(({ details }) => details)
          .reverse(),
      ).toEqual([
        { mode: { from: null, to: 'pre' } },
        { mode: { from: 'pre', to: 'first' } },
        { mode: { from: 'first', to: 'pre' } },
        { mode: { from: 'pre', to: 'post' } },
        { mode: { from: 'post', to: null } },
      ]);
      expect((await call('PATCH', admin, { token: ADMIN_TOKEN, body: { mode: 'closed' } })).status).toBe(422);
    });

    it('lets a reader post once in some seconds on a slow page, also with many requests at a time', async () => {
      const admin = `/v1/admin/sites/${site.id}/pages/talk`;
      const slow = (slowSeconds: number | null) =>
        call<ModeratedPage>('PATCH', admin, { token: ADMIN_TOKEN, body: { slowSeconds } });
      expect(expectStatus(200, await slow(3_600))).toMatchObject({ mode: null, slowSeconds: 3_600 });
      const answers = await Promise.all(['a', 'b', 'c'].map((body) => tryToPost(ada, body)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 429, 429]);
      const late = await tryToPost(ada, 'd');
      expect(late.body).toMatchObject({ type: 'urn:afterword:problem:rate-limited' });
      expect((late.body as unknown as Problem).detail).toMatch(
        /^This page takes one comment of each reader in 3600 seconds\. Send yours again in 3\d{3} seconds\.$/,
      );
      const wait = Number(late.headers.get('retry-after'));
      expect(wait > 3_000 && wait <= 3_600).toBe(true);
      expect((await post(bob, 'Another reader')).status).toBe('published');
      const mo = await moderatorToken();
      for (const body of ['Staff', 'need not wait']) await post(mo, body);
      const elsewhere = `${pagePath(site.id, 'elsewhere')}/comments`;
      expectStatus(201, await call('POST', elsewhere, { token: ada, body: { body: 'On another page' } }));
      expectStatus(200, await slow(1));
      await service.app
        .get(DataSource)
        .query(`update comment set created_at = now() - interval '2 seconds' where site_id = $1`, [site.id]);
      expect((await post(ada, 'After the wait')).status).toBe('published');
      expectStatus(200, await slow(null));
      for (const body of ['As often', 'as they like']) await post(ada, body);
    });

    it('refuses settings that no text could match, naming the entry', async () => {
      const answer = await call('PATCH', moderation('settings'), {
        token: ADMIN_TOKEN,
        body: { blockedWords: ['fine', '/(/', 'de:fein'], heldWords: ['**', 'xx:word', 'de:*', 'de:/(/'] },
      });
      expect(answer.status).toBe(422);
      expect(answer.body.errors?.map(({ path: at }) => at)).toEqual([
        '/blockedWords/1',
        '/heldWords/0',
        '/heldWords/1',
        '/heldWords/2',
        '/heldWords/3',
      ]);
    });
  });
});

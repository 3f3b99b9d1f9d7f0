import { randomUUID } from 'node:crypto';
import {
  type Comment,
  LIMITS,
  type Page,
  type People,
  type Reward,
  type Session,
  type Site,
  type SiteLook,
} from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { type CallOptions, expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { signIn, SSO_SECRET } from '@afterword/testing/members';
import { NAMED_REACTIONS, SUPPORT } from './people.sql';

describe('the people behind the numbers', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, {
      ssoSecret: SSO_SECRET,
      reactionKinds: ['like', 'wow', 'sad'],
      look: { reactors: true },
    });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (rest = '', page = 'talk') => pagePath(site.id, page) + rest;
  const member = (name: string, claims: object = {}) => signIn(service.api, site, name, claims);
  const react = async ({ token }: Pick<Session, 'token'>, kind = 'like', target = path()) =>
    expectStatus(200, await call('PUT', `${target}/reactions/${kind}`, { token }));
  const people = async (target = path(), query = '', options: CallOptions = {}) =>
    expectStatus(200, await call<People>('GET', `${target}/people${query}`, options));
  const names = ({ reactions }: People) =>
    Object.fromEntries(reactions.map((one) => [one.kind, one.people.map(({ name }) => name)]));
  const setLook = async (look: SiteLook) =>
    expectStatus(200, await call('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: { look } }));
  const restrict = async ({ reader }: Session, kind: string) =>
    expectStatus(
      200,
      await call('PUT', `/v1/sites/${site.id}/moderation/readers/${reader.id}/restriction`, {
        token: ADMIN_TOKEN,
        body: { kind },
      }),
    );

  const idOfPage = async () => {
    const [{ id }] = await service.app
      .get(DataSource)
      .query<[{ id: string }]>(`select id from page where site_id = $1 and key = 'talk'`, [site.id]);
    return id;
  };
  /** How a prepared statement runs: pages of tables and indexes that it reads, and its plan. */
  const explained = (statement: string, values: readonly string[]) =>
    service.app.get(DataSource).transaction(async (tx) => {
      const name = `explained_${randomUUID().replaceAll('-', '')}`;
      await tx.query('set local plan_cache_mode = force_generic_plan');
      await tx.query(`prepare ${name} as ${statement}`);
      const [row] = await tx.query<[{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }]>(
        `explain (analyze, buffers, format json) execute ${name}(${values.join(', ')})`,
      );
      await tx.query(`deallocate ${name}`);
      const plan = row['QUERY PLAN'][0].Plan;
      return {
        buffers: (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0),
        text: JSON.stringify(plan),
      };
    });

  it('are members by name, the newest first, and guests as a number, by kind', async () => {
    const [ada, grace] = [await member('Ada'), await member('Grace', { role: 'staff' })];
    const guest = { token: await service.api.guest(site.id, 'Guest') };
    for (const one of [ada, guest, grace]) await react(one);
    await react(guest, 'sad');
    const { reactions } = await people();
    expect(reactions).toEqual([
      { kind: 'like', count: 3, people: [grace.reader, ada.reader], others: 1 },
      { kind: 'wow', count: 0, people: [], others: 0 },
      { kind: 'sad', count: 1, people: [], others: 1 },
    ]);
    const page = expectStatus(200, await call<Page>('GET', path()));
    expect(Object.fromEntries(reactions.map(({ kind, count }) => [kind, count]))).toEqual(page.counters.reactions);
    // Who takes a reaction back is gone.
    expectStatus(200, await call('DELETE', path('/reactions/like'), { token: grace.token }));
    expect(names(await people()).like).toEqual(['Ada']);
  });

  it('of a comment are its own, and none of one that nobody sees', async () => {
    const [ada, grace] = [await member('Ada'), await member('Grace')];
    await react(grace);
    const posted = await call<Comment>('POST', path('/comments'), { token: ada.token, body: { body: 'Text' } });
    const { id } = expectStatus(201, posted);
    const comment = `/v1/comments/${id}`;
    await react(ada, 'wow', comment);
    expect(names(await people(comment))).toEqual({ like: [], wow: ['Ada'], sad: [] });
    expectStatus(204, await call('DELETE', comment, { token: ada.token }));
    for (const missing of [comment, `/v1/comments/${randomUUID()}`, '/v1/comments/x'])
      expect((await call('GET', `${missing}/people`)).status).toBe(404);
    expect(names(await people(path('', 'nowhere')))).toEqual({ like: [], wow: [], sad: [] });
  });

  it('stay a number where the site does not show names', async () => {
    const ada = await member('Ada');
    await react(ada);
    await setLook({});
    const hidden = await people();
    expect(hidden.reactions[0]).toEqual({ kind: 'like', count: 1, people: [], others: 1 });
    expect(hidden.html.reactions).not.toContain('Ada');
    await setLook({ reactors: true });
    expect(names(await people()).like).toEqual(['Ada']);
  });

  it('are not those who are muted, banned or gone, though a muted reader is not told', async () => {
    const [ada, muted, banned, gone] = [
      await member('Ada'),
      await member('Muted'),
      await member('Banned'),
      await member('Gone'),
    ];
    for (const one of [ada, muted, banned, gone]) await react(one);
    expect(names(await people()).like).toEqual(['Gone', 'Banned', 'Muted', 'Ada']);
    await restrict(muted, 'mute');
    await restrict(banned, 'ban');
    expectStatus(204, await call('DELETE', '/v1/me', { token: gone.token }));
    const seen = await people();
    expect(seen.reactions[0]).toEqual({ kind: 'like', count: 4, people: [ada.reader], others: 3 });
    expect(JSON.stringify(seen)).not.toMatch(/Gone|Former/);
    const answer = await call<People>('GET', path('/people'), { token: muted.token });
    expect(names(expectStatus(200, answer)).like).toEqual(['Muted', 'Ada']);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    await restrict(muted, 'premoderate');
    expect(names(await people()).like).toEqual(['Muted', 'Ada']);
  });

  describe('who reward', () => {
    const reward = async ({ token }: Pick<Session, 'token'>, isPublic?: boolean, target = path(), key = randomUUID()) =>
      expectStatus(
        201,
        await call<Reward>('POST', `${target}/rewards`, {
          token,
          body: { amount: 1, public: isPublic },
          headers: { 'idempotency-key': key },
        }),
      );
    const guest = async (name?: string) => ({ token: await service.api.guest(site.id, name) });
    const undo = async ({ token }: Pick<Session, 'token'>, { id }: { id: string }) =>
      expectStatus(200, await call('DELETE', `/v1/rewards/${id}`, { token }));
    const setPoints = async (fields: Partial<Site>) =>
      expectStatus(200, await call('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: fields }));

    it('are named where they said so, counted once, and gone with what they take back', async () => {
      await setPoints({ look: {} });
      const [ada, grace, quiet, named, nameless] = [
        await member('Ada'),
        await member('Grace'),
        await member('Quiet'),
        await guest('Named'),
        await guest(),
      ];
      expect((await people()).supporters).toEqual({ count: 0, people: [], others: 0, named: false });
      expect((await people()).html.supporters).toBe('');
      const taken = await reward(grace, true);
      await reward(quiet);
      expect((await people(path(), '?language=sv')).html.supporters).toContain('Stöds av <bdi>Grace</bdi> och 1 till');
      for (const one of [ada, nameless, named, ada]) await reward(one, true);
      await reward(ada, false);
      const { supporters, html } = await people();
      expect(supporters.people.map(({ name }) => name)).toEqual(['Ada', 'Named', 'Grace']);
      expect(supporters.people[0]).toEqual(ada.reader);
      expect(supporters).toMatchObject({ count: 5, others: 2 });
      expect(html.supporters).toBe(
        '<p class="aw-hint" lang="en" dir="ltr" title>Supported by <bdi>Ada</bdi>, <bdi>Named</bdi>, <bdi>Grace</bdi> and 2 others</p>',
      );
      expect((await people(path(), '', nameless)).supporters.named).toBe(false);
      expect((await people(path(), '', named)).supporters.named).toBe(true);
      await undo(grace, taken);
      expect((await people()).supporters).toMatchObject({ count: 4, others: 2 });
      // A guest who takes a name has said that it may be shown.
      expectStatus(200, await call('PATCH', '/v1/me', { token: nameless.token, body: { name: 'Joan' } }));
      expect((await people()).supporters.people.map(({ name }) => name)).toEqual(['Ada', 'Named', 'Joan']);
    });

    it('are those of the page, or of the comment', async () => {
      const [ada, grace] = [await member('Ada'), await member('Grace')];
      const posted = await call<Comment>('POST', path('/comments'), { token: ada.token, body: { body: 'Text' } });
      const comment = `/v1/comments/${expectStatus(201, posted).id}`;
      await reward(grace, true, comment);
      await reward(await guest(), true);
      expect((await people(comment)).supporters).toEqual({ count: 1, people: [grace.reader], others: 0, named: false });
      const ofPage = await people();
      expect(ofPage.supporters).toEqual({ count: 1, people: [], others: 1, named: false });
      expect(ofPage.html.supporters).toContain('>Supported by 1 reader<');
      // With another page, both are there.
      await reward(ada, true, path('', 'ends'));
      const merge = `/v1/admin${path('/merge').slice('/v1'.length)}`;
      expectStatus(200, await call('POST', merge, { token: ADMIN_TOKEN, body: { from: 'ends' } }));
      expect((await people()).supporters).toEqual({ count: 2, people: [ada.reader], others: 1, named: false });
    });

    it('are not named while they are muted, banned or gone, though a muted reader is not told', async () => {
      const [muted, banned, gone] = [await member('Muted'), await member('Banned'), await member('Gone')];
      for (const one of [muted, banned, gone]) await reward(one, true);
      await restrict(muted, 'mute');
      await restrict(banned, 'ban');
      expectStatus(204, await call('DELETE', '/v1/me', { token: gone.token }));
      expect((await people()).supporters).toEqual({ count: 3, people: [], others: 3, named: false });
      expect((await people(path(), '', { token: muted.token })).supporters).toEqual({
        count: 3,
        people: [muted.reader],
        others: 2,
        named: true,
      });
    });

    it('withdraw their name when they like, from a page and from a comment, and are counted as before', async () => {
      const [ada, grace] = [await member('Ada'), await member('Grace')];
      const posted = await call<Comment>('POST', path('/comments'), { token: grace.token, body: { body: 'Text' } });
      const comment = `/v1/comments/${expectStatus(201, posted).id}`;
      await reward(ada, true);
      await reward(ada, true);
      await reward(grace, true);
      await reward(ada, true, comment);
      const asked = { token: ada.token };
      expect((await people(path(), '', asked)).supporters).toMatchObject({ count: 2, others: 0, named: true });
      expect((await people(path(), '', { token: grace.token })).supporters.named).toBe(true);

      const withdraw = (from: string, token?: string) =>
        call('DELETE', `${from}/supporters/me`, token === undefined ? {} : { token });
      for (let time = 0; time < 2; time += 1) expectStatus(204, await withdraw(path(), ada.token));
      expect((await people(path(), '', asked)).supporters).toEqual({
        ...{ count: 2, people: [grace.reader], others: 1, named: false },
      });
      expect((await people(path(), '', { token: grace.token })).supporters.named).toBe(true);
      // The comment is another matter.
      expect((await people(comment)).supporters.people).toEqual([ada.reader]);
      expectStatus(204, await withdraw(comment, ada.token));
      expect((await people(comment)).supporters).toEqual({ count: 1, people: [], others: 1, named: false });
      const { rewards } = expectStatus(200, await call<Page>('GET', path())).counters;
      expect(rewards.count).toBe(3);
      const { transfers } = expectStatus(
        200,
        await call<{ transfers: { reason: string; public: boolean }[] }>('GET', '/v1/me/export', asked),
      );
      expect(transfers.filter((one) => one.public)).toEqual([]);

      // Who gives publicly again is named again.
      await reward(ada, true);
      expect((await people()).supporters.people).toEqual([ada.reader, grace.reader]);

      // Nobody does it for others, a banned reader does it too, and where there is nothing to withdraw nothing happens.
      expect((await withdraw(path())).status).toBe(401);
      expect((await withdraw(path(), ADMIN_TOKEN)).status).toBe(403);
      await restrict(ada, 'ban');
      expectStatus(204, await withdraw(path(), ada.token));
      expectStatus(204, await withdraw(pagePath(site.id, 'never-seen'), grace.token));
      expect((await withdraw(`/v1/comments/${randomUUID()}`, grace.token)).status).toBe(404);
      expect((await withdraw('/v1/comments/nonsense', grace.token)).status).toBe(404);
    });

    it('have that in their own data, and say it once: a retry changes nothing, and another body is refused', async () => {
      const ada = await member('Ada');
      const key = randomUUID();
      const first = await reward(ada, true, path(), key);
      expect(await reward(ada, true, path(), key)).toEqual(first);
      const again = { token: ada.token, headers: { 'idempotency-key': key }, body: { amount: 1 } };
      expect((await call('POST', path('/rewards'), again)).status).toBe(409);
      const unclear = { ...again, headers: { 'idempotency-key': randomUUID() }, body: { amount: 1, public: 'yes' } };
      const refused = await call('POST', path('/rewards'), unclear);
      expect([refused.status, refused.body.errors]).toMatchObject([422, [{ path: '/public' }]]);
      await reward(ada);
      const { transfers } = expectStatus(
        200,
        await call<{ transfers: { reason: string; public: boolean }[] }>('GET', '/v1/me/export', { token: ada.token }),
      );
      expect(transfers.map((one) => [one.reason, one.public])).toEqual([
        ['reward', false],
        ['reward', true],
        ['starting-balance', false],
      ]);
    });

    it('are read from so many of the newest rewards, with the older ones as a number', async () => {
      const ada = await member('Ada');
      await reward(ada, true);
      const database = service.app.get(DataSource);
      const make = (count: number) =>
        database.query(
          `with one as (
             select t.* from transfer t where t.site_id = $1 and t.reason = 'reward' limit 1
           ), readers as (
             insert into reader (site_id, id, name, role) select $1, uuidv7(), 'Member', 'member' from generate_series(1, $2::int) returning id
           ), wallets as (
             insert into account (site_id, id, kind, owner_id, currency) select $1, uuidv7(), 'wallet', id, 'POINT' from readers returning id
           ), counted as (
             update counter set value = value + $2 where site_id = $1 and metric = 'rewards.count'
           )
           insert into transfer (site_id, id, debit_account_id, credit_account_id, currency, amount, reason, page_id, idempotency_key, public)
           select $1, uuidv7(), w.id, one.credit_account_id, 'POINT', 1, 'reward', one.page_id, gen_random_uuid(), true from wallets w, one`,
          [site.id, count],
        );
      await make(LIMITS.supportersRead - 2);
      const whole = (await people()).supporters;
      expect(whole).toMatchObject({ count: LIMITS.supportersRead - 1, others: LIMITS.supportersRead - 1 - 100 });
      await make(9_001);
      const { supporters } = await people();
      expect(supporters.people).toHaveLength(LIMITS.namedSupporters);
      expect(supporters).toMatchObject({ count: 10_000, others: 10_000 - LIMITS.namedSupporters });
      await database.query('analyze transfer');
      const { buffers, text } = await explained(SUPPORT, [
        ...[`'${site.id}'`, `'${await idOfPage()}'`],
        ...[String(LIMITS.supportersRead), '100', 'null', `'Guest'`],
      ]);
      expect(text).toContain('transfer_rewards');
      // Some pages for each reward, wallet and reader that is looked at, of 10,000 each.
      expect(buffers).toBeLessThan(12 * LIMITS.supportersRead);
    });
  });

  it('come as a part of a page in the language that was asked for, with the words and pictures of the site', async () => {
    const [ada, evil] = [await member('Ada', { avatarUrl: 'https://paper.example/a.png' }), await member('<b>E & "x"')];
    for (const one of [ada, evil]) await react(one);
    await react({ token: await service.api.guest(site.id) });
    await react(ada, 'wow');
    await setLook({
      reactors: true,
      icons: { wow: '🤯' },
      texts: { de: { like: 'Hilfreich', reactions: { wow: 'Staunen & mehr' } } },
    });
    const { html } = await people(path(), '?language=de-CH');
    expect(html.reactions).toMatch(/^<div lang="de" dir="ltr"/);
    expect(html.reactions).toContain('<span>Hilfreich</span> <span class="aw-hint">3</span>');
    expect(html.reactions).toContain('<span aria-hidden="true">🤯</span> <span>Staunen &amp; mehr</span>');
    expect(html.reactions).toContain('<p class="aw-hint">und 1 weitere Person</p>');
    expect(html.reactions).toContain('<span dir="auto">&lt;b>E &amp; &quot;x&quot;</span>');
    expect(html.reactions).toContain(`<img src="${ada.reader.avatarUrl}" alt loading="lazy"/>`);
    expect(html.reactions.match(/<ul class="aw-names"/g)).toHaveLength(2);
    expect(html.reactions).not.toMatch(/style=|<script|sad/i);
    expect((await people(path(), '?language=ar')).html.reactions).toMatch(/^<div lang="ar" dir="rtl"/);
    for (const unknown of ['?language=tlh', '?language=x', ''])
      expect((await people(path(), unknown)).html.reactions).toContain('and 1 other');
    expect((await people(path('', 'empty'), '?language=sv')).html.reactions).toContain('Ingen har reagerat än.');
    for (const refused of [`?language=${'x'.repeat(36)}`, '?language=', '?lang=de'])
      expect((await call('GET', path(`/people${refused}`))).status).toBe(422);
  });

  it('are told to everybody who may read the page, and again only when they have changed', async () => {
    await react(await member('Ada'));
    const first = await call('GET', path('/people'));
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const headers = { 'if-none-match': first.headers.get('etag')! };
    expect((await call('GET', path('/people'), { headers })).status).toBe(304);
    await react(await member('Grace'));
    expect((await call('GET', path('/people'), { headers })).status).toBe(200);
  });

  it('are named up to a limit, and cost as much where nobody of thousands is to be named', async () => {
    await react(await member('Ada'));
    const database = service.app.get(DataSource);
    const page = await idOfPage();
    await database.query(
      `with readers as (
         insert into reader (site_id, id, name, role, restriction)
         select $1, uuidv7(), 'Member ' || n, 'member', case when n > 20000 - 50 then 'mute' end from generate_series(1, 20000) n
         returning id, name
       )
       insert into reaction (site_id, target_id, reader_id, kind, page_id, named, created_at)
       select $1, $2, id, kind, $2, right(name, 1) <> '7', now() + substr(name, 8)::int * interval '1 ms'
         from readers, unnest(array['like', 'wow', 'sad']) as kind`,
      [site.id, page],
    );
    await database.query('analyze reaction');
    const { reactions } = await people();
    expect(reactions.map((one) => one.people.length)).toEqual(reactions.map(() => LIMITS.namedReactions));
    // The newest 50 are muted, and each tenth is not named.
    expect(reactions[1]!.people.slice(0, 5).map(({ name }) => name)).toEqual(
      [19950, 19949, 19948, 19946, 19945].map((number) => `Member ${number}`),
    );
    await database.query(`update reader set restriction = 'mute' where site_id = $1`, [site.id]);
    expect(names(await people())).toEqual({ like: [], wow: [], sad: [] });
    const { buffers } = await explained(NAMED_REACTIONS, [
      ...[`'${site.id}'`, `'${page}'`, `'{like,wow,sad}'`],
      ...[String(LIMITS.namedReactions), String(2 * LIMITS.namedReactions), 'null'],
    ]);
    // Some pages for each of at most 600 reactions and their readers, of 60,000.
    expect(buffers).toBeLessThan(6 * 600);
  });
});

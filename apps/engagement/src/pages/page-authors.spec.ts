import { randomUUID } from 'node:crypto';
import { LIMITS, type ModeratedPage, type PageAuthor, type Session, type Site } from '@afterword/contracts';
import { SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { OWN_PAGES } from './page-authors.sql';

const SECRET = 'a-secret-of-the-publisher-0123456789';
const OWN_PAGE = 'urn:afterword:problem:own-page';

describe('the authors of a page', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
    expectStatus(200, await admin('PATCH', '', { ssoSecret: SECRET }));
  });

  const admin = <Body>(method: 'GET' | 'PATCH' | 'POST', rest: string, body?: unknown) =>
    service.api.call<Body>(method, `/v1/admin/sites/${site.id}${rest}`, { token: ADMIN_TOKEN, body });
  const setAuthors = (page: string, authors: readonly PageAuthor[]) =>
    admin<ModeratedPage>('PATCH', `/pages/${page}`, { authors });
  const session = async (body: object) =>
    expectStatus(201, await service.api.call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body }));
  const signIn = async (sub: string, claims: object = {}) => {
    const now = Math.floor(Date.now() / 1_000);
    const payload = { sub, name: sub, aud: site.id, iat: now, exp: now + 3_600, ...claims };
    const key = new TextEncoder().encode(SECRET);
    return session({ sso: await new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(key) });
  };
  const reward = (token: string, page: string) =>
    service.api.call('POST', `${pagePath(site.id, page)}/rewards`, {
      token,
      body: { amount: 1 },
      headers: { 'idempotency-key': randomUUID() },
    });
  const expectOwn = async (token: string, page: string) => {
    const answer = await reward(token, page);
    expect([answer.status, answer.body.type]).toEqual([403, OWN_PAGE]);
  };

  it('do not reward it, and may like it as everybody does', async () => {
    const [author, other] = [await session({ name: 'Ada' }), await session({})];
    const named = expectStatus(200, await setAuthors('story', [{ id: author.reader.id }]));
    expect(named).toMatchObject({ page: 'story', closed: false, authors: [{ id: author.reader.id }] });
    await expectOwn(author.token, 'story');
    const like = `${pagePath(site.id, 'story')}/reactions/like`;
    expectStatus(200, await service.api.call('PUT', like, { token: author.token }));
    // In one batch, too, only the author is refused.
    const answers = await Promise.all([author, other, author, other].map(({ token }) => reward(token, 'story')));
    expect(answers.map(({ status }) => status)).toEqual([403, 201, 403, 201]);
    expectStatus(201, await reward(author.token, 'another'));
    expect(expectStatus(200, await admin<ModeratedPage>('GET', '/pages/story')).counters.rewards.count).toBe(2);
    expectStatus(200, await setAuthors('story', []));
    expectStatus(201, await reward(author.token, 'story'));
  });

  it('may be named before they have ever signed in', async () => {
    expectStatus(200, await setAuthors('story', [{ sub: 'ada' }, { sub: 'bob' }]));
    for (const sub of ['ada', 'bob']) await expectOwn((await signIn(sub)).token, 'story');
    expectStatus(201, await reward((await signIn('eve')).token, 'story'));
  });

  it('are named by single sign-on too, for a page that nothing has happened on yet', async () => {
    const address = 'https://paper.example/story';
    const { token, reader } = await signIn('ada', { authorOf: ['story', `${address}/?utm_source=mail`] });
    await expectOwn(token, 'story');
    await expectOwn(token, address);
    // A later token that names another page adds to what was said.
    await signIn('ada', { authorOf: ['second'] });
    await signIn('ada', { authorOf: ['second', 'second'] });
    await expectOwn(token, 'second');
    await expectOwn(token, 'story');
    expect(expectStatus(200, await admin<ModeratedPage>('GET', '/pages/second')).authors).toEqual([{ id: reader.id }]);
  });

  it('are so by every key of the page, and of the page that it was merged into', async () => {
    const author = await session({});
    expectStatus(200, await setAuthors('old', [{ id: author.reader.id }]));
    expectStatus(201, await admin('POST', '/pages/old/aliases', { key: 'alias' }));
    await expectOwn(author.token, 'alias');
    expectStatus(201, await reward(author.token, 'new'));
    expectStatus(200, await admin('POST', '/pages/new/merge', { from: 'old' }));
    await expectOwn(author.token, 'new');
    expectStatus(200, await setAuthors('new', []));
    expectStatus(201, await reward(author.token, 'old'));
  });

  it('are of one site', async () => {
    const author = await session({});
    expectStatus(200, await setAuthors('story', [{ id: author.reader.id }]));
    const elsewhere = await service.api.site(ADMIN_TOKEN);
    const stranger = await service.api.guest(elsewhere.id);
    const path = `/v1/admin/sites/${elsewhere.id}/pages/story`;
    const answer = await service.api.call('PATCH', path, {
      token: ADMIN_TOKEN,
      body: { authors: [{ sub: 'ada' }, { id: author.reader.id }] },
    });
    expect([answer.status, answer.body.errors]).toMatchObject([422, [{ path: '/authors/1/id' }]]);
    const options = { token: stranger, body: { amount: 1 }, headers: { 'idempotency-key': randomUUID() } };
    expectStatus(201, await service.api.call('POST', `${pagePath(elsewhere.id, 'story')}/rewards`, options));
  });

  it('are forgotten with the reader, and told in the export before', async () => {
    const { token } = await signIn('ada', { authorOf: ['story'] });
    expectStatus(200, await setAuthors('other', [{ sub: 'ada' }]));
    const exported = await service.api.call<{ authorOf: { page: string }[] }>('GET', '/v1/me/export', { token });
    expect(expectStatus(200, exported).authorOf.map(({ page }) => page)).toEqual(['other', 'story']);
    expectStatus(204, await service.api.call('DELETE', '/v1/me', { token }));
    for (const page of ['story', 'other']) {
      expect(expectStatus(200, await admin<ModeratedPage>('GET', `/pages/${page}`)).authors).toEqual([]);
    }
  });

  it.each<[string, unknown, string]>([
    ['no list', 'ada', '/authors'],
    ['a reader who is no id', [{ id: 'ada' }], '/authors/0'],
    ['both names', [{ id: randomUUID(), sub: 'ada' }], '/authors/0'],
    ['neither name', [{}], '/authors/0'],
    ['a subject that no database holds', [{ sub: '\0' }], '/authors/0'],
    ['too many', Array.from({ length: LIMITS.pageAuthors + 1 }, (_, index) => ({ sub: `s${index}` })), '/authors'],
  ])('are refused where they are %s', async (_what, authors, path) => {
    const answer = await admin('PATCH', '/pages/story', { authors });
    expect([answer.status, answer.body]).toMatchObject([422, { type: 'urn:afterword:problem:invalid-request' }]);
    expect(
      (answer.body as { errors: { path: string }[] }).errors.map((error) => error.path.slice(0, path.length)),
    ).toContain(path);
    expect(expectStatus(200, await admin<ModeratedPage>('GET', '/pages/story'))).toMatchObject({
      authors: [],
      version: 0,
    });
  });

  it('are left out of a token that names too many pages, or none that could be', async () => {
    for (const authorOf of [
      Array.from({ length: LIMITS.ssoAuthorOf + 1 }, (_, index) => `p${index}`),
      ['\0'],
      'story',
    ]) {
      const now = Math.floor(Date.now() / 1_000);
      const payload = { sub: 'ada', name: 'Ada', aud: site.id, iat: now, exp: now + 60, authorOf };
      const key = new TextEncoder().encode(SECRET);
      const sso = await new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(key);
      const answer = await service.api.call('POST', `/v1/sites/${site.id}/sessions`, { body: { sso } });
      expect(answer.status).toBe(201);
    }
    for (const page of ['p0', 'story']) {
      const path = `/v1/admin/sites/${site.id}/pages/${page}`;
      const answer = await service.api.call<ModeratedPage>('GET', path, { token: ADMIN_TOKEN });
      expect(expectStatus(200, answer).authors).toEqual([]);
    }
  });

  it('are found without reading the other readers of the site, before PostgreSQL has statistics of them', async () => {
    const { reader } = await session({ name: 'Ada' });
    expectStatus(200, await setAuthors('story', [{ id: reader.id }]));
    const removed = await service.app.get(DataSource).transaction(async (tx) => {
      await tx.query(
        `insert into reader (site_id, id, name, role) select $1, gen_random_uuid(), 'A guest', 'guest' from generate_series(1, 2000)`,
        [site.id],
      );
      await tx.query('set local plan_cache_mode = force_generic_plan');
      await tx.query(`prepare own_pages as ${OWN_PAGES}`);
      const [{ ids }] = await tx.query<[{ ids: string[] }]>(
        'select array_agg(id) as ids from reader where site_id = $1',
        [site.id],
      );
      const [{ page }] = await tx.query<[{ page: string }]>('select page_id as page from page_key where site_id = $1', [
        site.id,
      ]);
      const lists = [ids.map(() => site.id), ids.map(() => page), ids].map((list) => `'{${list.join()}}'`).join(', ');
      const rows = await tx.query<[{ 'QUERY PLAN': [{ Plan: Plan }] }]>(
        `explain (analyze, format json) execute own_pages(${lists})`,
      );
      await tx.query('deallocate own_pages');
      return rowsRemoved(rows[0]['QUERY PLAN'][0].Plan);
    });
    // Those that are no author, each once. A plain join read two million.
    expect(removed).toBeLessThanOrEqual(2_001);
  });
});

interface Plan {
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  'Actual Loops': number;
  Plans?: Plan[];
}

/** Rows that were read for nothing, in all loops. */
function rowsRemoved(plan: Plan): number {
  const own = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Join Filter'] ?? 0);
  return (plan.Plans ?? []).reduce((sum, inner) => sum + rowsRemoved(inner), own * plan['Actual Loops']);
}

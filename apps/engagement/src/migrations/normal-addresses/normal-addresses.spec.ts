import { randomUUID } from 'node:crypto';
import type { Comment, CommentList, Page, PageAlias, Share, Site } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { type CallOptions, expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { DataSource } from 'typeorm';
import { LedgerReader } from '../../ledger';
import { NormalAddresses1764000000020 } from '../0021-normal-addresses';

const at = (rest: string) => `https://paper.example/${rest}`;

describe('the migration to normal addresses', () => {
  let service: RunningEngagement;
  let site: Site;
  const databaseUrl = testDatabaseUrl();

  beforeAll(async () => {
    service = await startEngagement({ databaseUrl });
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'], reactionKinds: ['like', 'wow'] });
  });

  const path = (page: string, rest = '') => pagePath(site.id, page) + rest;
  const guest = () => service.api.guest(site.id);
  const post = async <Body>(page: string, rest: string, options: CallOptions) =>
    expectStatus(201, await service.api.call<Body>('POST', path(page, rest), options));
  const like = async (page: string, token: string, kind = 'like') =>
    expectStatus(200, await service.api.call('PUT', path(page, `/reactions/${kind}`), { token }));
  const comment = (page: string, token: string, body: string) =>
    post<Comment>(page, '/comments', { token, body: { body } });
  const reward = (page: string, token: string, amount: number) =>
    post(page, '/rewards', { token, body: { amount }, headers: { 'idempotency-key': randomUUID() } });
  const read = async (page: string) => expectStatus(200, await service.api.call<Page>('GET', path(page)));
  const aliasesOf = async (page: string) => {
    const route = `/v1/admin/sites/${site.id}/pages/${encodeURIComponent(page)}/aliases`;
    const answer = await service.api.call<{ items: PageAlias[] }>('GET', route, { token: ADMIN_TOKEN });
    return expectStatus(200, answer).items.map(({ key }) => key);
  };
  const sql = (statement: string, ...values: unknown[]) => service.app.get(DataSource).query(statement, values);

  /** Stores a page as earlier versions did: under a key, and with a URL, that nobody can give today. */
  async function stored(page: string, former: { key?: string; url?: string }): Promise<void> {
    const { key = page, url = null } = former;
    await sql('update page_key set key = $3 where site_id = $1 and key = $2', site.id, page, key);
    await sql('update page_author set key = $3 where site_id = $1 and key = $2', site.id, page, key);
    await sql('update page set key = $3, url = $4 where site_id = $1 and key = $2', site.id, page, key, url);
  }

  async function migrate(): Promise<void> {
    const runner = service.app.get(DataSource).createQueryRunner();
    try {
      await new NormalAddresses1764000000020().up(runner);
    } finally {
      await runner.release();
    }
    // As in an upgrade, the service starts afterwards.
    await service.stop();
    service = await startEngagement({ databaseUrl });
  }

  it('moves a key to its normal form, and its authors and version with it', async () => {
    await like('page', await guest());
    const moderate = { token: ADMIN_TOKEN, body: { authors: [{ sub: 'ada' }] } };
    expectStatus(200, await service.api.call('PATCH', `/v1/admin${path('page').slice('/v1'.length)}`, moderate));
    const { version } = await read('page');
    await stored('page', { key: at('caf%c3%a9/%7Ejo') });
    await migrate();
    const moved = await read(at('café/~jo'));
    expect(moved).toMatchObject({ page: at('caf%C3%A9/~jo'), counters: { reactions: { like: 1 } } });
    expect(moved.version).toBeGreaterThan(version);
    const authors = await sql('select key from page_author where site_id = $1', site.id);
    expect(authors).toEqual([{ key: at('caf%C3%A9/~jo') }]);
    expect(await aliasesOf(at('café/~jo'))).toEqual([]);
  });

  it('merges pages that become the same, with all that is on them, each counted once', async () => {
    const [ada, bob, eve] = [await guest(), await guest(), await guest()];
    for (const token of [ada, bob]) await like('stays', token);
    for (const token of [bob, eve]) await like('ends', token);
    await like('ends', eve, 'wow');
    const first = await comment('stays', ada, 'On the page that stays');
    const second = await comment('ends', bob, 'On the page that ends');
    expectStatus(200, await service.api.call('PUT', `/v1/comments/${second.id}/reactions/like`, { token: ada }));
    await post('stays', '/shares', { token: ada, body: { channel: 'copy' } });
    const share = await post<Share>('ends', '/shares', { token: bob, body: { channel: 'email' } });
    // Of the readers who shared them, one shared both.
    await post('ends', '/shares', { token: ada, body: { channel: 'copy' } });
    await reward('stays', ada, 10);
    await reward('ends', ada, 5);
    await reward('ends', bob, 7);
    const alias = { token: ADMIN_TOKEN, body: { key: 'alias-of-ends' } };
    expectStatus(201, await service.api.call('POST', `/v1/admin/sites/${site.id}/pages/ends/aliases`, alias));
    const versions = await Promise.all(['stays', 'ends'].map(async (page) => (await read(page)).version));
    await stored('stays', { key: at('%C3%A9?a=b'), url: at('%C3%A9?a=b') });
    await stored('ends', { key: at('%c3%a9?a=b'), url: at('%c3%a9?a=b') });

    await migrate();

    const merged = await read(at('é?a=b'));
    expect(merged).toMatchObject({
      page: at('%C3%A9?a=b'),
      counters: { comments: 2, shares: 2, rewards: { count: 3, amount: 22 }, reactions: { like: 3, wow: 1 } },
    });
    expect(merged.version).toBeGreaterThan(Math.max(...versions));
    const list = expectStatus(
      200,
      await service.api.call<CommentList>('GET', path('alias-of-ends', '/comments?sort=oldest')),
    );
    expect(list.items.map(({ id, reactions }) => [id, reactions.like])).toEqual([
      [first.id, 0],
      [second.id, 1],
    ]);
    expect((await service.api.call('GET', `/s/${share.code}`)).headers.get('location')).toBe(at('%C3%A9?a=b'));
    const report = (await service.app.get(LedgerReader).check()).find(({ siteId }) => siteId === site.id);
    expect(report).toEqual({ siteId: site.id, sum: 0, wrongBalances: 0, overdrawn: 0 });
    expect(
      await sql("select balance from account where site_id = $1 and kind = 'page' and balance > 0", site.id),
    ).toEqual([{ balance: 22 }]);

    // What comes later is counted on the one page.
    await like(at('%c3%A9?a=b'), await guest());
    await comment('alias-of-ends', ada, 'After the merge');
    expect((await read(at('é?a=b'))).counters).toMatchObject({ comments: 3, reactions: { like: 4 } });
  });

  it.each([
    ['whose page says what it was', 'p?q=river%20ferry', 'p?q=river+ferry', 'p?q=river%20ferry&utm_source=x'],
    ['without a value', 'p?story', 'p?story=', 'p?story&utm_source=x'],
    ['with an address in it', 'p?next=/a/b', 'p?next=%2Fa%2Fb', 'p?next=/a/b&gclid=1'],
  ])('joins a query %s with the one that a tracking parameter made of it', async (_what, plain, rewritten, url) => {
    const [ada, bob] = [await guest(), await guest()];
    await like('plain', ada);
    await like('rewritten', bob);
    await stored('plain', { key: at(plain), url: at(plain) });
    await stored('rewritten', { key: at(rewritten), url: at(url) });
    await migrate();
    expect(await read(at(plain))).toMatchObject({ page: at(plain), counters: { reactions: { like: 2 } } });
    expect(await read(at(rewritten))).toMatchObject({ page: at(plain), counters: { reactions: { like: 2 } } });
  });

  it('joins it also where the page does not say what it was, and finds it by the likely spellings', async () => {
    for (const page of ['plain', 'rewritten', 'alone']) await like(page, await guest());
    await stored('plain', { key: at('p?q=river%20ferry') });
    await stored('rewritten', { key: at('p?q=river+ferry') });
    await stored('alone', { key: at('b?a=x+y&story=') });
    await migrate();
    expect((await read(at('p?q=river%20ferry'))).counters.reactions.like).toBe(2);
    for (const spelling of ['b?a=x%20y&story', 'b?a=x+y&story=', 'b?a=x+y&story'])
      expect([spelling, (await read(at(spelling))).counters.reactions.like]).toEqual([spelling, 1]);
  });

  it('joins nothing that says different things', async () => {
    const keys = ['p?id=%E9', 'p?id=%E8', 'p?id=%EF%BF%BD', 'p?q=a%2Bb', 'p?q=a+b', 'p?q=A+b', 'a%2Fb', 'a/b'];
    for (const [index, key] of keys.entries()) {
      await like(`page-${index}`, await guest());
      await stored(`page-${index}`, { key: at(key), url: at(key) });
    }
    await migrate();
    for (const key of keys)
      expect(await read(at(key))).toMatchObject({ page: at(key), counters: { reactions: { like: 1 } } });
  });

  it('changes nothing when it runs again', async () => {
    for (const page of ['plain', 'other']) await like(page, await guest());
    await stored('plain', { key: at('%7Ea?q=x+y'), url: at('~a?q=x%20y&utm_source=z') });
    await stored('other', { key: at('~a?q=x%20y') });
    const state = async () => ({
      keys: await sql('select key, page_id from page_key where site_id = $1 order by key', site.id),
      pages: await sql(
        'select id, key, url, counters_version, comments_version from page where site_id = $1 order by id',
        site.id,
      ),
    });
    await migrate();
    const once = await state();
    expect(once.pages).toHaveLength(1);
    await migrate();
    expect(await state()).toEqual(once);
  });

  it('removes the URL of a page that is where its key says', async () => {
    for (const page of ['foreign', 'own', 'named']) await like(page, await guest());
    await stored('foreign', { key: at('foreign'), url: at('elsewhere') });
    await stored('own', { key: at('own'), url: at('own/?utm_source=x#part') });
    await stored('named', { url: at('elsewhere') });
    await migrate();
    expect(await Promise.all([at('foreign'), at('own'), 'named'].map(async (page) => (await read(page)).url))).toEqual([
      null,
      at('own/?utm_source=x#part'),
      at('elsewhere'),
    ]);
  });

  it('stores URLs as browsers write them, and removes what is none', async () => {
    const urls: [string, string | null][] = [
      ['https://paper.example/خبر', 'https://paper.example/%D8%AE%D8%A8%D8%B1'],
      ['https://paper.example/a\nb', 'https://paper.example/ab'],
      ['https://paper.example\\@evil.test/x', 'https://paper.example/@evil.test/x'],
      ['https://paper.example', 'https://paper.example/'],
      ['javascript:alert(1)', null],
      ['nonsense', null],
    ];
    for (const [index, [url]] of urls.entries()) {
      await like(`page-${index}`, await guest());
      await stored(`page-${index}`, { url });
      await sql(
        'update reader set avatar_url = $2 where site_id = $1 and id = (select max(id::text) from reader)::uuid',
        site.id,
        url,
      );
    }
    await migrate();
    for (const [index, [, href]] of urls.entries()) expect((await read(`page-${index}`)).url).toBe(href);
    const pictures = await rowsOf<{ url: string | null }>(
      service.app.get(DataSource),
      'select avatar_url as url from reader where site_id = $1 order by id',
      [site.id],
    );
    expect(pictures.map(({ url }) => url)).toEqual(urls.map(([, href]) => href));
  });
});

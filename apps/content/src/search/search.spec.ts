import { isStorable, type SearchList } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { expectStatus } from '@afterword/testing/api';
import { articleCalls } from '@afterword/testing/article-calls';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ArticleSaver } from '../article-import';
import { searchable } from './indexable';
import { SearchBackfill } from './search.backfill';
import { SEARCH } from './search.sql';
import { BODY_HEADLINE, TITLE_HEADLINE } from './snippet';

describe('search', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent();
    await publish({ slug: 'ferry', title: 'The ferries of Lohsen', body: 'They carry nine cars across the river.' });
    await publish({
      slug: 'river',
      title: 'About a river',
      body: 'A ferry was seen. Bells were **ringing** at night.',
    });
    await publish({ slug: 'bells', title: 'Bells', body: 'Nobody owned them.', author: 'A Desk' });
    await publish({
      slug: 'statement',
      title: 'A statement',
      language: 'en',
      body: 'He spoke.',
      original: {
        language: 'zh-Hans',
        title: '创始人被捕后首次发声',
        body: '我们不是为了赚钱，而是为了捍卫人们的基本权利。',
      },
      translations: [
        { language: 'ja', title: '東京の夜', body: '東京大学で話しました。ラーメンも食べた。' },
        { language: 'de', title: 'Die Häuser', body: 'Ein Haus am Fluss, viele Häuser in der Stadt.' },
        { language: 'ru', title: 'О книгах', body: 'Он читал книги ночью.' },
        { language: 'th', title: 'ข่าว', body: 'สวัสดีชาวโลก' },
        { language: 'eo', title: 'Esperanto', body: 'La hundoj bojas.' },
      ],
    });
    await operate('POST', '', { slug: 'draft', title: 'A hidden ferry', body: 'Not yet.' });
  });
  afterAll(() => service.stop());

  const { operate, publish } = articleCalls(() => service);
  const ask = (q: string, rest = '') =>
    service.api.call<SearchList>('GET', `/v1/search?q=${encodeURIComponent(q)}${rest}`);
  const find = async (q: string) => expectStatus(200, await ask(q)).items;
  const slugs = async (q: string) => (await find(q)).map(({ slug }) => slug);
  const marked = (segments: { text: string; match: boolean }[]) =>
    segments.filter(({ match }) => match).map(({ text }) => text);
  const text = (segments: { text: string }[]) => segments.map((one) => one.text).join('');

  it('finds words in all their forms, and puts those in titles before those in texts', async () => {
    expect(await slugs('ferry')).toEqual(['ferry', 'river']);
    expect(await slugs('FERRIES')).toEqual(['ferry', 'river']);
    expect(await slugs('ring')).toEqual(['river']);
    expect(await slugs('nothing-of-the-kind')).toEqual([]);
  });

  it('knows the syntax of search engines', async () => {
    expect(await slugs('"nine cars"')).toEqual(['ferry']);
    expect(await slugs('"cars nine"')).toEqual([]);
    expect(await slugs('ferry -bells')).toEqual(['ferry']);
    expect((await slugs('cars or owned')).sort()).toEqual(['bells', 'ferry']);
  });

  it('shows what it found, in pieces that hold no markup', async () => {
    const [, river] = await find('ferry');
    expect(river).toMatchObject({
      url: 'https://paper.example/articles/river',
      language: 'en',
      author: null,
      publishedAt: expect.any(String),
    });
    expect(text(river!.title)).toBe('About a river');
    expect(marked(river!.excerpt)).toEqual(['ferry']);
    expect(text(river!.excerpt)).toContain('Bells were ringing');
    await publish({ slug: 'hostile', title: '<b>markup</b> & "quotes"', body: 'x <script>alert(1)</script> markup' });
    const [hostile] = await find('markup');
    expect(text(hostile!.title)).toBe('<b>markup</b> & "quotes"');
    const { body: html } = await service.api.call<string>('GET', '/search?q=markup');
    expect(html).toContain('&lt;b><mark>markup</mark>&lt;/b>');
    expect(html).not.toMatch(/<b>|<script>alert/);
  });

  it.each([
    ['基本权利', 'zh-Hans', '?version=original', '基本权利'],
    ['捕', 'zh-Hans', '?version=original', '捕'],
    ['東京大学', 'ja', '?version=ja', '東京大学'],
    ['ﾗｰﾒﾝ', 'ja', '?version=ja', 'ラーメン'],
    ['haus', 'de', '?version=de', 'Haus'],
    ['книга', 'ru', '?version=ru', 'книгах'],
    ['ชาวโลก', 'th', '?version=th', 'ชาวโลก'],
    ['hundoj', 'eo', '?version=eo', 'hundoj'],
  ])('reads %s as %s does, and leads to that version', async (q, language, query, mark) => {
    const [item, ...others] = await find(q);
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      slug: 'statement',
      language,
      url: `https://paper.example/articles/statement${query}`,
    });
    expect([...marked(item!.title), ...marked(item!.excerpt)]).toContain(mark);
  });

  it('finds no characters that stand side by side in another order', async () => {
    expect(await slugs('学東')).toEqual([]);
    expect(await slugs('"東京大学" -ラーメン')).toEqual([]);
  });

  it('finds what is to be seen, as it is now', async () => {
    await publish({ slug: 'changing', title: 'Zebra', body: 'Stripes.' });
    expect(await slugs('zebra')).toEqual(['changing']);
    expectStatus(200, await operate('PATCH', '/changing', { title: 'Giraffe' }));
    expect([await slugs('zebra'), await slugs('giraffe')]).toEqual([[], ['changing']]);
    expectStatus(200, await operate('PATCH', '/changing', { slug: 'changed' }));
    expect(await slugs('giraffe')).toEqual(['changed']);
    expectStatus(200, await operate('POST', '/changed/unpublish'));
    expect(await slugs('giraffe')).toEqual([]);
    expectStatus(200, await operate('POST', '/changed/publish'));
    expectStatus(204, await operate('DELETE', '/changed'));
    expect(await slugs('giraffe')).toEqual([]);
    expect(await slugs('hidden')).toEqual([]);
  });

  it('goes on where it was, each article once', async () => {
    for (let index = 0; index < 7; index += 1)
      await publish({ slug: `walrus-${index}`, title: `Walrus ${index}`, body: 'x' });
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const list: SearchList = expectStatus(200, await ask('walrus', `&limit=3${next && `&cursor=${next}`}`));
      seen.push(...list.items.map(({ slug }) => slug));
      next = list.next;
    }
    expect(seen.sort()).toEqual(Array.from({ length: 7 }, (_, index) => `walrus-${index}`));
  });

  it('takes a text as long as an article may be', async () => {
    const unique = Array.from({ length: 240_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7_919) % 20_000)),
    );
    const words = Array.from({ length: 40_000 }, (_, index) => `w${index.toString(36)}q`);
    for (const [slug, body] of [
      ['long-han', unique.join('')],
      ['long-words', words.join(' ')],
    ] as const) {
      const saved = await service.app
        .get(ArticleSaver)
        .save(
          { slug, title: slug, language: 'en', body, aliases: [], topics: [], related: [], translations: [] },
          { publish: true },
        );
      expect(saved.outcome).toBe('created');
    }
    expect(await slugs('w5q')).toEqual(['long-words']);
  });

  it.each([
    "'; drop table article; --",
    '& | ! <-> () :*',
    '"""""',
    '"open',
    '-',
    '-- -- or or',
    '\\',
    ':*',
    'a:b:c&d|e',
    '%',
    '(((((',
    '\u202e\ufeff\u200d',
    '😀',
    'or',
    'the',
    '東"京',
    'x'.repeat(200),
    '( '.repeat(100),
    '-'.repeat(200),
    '东'.repeat(200),
    '$1 ${x} {{y}}',
  ])('is not disturbed by %j', async (q) => {
    expectStatus(200, await ask(q));
    expect((await service.api.call('GET', `/search?q=${encodeURIComponent(q)}`)).status).toBe(200);
  });

  it('is told where it is too long, and counted as readers count', async () => {
    const search = (q: string) => service.api.call<string>('GET', `/search?q=${encodeURIComponent(q)}`);
    expect((await search('🦊'.repeat(200))).status).toBe(200);
    const { status, body } = await search('🦊'.repeat(201));
    expect([status, body]).toEqual([422, expect.stringContaining('at most 200 characters. Yours has 201.')]);
    expect(body).toContain(`value="${'🦊'.repeat(201)}"`);
    expect(body).not.toContain('maxlength');
  });

  it('is not disturbed by anything else that a keyboard has', async () => {
    const database = service.app.get(DataSource);
    const piece = fc.constantFrom(
      '-',
      '"',
      ' ',
      '(',
      ')',
      'or',
      'a',
      '東京',
      '|',
      '&',
      '!',
      '<->',
      ':',
      '*',
      "'",
      '\\',
    );
    const query = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }).filter(isStorable),
      fc.array(piece, { maxLength: 100 }).map((pieces) => pieces.join('').slice(0, 200)),
    );
    await fc.assert(
      fc.asyncProperty(query, async (q) => {
        await rowsOf(database, `select websearch_to_tsquery('english', $1), websearch_to_tsquery('simple', $1)`, [
          searchable(q),
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['', 'q'],
    ['?q=', 'q'],
    ['?q=%00', 'q'],
    [`?q=${'x'.repeat(201)}`, 'q'],
    ['?q=a&q=b', 'q'],
    ['?q=a&limit=0', 'limit'],
    ['?q=a&cursor=invented', 'cursor'],
    ['?q=a&sort=x', 'sort'],
  ])('says what is wrong with %j', async (query, path) => {
    const { status, body } = await service.api.call('GET', `/v1/search${query}`);
    expect([status, body.errors?.[0]?.path]).toEqual([422, path]);
  });

  it('is a page with a form, before and after', async () => {
    const get = async (path: string) => expectStatus(200, await service.api.call<string>('GET', path));
    expect(await get('/search?utm_source=x')).toMatch(
      /<form class="search ui" action="\/search">.*<input type="search" name="q"/s,
    );
    const html = await get('/search?q=ferry');
    expect(html).toContain('value="ferry"');
    expect(html).toContain('<a href="/articles/ferry">The <mark>ferries</mark> of Lohsen</a>');
    expect(await get('/search?q=unheard')).toContain('No results for <q dir="auto">unheard</q>.');
    expect((await service.api.call('GET', '/search?q=%00')).status).toBe(422);
  });

  it('fills its index with what was published before there was one', async () => {
    await service.app.get(DataSource).query('delete from article_search');
    expect(await slugs('ferry')).toEqual([]);
    while ((await service.app.get(SearchBackfill).tick()) > 0);
    expect(await slugs('ferry')).toEqual(['ferry', 'river']);
  });

  it('looks into an index, and ranks a bounded number, among 50,000 articles', async () => {
    const database = service.app.get(DataSource);
    await database.query(`
      insert into article (id, site_id, slug, page_key, status, version, published_at)
      select gen_random_uuid(), 'demo', 'bulk-' || n, 'bulk-' || n, 'published', 1, now() - n * interval '1 minute'
        from generate_series(1, 50000) n`);
    await database.query(`
      insert into article_version (article_id, position, original, language, title, body, html, excerpt)
      select id, 0, true, 'en', slug, 'x', 'x', 'x' from article where slug like 'bulk-%'`);
    await database.query(`
      insert into article_search (article_id, language, config, published_at, title, body, words)
      select id, 'en', 'english', published_at, slug, 'common ' || slug,
             to_tsvector('english', 'common ' || slug || ' number ' || md5(slug))
        from article where slug like 'bulk-%'`);
    // As autovacuum does in its own time: what waits to be put into the index makes it look dear until then.
    await database.query('vacuum (analyze) article, article_version, article_search');
    const rare = await plan(database, 'bells owned');
    expect(rare).toMatch(/Bitmap Index Scan on article_search_words/);
    expect(rare).not.toMatch(/Seq Scan on (article|article_search|article_version)\b/);
    const common = await plan(database, 'common');
    expect(Math.max(...[...common.matchAll(/Sort.*?rows=(\d+)/g)].map(([, rows]) => Number(rows)))).toBeLessThanOrEqual(
      1_100,
    );
    expect(await slugs('common')).toHaveLength(20);
  });

  async function plan(database: DataSource, q: string): Promise<string> {
    const parameters = [q, 1_000, null, null, 20, TITLE_HEADLINE, BODY_HEADLINE];
    const rows = await rowsOf<{ 'QUERY PLAN': string }>(database, `explain (analyze, buffers) ${SEARCH}`, parameters);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }
});

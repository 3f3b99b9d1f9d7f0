import { rowsOf } from '@afterword/platform';
import { SyntaxValidator } from 'fast-xml-validator';
import { DataSource } from 'typeorm';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { SITEMAP_SIZE } from './sitemap.repository';
import { SITEMAP_BATCH, SITEMAP_PARTS } from './sitemap.sql';

/** More than two sitemaps hold. */
const ARTICLES = 2 * SITEMAP_SIZE + 1_234;

describe('the sitemap of more articles than one may hold', () => {
  let service: RunningContent;
  let database: DataSource;

  beforeAll(async () => {
    service = await startContent();
    database = service.app.get(DataSource);
    await database.query(
      `insert into article (id, site_id, slug, page_key, status, version, published_at)
       select gen_random_uuid(), 'demo', 'bulk-' || n, 'bulk-' || n, case when n <= $1 then 'published' else 'draft' end, n,
              now() - n * interval '1 minute'
         from generate_series(1, $1 + 100) n`,
      [ARTICLES],
    );
    await database.query('vacuum analyze article');
  });
  afterAll(() => service.stop());

  async function get(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(service.url + path, { headers });
    return { status: response.status, etag: response.headers.get('etag') ?? '', xml: await response.text() };
  }
  const locations = (xml: string) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address = '']) => address);
  const parts = async () =>
    locations((await get('/sitemap.xml')).xml).map((address) => address.replace('https://paper.example', ''));

  it('is an index of parts, which hold each of them once, and nothing else', async () => {
    const { xml } = await get('/sitemap.xml');
    expect(xml).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>\n<sitemapindex xmlns="http:\/\/www\.sitemaps\.org/);
    const seen = new Set<string>();
    const sizes: number[] = [];
    for (const path of await parts()) {
      const part = await get(path);
      expect(part.status).toBe(200);
      expect(SyntaxValidator.validate(part.xml)).toBe(true);
      const addresses = locations(part.xml);
      sizes.push(addresses.length);
      for (const address of addresses) seen.add(address);
    }
    expect(sizes).toEqual([SITEMAP_SIZE, SITEMAP_SIZE, ARTICLES - 2 * SITEMAP_SIZE]);
    expect(seen.size).toBe(ARTICLES);
    expect(seen.has('https://paper.example/articles/bulk-1')).toBe(true);
    expect(seen.has(`https://paper.example/articles/bulk-${ARTICLES + 1}`)).toBe(false);
  });

  it('answers 304 until the part changes, and only that one then', async () => {
    const paths = await parts();
    const tags = await Promise.all(paths.map(async (path) => (await get(path)).etag));
    const again = () =>
      Promise.all(paths.map(async (path, index) => (await get(path, { 'if-none-match': tags[index] ?? '' })).status));
    expect(await again()).toEqual([304, 304, 304]);
    const second = paths[1]?.replace('/sitemaps/', '').replace('.xml', '');
    await database.query(`update article set version = $1, updated_at = now() where id = $2`, [ARTICLES * 2, second]);
    expect(await again()).toEqual([304, 200, 304]);
  });

  it('is read from an index', async () => {
    const plan = async (sql: string, parameters: unknown[]) =>
      (await rowsOf<{ 'QUERY PLAN': string }>(database, `explain ${sql}`, parameters))
        .map((row) => row['QUERY PLAN'])
        .join('\n');
    const parted = await plan(SITEMAP_PARTS, [SITEMAP_SIZE]);
    expect(parted).toMatch(/Index (Only )?Scan using article_pkey/);
    expect(parted).not.toMatch(/Seq Scan|Sort/);
    const batch = await plan(SITEMAP_BATCH, ['80000000-0000-4000-8000-000000000000', true, 2_000]);
    expect(batch).toMatch(/Index (Only )?Scan using article_pkey/);
    expect(batch).not.toMatch(/Seq Scan|Sort/);
  });

  it('has no part that is none', async () => {
    for (const path of ['/sitemaps/x.xml', '/sitemaps/%00.xml']) expect((await get(path)).status).toBe(404);
    expect(locations((await get('/sitemaps/ffffffff-ffff-4fff-bfff-ffffffffffff.xml')).xml)).toEqual([]);
  });
});

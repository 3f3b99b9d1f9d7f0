import { randomUUID } from 'node:crypto';
import { databaseUrlOf, MAX_ID } from '@afterword/platform';
import { Client } from 'pg';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { fillThread } from '../../../../bench/src/threads';
import { LIST_WITH_AUTHORS } from './author-conversations.sql';
import { LIST_NEWEST, LIST_OLDEST, LIST_TOP, LIST_TOP_AFTER } from './comments.sql';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  'Index Name'?: string;
  'Rows Removed by Filter'?: number;
  'Actual Rows': number;
  Plans?: Plan[];
}

const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];

describe('the plans of the lists, the same for all parameters as a prepared statement has them', () => {
  let service: RunningEngagement;
  let database: Client;
  let pageId: string;
  let siteId: string;

  beforeAll(async () => {
    service = await startEngagement();
    ({ id: siteId } = await service.api.site(ADMIN_TOKEN));
    await Promise.all(Array.from({ length: 5 }, () => service.api.guest(siteId)));
    database = new Client({
      connectionString: databaseUrlOf(service.config.databaseUrl, 'engagement'),
    });
    await database.connect();
    // The page that is listed is small and old; the others are large and newer.
    for (const [page, comments] of [
      ['listed', 60],
      ['large', 4_000],
      ['larger', 6_000],
    ] as const) {
      await fillThread(database, { site: siteId, page, comments });
    }
    await database.query('vacuum analyze comment');
    await database.query('set plan_cache_mode = force_generic_plan');
    const { rows } = await database.query<{ id: string }>(`select id from page where key = 'listed'`);
    pageId = rows[0]!.id;
  });
  afterAll(async () => {
    await database.end();
    await service.stop();
  });

  it.each([
    ['top', LIST_TOP, 'comment_top', () => [] as string[]],
    ['top, deep inside', LIST_TOP_AFTER, 'comment_top', () => ['false', '50', `'${MAX_ID}'`, '0']],
    ['newest', LIST_NEWEST, 'comment_time', () => [`'${MAX_ID}'`]],
    ['oldest', LIST_OLDEST, 'comment_time', () => [`'${randomUUID().replace(/^./, '0')}'`]],
  ])('%s walks its index and passes over nothing', async (_name, sql, index, cursor) => {
    const name = `list_${randomUUID().replaceAll('-', '')}`;
    await database.query(`prepare ${name} as ${sql}`);
    const values = [`'${siteId}'`, `'${pageId}'`, '21', ...cursor()].join(', ');
    const { rows } = await database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (analyze, format json) execute ${name}(${values})`,
    );
    const nodes = flat(rows[0]!['QUERY PLAN'][0].Plan);
    expect(nodes.map((node) => node['Index Name'])).toContain(index);
    // Nothing is sorted but, deep inside, the page itself with those that have moved.
    const sorted = nodes.filter((node) => node['Node Type'] === 'Sort').map((node) => node['Actual Rows']);
    expect(Math.max(0, ...sorted)).toBeLessThanOrEqual(sql === LIST_TOP_AFTER ? 21 : 0);
    expect(nodes.reduce((sum, node) => sum + (node['Rows Removed by Filter'] ?? 0), 0)).toBe(0);
  });

  it('with the authors of a page reads what they wrote and what is above it, and nothing else of 10,000 comments', async () => {
    const { rows: pages } = await database.query<{ id: string }>(`select id from page where key = 'large'`);
    const talk = pages[0]!.id;
    const author = (
      await database.query<{ id: string }>(
        `insert into reader (site_id, id, name, role) values ($1, gen_random_uuid(), 'Ada', 'member') returning id`,
        [siteId],
      )
    ).rows[0]!.id;
    // 30 answers, each below one of 6,000 replies of others, which are below the 4,000.
    await database.query(
      `with replies as (
         insert into comment (site_id, id, page_id, parent_id, depth, reader_id, body, html, renderer_version, status, created_version,
                              changed_version, created_at)
         select site_id, uuidv7(), page_id, id, 1, reader_id, 'A', '<p>A</p>', 1, 'published', 1, 1, now()
           from (select * from comment where page_id = $1 limit 3000) c, generate_series(1, 2)
         returning *
       )
       insert into comment (site_id, id, page_id, parent_id, depth, reader_id, body, html, renderer_version, status, created_version,
                            changed_version, created_at)
       select site_id, uuidv7(), page_id, id, 2, $2, 'B', '<p>B</p>', 1, 'published', 1, 1, now()
         from replies limit 30`,
      [talk, author],
    );
    await database.query('vacuum analyze comment');
    await database.query(`prepare with_authors as ${LIST_WITH_AUTHORS}`);
    const values = `'${siteId}', '${talk}', 21, '${MAX_ID}', array['${author}'::uuid], 1000, null`;
    const { rows } = await database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (analyze, buffers, format json) execute with_authors(${values})`,
    );
    const plan = rows[0]!['QUERY PLAN'][0].Plan;
    const nodes = flat(plan);
    expect(plan['Actual Rows']).toBe(21);
    expect(nodes.map((node) => node['Index Name'])).toContain('comment_written');
    expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'])).toEqual([]);
    expect(nodes.reduce((sum, node) => sum + (node['Rows Removed by Filter'] ?? 0), 0)).toBeLessThanOrEqual(60);
    // A few pages for each of some 75 comments; all of them are in a thousand.
    expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(600);
  });
});

import { randomUUID } from 'node:crypto';
import { databaseUrlOf, MAX_ID } from '@afterword/platform';
import { Client } from 'pg';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { fillThread } from '../../../../bench/src/threads';
import { LIST_NEWEST, LIST_OLDEST, LIST_TOP, LIST_TOP_AFTER } from './comments.sql';

interface Plan {
  'Node Type': string;
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
});

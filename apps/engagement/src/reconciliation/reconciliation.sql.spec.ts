import { databaseUrlOf } from '@afterword/platform';
import { Client } from 'pg';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { fillThread } from '../../../../bench/src/threads';
import { DRIFTED_COMMENTS, DRIFTED_COUNTERS } from './reconciliation.sql';

interface Plan {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Plan[];
}

const COMMENTS = 3_000;

/** Marks of the page itself: as if a storm of readers had gone over it. */
const MARK_PAGE = `
  insert into reaction (site_id, target_id, reader_id, kind, page_id)
  select p.site_id, p.id, r.id, 'kind-' || n, p.id
    from page p join reader r on r.site_id = p.site_id and r.role = 'guest', generate_series(1, $2::int) as n
   where p.site_id = $1`;

/** Rows that a plan has looked at in all its parts. */
function looksOf(plan: Plan): number {
  const rows = plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Join Filter'] ?? 0);
  return rows * plan['Actual Loops'] + (plan.Plans ?? []).reduce((sum, part) => sum + looksOf(part), 0);
}

describe('recounting a thread on a page that almost all marks are of', () => {
  let service: RunningEngagement;
  let database: Client;
  let asked: string;

  beforeAll(async () => {
    service = await startEngagement();
    const { id: siteId } = await service.api.site(ADMIN_TOKEN);
    await service.api.guest(siteId);
    database = new Client({ connectionString: databaseUrlOf(service.config.databaseUrl, 'engagement') });
    await database.connect();
    await fillThread(database, { site: siteId, page: 'talk', comments: COMMENTS });
    const { rows } = await database.query<{ id: string }>('select id from page where site_id = $1', [siteId]);
    asked = `array['${siteId}'], array['${rows[0]!.id}']::uuid[]`;

    await database.query(MARK_PAGE, [siteId, COMMENTS]);
    // From now on PostgreSQL takes it that whatever is asked for has thousands of marks, which are best read all.
    await database.query('analyze comment, reaction, counter');
    await database.query('set plan_cache_mode = force_generic_plan');
  });
  afterAll(async () => {
    await database.end();
    await service.stop();
  });

  it.each([
    ['counters', DRIFTED_COUNTERS],
    ['comments', DRIFTED_COMMENTS],
  ])('looks at each row a few times for %s', async (what, sql) => {
    await database.query(`prepare recount_${what} as ${sql}`);
    const { rows } = await database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (analyze, format json) execute recount_${what}(${asked})`,
    );
    expect(looksOf(rows[0]!['QUERY PLAN'][0].Plan)).toBeLessThan(50 * COMMENTS);
  });
});

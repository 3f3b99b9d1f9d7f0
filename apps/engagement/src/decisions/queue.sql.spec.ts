import { databaseUrlOf, NIL_ID } from '@afterword/platform';
import { Client } from 'pg';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { fillThread } from '../../../../bench/src/threads';
import { PLAN_FOR_VALUES, queueStatement } from './decisions.sql';

describe('a text that is searched', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  it.each(['pending', 'spam', 'rejected'] as const)(
    'is found by an index in the queue of %s comments',
    async (status) => {
      const { id: site } = await service.api.site(ADMIN_TOKEN);
      await service.api.guest(site);
      const database = new Client({ connectionString: databaseUrlOf(service.config.databaseUrl, 'engagement') });
      await database.connect();
      try {
        await fillThread(database, { site, page: 'talk', comments: 5_000 });
        await database.query(`update comment set status = $2 where site_id = $1`, [site, status]);
        await database.query(
          `update comment set body = body || ' A needle.'
          where id = (select id from comment where site_id = $1 order by id offset 4000 limit 1)`,
          [site],
        );
        await database.query('vacuum analyze comment');
        await database.query('begin');
        await database.query(PLAN_FOR_VALUES);
        const statement = queueStatement({ status, hasText: true }, 'oldest');
        const values = [site, NIL_ID, 21, '%NEEDLE%', null, null];
        expect((await database.query(statement, values)).rows).toHaveLength(1);
        const { rows } = await database.query<{ 'QUERY PLAN': string }>(
          `explain (analyze, buffers) ${statement}`,
          values,
        );
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan).toContain('Bitmap Index Scan on comment_queue_text');
        // Far fewer than the queue has.
        const removed = [...plan.matchAll(/Rows Removed by (?:Filter|Index Recheck): (\d+)/g)].map(([, n]) =>
          Number(n),
        );
        expect(Math.max(0, ...removed)).toBeLessThan(50);
      } finally {
        await database.end();
      }
    },
  );
});

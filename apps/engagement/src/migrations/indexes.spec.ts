import { databaseUrlOf, NIL_ID, rowsOf } from '@afterword/platform';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { fillThread } from '../../../../bench/src/threads';
import { PLAN_FOR_VALUES, queueStatement } from '../decisions/decisions.sql';

describe('indexes', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  it('leave a statement that names a site and an id one way to go', async () => {
    const rows = await rowsOf<{ table: string; indexes: string[] }>(
      service.app.get(DataSource),
      `select i.indrelid::regclass::text as table, array_agg(i.indexrelid::regclass::text) as indexes
         from pg_index i
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
         join pg_class c on c.oid = i.indrelid
        where a.attname = 'site_id' and i.indpred is null and c.relnamespace = 'public'::regnamespace
        group by i.indrelid
        order by 1`,
    );
    // Their rows have no id of their own, and each has this one index that begins so.
    expect(rows).toEqual([
      { table: 'comment_fingerprint', indexes: ['comment_fingerprint_time'] },
      { table: 'counter', indexes: ['counter_pkey'] },
      { table: 'event', indexes: ['event_site'] },
      { table: 'idempotency', indexes: ['idempotency_pkey'] },
      { table: 'moderation_log', indexes: ['moderation_log_pkey'] },
      { table: 'moderation_log_head', indexes: ['moderation_log_head_pkey'] },
      { table: 'page_author', indexes: ['page_author_once'] },
      { table: 'page_key', indexes: ['page_key_pkey'] },
      { table: 'reaction', indexes: ['reaction_pkey'] },
      { table: 'share_visit', indexes: ['share_visit_pkey'] },
      { table: 'spam_word', indexes: ['spam_word_pkey'] },
    ]);
  });

  it.each(['pending', 'spam', 'rejected'] as const)('find a text in the queue of %s comments', async (status) => {
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
      const statement = queueStatement({ status, sort: 'oldest', hasText: true });
      const values = [site, NIL_ID, 21, null, null, '%NEEDLE%'];
      expect((await database.query(statement, values)).rows).toHaveLength(1);
      const { rows } = await database.query<{ 'QUERY PLAN': string }>(
        `explain (analyze, buffers) ${statement}`,
        values,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('Bitmap Index Scan on comment_queue_text');
      // Far fewer than the queue has.
      const removed = [...plan.matchAll(/Rows Removed by (?:Filter|Index Recheck): (\d+)/g)].map(([, n]) => Number(n));
      expect(Math.max(0, ...removed)).toBeLessThan(50);
    } finally {
      await database.end();
    }
  });
});

import { rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

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
      { table: 'moderation_news', indexes: ['moderation_news_time'] },
      { table: 'page_author', indexes: ['page_author_once'] },
      { table: 'page_key', indexes: ['page_key_pkey'] },
      { table: 'reaction', indexes: ['reaction_pkey'] },
      { table: 'share_visit', indexes: ['share_visit_pkey'] },
      { table: 'spam_word', indexes: ['spam_word_pkey'] },
    ]);
  });
});

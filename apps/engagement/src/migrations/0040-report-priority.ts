import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: moderators read reported comments in the order of what their reports weigh, by how right each reporter was. A report knows its
 * weight, and each reported comment the sum of its open ones, in a table of its own: weights change while nobody holds the comment's page
 * (decision record 0067).
 * Locks: `report` against everything for a moment (a column with a constant default rewrites nothing), and the rows of open reports whose
 * weight is not 1. Way back: below; weights are lost, and can be computed again.
 */
export class ReportPriority1764000000039 implements MigrationInterface {
  name = 'ReportPriority1764000000039';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table report
        -- 1, 0.5 where its reader was mostly wrong, 0 where they are banned or muted.
        add column weight real not null default 1 check (weight >= 0)`);
    await runner.query(`
      update report r
         set weight = case when coalesce(reporter.restriction, '') in ('ban', 'mute')
                            and (reporter.restricted_until is null or reporter.restricted_until > now()) then 0
                           else 0.5 end
        from reader reporter
       where r.status = 'open' and reporter.site_id = r.site_id and reporter.id = r.reader_id
         and ((coalesce(reporter.restriction, '') in ('ban', 'mute')
               and (reporter.restricted_until is null or reporter.restricted_until > now()))
              or (select count(*) filter (where t.status <> 'open') >= 4
                         and count(*) filter (where t.status = 'dismissed') * 10 > count(*) filter (where t.status <> 'open') * 7
                    from (select status from report
                           where reader_id = r.reader_id and site_id = r.site_id
                           order by id desc
                           limit 100) t))`);
    await runner.query(`
      create table reported_comment (
        site_id text not null,
        comment_id uuid not null,
        -- The sum of its open reports' weights.
        weight real not null,
        primary key (comment_id, site_id),
        foreign key (site_id, comment_id) references comment (site_id, id) on delete cascade
      ) with (fillfactor = 70)`);
    await runner.query(`
      insert into reported_comment (site_id, comment_id, weight)
      select site_id, comment_id, sum(weight) from report where status = 'open' group by 1, 2`);
    await runner.query(
      `create index reported_comment_weight on reported_comment (site_id, weight desc, comment_id) where weight > 0`,
    );
    // Reports of readers whose restriction may have ended by itself.
    await runner.query(`create index report_weightless on report (reader_id) where status = 'open' and weight = 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table reported_comment`);
    await runner.query(`drop index report_weightless`);
    await runner.query(`alter table report drop column weight`);
  }
}

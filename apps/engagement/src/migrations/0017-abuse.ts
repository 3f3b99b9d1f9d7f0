import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: anybody can be many guests, so what guests are given is a setting of its own, nothing by default (the site `demo`
 * keeps what it gave); a reader's shares of a page count once; a reader who erases themselves and signs in again gets no second
 * grant and no second vote.
 * Locks: `site` and `share` against writes while the index is built (a second for a million shares); pages whose readers shared them
 * more than once, for the time of their recount. Way back: below; the counts of shares stay as they are until
 * `afterword doctor --fix`.
 */
export class Abuse1764000000016 implements MigrationInterface {
  name = 'Abuse1764000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table site
        add column guest_balance bigint not null default 0 check (guest_balance >= 0),
        add column guest_daily_grant bigint not null default 0 check (guest_daily_grant >= 0)`);
    await runner.query(`
      update site set guest_balance = starting_balance, guest_daily_grant = daily_grant where id = 'demo'`);
    // A reader's links to a page; it also leads to all shares of a page.
    await runner.query(`create index share_page_reader on share (page_id, reader_id, channel)`);
    await runner.query(`drop index share_page`);
    await runner.query(`
      with repeated as (
        select site_id, page_id, count(distinct reader_id) as readers
          from share
         group by site_id, page_id
        having count(*) > count(distinct reader_id)
      ), page_changed as (
        update page p set counters_version = counters_version + 1
          from repeated r
         where p.site_id = r.site_id and p.id = r.page_id
      )
      update counter c set value = r.readers
        from repeated r
       where c.site_id = r.site_id and c.target_id = r.page_id and c.metric = 'shares'`);
    await runner.query(`
      create table erased_subject (
        site_id text not null references site (id) on delete cascade,
        -- HMAC-SHA-256 of site and subject, with a secret of the installation.
        subject_hash bytea not null,
        -- Who the reader was: what they marked, shared and were given is theirs again when they come back.
        reader_id uuid not null,
        erased_at timestamptz not null default now(),
        primary key (subject_hash, site_id)
      )`);
    await runner.query(`create index erased_subject_age on erased_subject (erased_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table erased_subject`);
    await runner.query(`create index share_page on share (page_id)`);
    await runner.query(`drop index share_page_reader`);
    await runner.query(`alter table site drop column guest_balance, drop column guest_daily_grant`);
  }
}

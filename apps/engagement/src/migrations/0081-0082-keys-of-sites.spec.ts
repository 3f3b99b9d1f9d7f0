import { migratedDatabase } from '@afterword/testing/migrated-database';
import type { DataSource } from 'typeorm';
import { SiteInKeys1764000000080 } from './0081-site-in-keys';
import { RenderingProgress1764000000081 } from './0082-rendering-progress';

/** What the version before sends, in its words. */
const LEASE = `
  insert into comment_rendering as r (renderer_version, leased_until)
  values ($1::int, now() + interval '1 minute')
  on conflict (renderer_version) do update set leased_until = excluded.leased_until
   where not r.done and r.leased_until < now()
  returning r.site_id as "siteId", r.comment_id as id`;
const STORE = `
  update comment_rendering
     set site_id = $2::text, comment_id = $3::uuid, done = $4::boolean, leased_until = '-infinity'
   where renderer_version = $1::int`;

/** The keys of the version before. */
const BEFORE: Record<string, string> = {
  session_pkey: 'PRIMARY KEY (token_hash)',
  share_code_key: 'UNIQUE (code)',
  event_pkey: 'PRIMARY KEY (txid, "position")',
  moderation_log_private_pkey: 'PRIMARY KEY (entry_id, part)',
  moderation_log_waiting_pkey: 'PRIMARY KEY (id)',
  reader_mail_confirm_token_key: 'UNIQUE (confirm_token)',
  reader_mail_unsubscribe_token_key: 'UNIQUE (unsubscribe_token)',
  staff_mail_pkey: 'PRIMARY KEY (id)',
};

const NIL = '00000000-0000-0000-0000-000000000000';
const SOME = '01890000-0000-7000-8000-000000000001';

describe('the migrations of keys of sites', () => {
  let database: DataSource;

  beforeAll(async () => {
    database = await migratedDatabase('engagement');
  });
  afterAll(() => database.destroy());

  it('give keys the site, and take it from them on the way back', async () => {
    const keys = async () => {
      const rows = await database.query<{ name: string; definition: string }[]>(
        `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where conname = any ($1)`,
        [Object.keys(BEFORE)],
      );
      return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
    };
    const after = Object.entries(BEFORE).map(([name, definition]) => [name, definition.replace(')', ', site_id)')]);
    expect(await keys()).toEqual(Object.fromEntries(after));
    const runner = database.createQueryRunner();
    try {
      await new SiteInKeys1764000000080().down(runner);
      expect(await keys()).toEqual(BEFORE);
      await new SiteInKeys1764000000080().up(runner);
    } finally {
      await runner.release();
    }
    expect(await keys()).toEqual(Object.fromEntries(after));
  });

  it('leave the version before its statements about rendering, and take what they store there and back', async () => {
    const lease = (version: number) => database.query<object[]>(LEASE, [version]);
    const progress = (table: string, site: string, comment: string) =>
      database.query<object[]>(
        `select renderer_version as version, ${site} as site, ${comment} as comment, done from ${table} order by 1`,
      );
    expect(await lease(7)).toEqual([{ siteId: '', id: NIL }]);
    // Another process is at it.
    expect(await lease(7)).toEqual([]);
    await database.query(STORE, [7, 'paper', SOME, false]);
    expect(await lease(7)).toEqual([{ siteId: 'paper', id: SOME }]);
    await database.query(STORE, [7, 'paper', SOME, true]);
    expect(await lease(7)).toEqual([]);
    const stored = [{ version: 7, site: 'paper', comment: SOME, done: true }];
    expect(await progress('rendering_progress', 'last_site', 'last_comment')).toEqual(stored);

    const migration = new RenderingProgress1764000000081();
    const runner = database.createQueryRunner();
    try {
      await migration.down(runner);
      expect(await progress('comment_rendering', 'site_id', 'comment_id')).toEqual(stored);
      expect(await lease(8)).toEqual([{ siteId: '', id: NIL }]);
      await migration.up(runner);
    } finally {
      await runner.release();
    }
    const added = { version: 8, site: '', comment: NIL, done: false };
    expect(await progress('rendering_progress', 'last_site', 'last_comment')).toEqual([...stored, added]);
  });
});

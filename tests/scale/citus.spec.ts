import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migratedDatabase } from '@afterword/testing/migrated-database';
import type { DataSource } from 'typeorm';
import { type Key, keysOf } from './catalog';

/**
 * Keys of tables that belong to a site, and do not have it: Citus does not make them. Each can be found without its site's name today, which
 * is why. docs/scale.md has them, too.
 */
const WITHOUT_SITE = [
  'comment_rendering.comment_rendering_pkey',
  'event.event_pkey',
  'moderation_log_private.moderation_log_private_pkey',
  'moderation_log_waiting.moderation_log_waiting_pkey',
  'reader_mail.reader_mail_confirm_token_key',
  'reader_mail.reader_mail_unsubscribe_token_key',
  'session.session_pkey',
  'share.share_code_key',
  'staff_mail.staff_mail_pkey',
];

/** Tables of the installation: each node would have a copy (`create_reference_table`), or the coordinator alone. */
const OF_INSTALLATION = [
  'event_cursor',
  'event_handled',
  'event_log_cluster',
  'installation',
  'installation_secret',
  'mail_ask',
  'migration',
  'restored_backup',
  'site',
  'spent_proof',
  'staff',
  'staff_challenge',
  'staff_invitation',
  'staff_passkey',
  'staff_session',
  'visit_salt',
  'widget_file',
];

describe('engagement on Citus, with the site as the distribution column', () => {
  let database: DataSource;
  let keys: Key[];
  let ofSite: Set<string>;
  let tables: string[];

  beforeAll(async () => {
    database = await migratedDatabase('engagement');
    keys = await keysOf(database);
    const rows = await database.query<{ name: string; isOfSite: boolean }[]>(`
      select c.relname as name,
             exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'site_id' and a.attnum > 0) as "isOfSite"
        from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by 1`);
    tables = rows.map(({ name }) => name);
    ofSite = new Set(rows.filter(({ isOfSite }) => isOfSite).map(({ name }) => name));
  });
  afterAll(() => database.destroy());

  it('has the site in every unique key of what belongs to a site, but in those that are known', () => {
    const without = keys.filter(
      ({ kind, table, columns }) => kind !== 'foreign' && ofSite.has(table) && !columns.includes('site_id'),
    );
    expect(without.map(({ table, name }) => `${table}.${name}`).sort()).toEqual(WITHOUT_SITE);
  });

  it('refers from a site to that site, or to what every node has', () => {
    const across = keys.filter(
      ({ kind, refersTo, columns }) => kind === 'foreign' && ofSite.has(refersTo ?? '') && !columns.includes('site_id'),
    );
    expect(across).toEqual([]);
    // What every node has cannot refer to what only one of them has.
    const back = keys.filter(({ refersTo, table }) => ofSite.has(refersTo ?? '') && !ofSite.has(table));
    expect(back).toEqual([]);
  });

  it('has no other tables than those of sites and of the installation', () => {
    expect(tables.filter((table) => !ofSite.has(table))).toEqual(OF_INSTALLATION);
  });

  it('is told honestly in docs/scale.md', () => {
    const guide = readFileSync(join(__dirname, '../../docs/scale.md'), 'utf8');
    for (const name of [...WITHOUT_SITE.map((key) => key.split('.')[0] ?? ''), ...OF_INSTALLATION])
      expect(guide).toContain(`\`${name}\``);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migratedDatabase } from '@afterword/testing/migrated-database';
import type { DataSource } from 'typeorm';
import { type Key, keysOf } from './catalog';

/** Tables of the installation: each node would have a copy (`create_reference_table`), or the coordinator alone. */
const OF_INSTALLATION = [
  'event_cursor',
  'event_handled',
  'event_log_cluster',
  'installation',
  'installation_secret',
  'mail_ask',
  'migration',
  'rendering_progress',
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

  it('has the site in every unique key of what belongs to a site', () => {
    const ofSites = keys.filter(({ kind, table }) => kind !== 'foreign' && ofSite.has(table));
    expect(new Set(ofSites.map(({ table }) => table))).toEqual(ofSite);
    expect(ofSites.filter(({ columns }) => !columns.includes('site_id'))).toEqual([]);
  });

  it('refers from a site to that site, or to what every node has', () => {
    const foreign = keys.filter(({ kind }) => kind === 'foreign');
    const toSites = foreign.filter(({ refersTo }) => ofSite.has(refersTo ?? ''));
    expect(toSites.length).toBeGreaterThan(0);
    const elsewhere = toSites.filter(
      ({ columns, refersToColumns }) => refersToColumns?.[columns.indexOf('site_id')] !== 'site_id',
    );
    expect(elsewhere).toEqual([]);
    // What every node has cannot refer to what only one of them has.
    expect(toSites.filter(({ table }) => !ofSite.has(table))).toEqual([]);
  });

  it('has no other tables than those of sites and of the installation', () => {
    expect(tables.filter((table) => !ofSite.has(table))).toEqual(OF_INSTALLATION);
  });

  it('is told honestly in docs/scale.md', () => {
    const guide = readFileSync(join(__dirname, '../../docs/scale.md'), 'utf8');
    for (const name of OF_INSTALLATION) expect(guide).toContain(`\`${name}\``);
  });
});

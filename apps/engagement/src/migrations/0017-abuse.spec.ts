import { dataSourceOptions, loadConfig, migrateDatabase } from '@afterword/platform';
import { testDatabaseUrl } from '@afterword/testing/database';
import { DataSource } from 'typeorm';
import { entities } from '../entities';
import { migrations } from '.';

const BEFORE = 16;

describe('migration 0017', () => {
  let database: DataSource;

  beforeAll(async () => {
    const config = loadConfig('engagement', { DATABASE_URL: testDatabaseUrl(), ADMIN_TOKEN: 'an-operator-token' });
    await migrateDatabase({ config, entities, migrations: migrations.slice(0, BEFORE) });
    const options = dataSourceOptions({ config, entities, migrations: migrations.slice(0, BEFORE + 1) });
    database = await new DataSource(options).initialize();
  });
  afterAll(() => database.destroy());

  it('gives guests nothing but on the demo site, and counts each reader’s shares of a page once', async () => {
    await database.query(`
      insert into site (id, name, starting_balance, daily_grant) values ('demo', 'Demo', 100, 3), ('paper', 'Paper', 50, 7)`);
    await database.query(`
      insert into page (site_id, id, key, counters_version)
      select 'paper', md5('page' || n)::uuid, 'page-' || n, 5 from generate_series(1, 2) n`);
    await database.query(`
      insert into reader (site_id, id, name, role) select 'paper', md5('reader' || n)::uuid, 'R', 'guest' from generate_series(1, 2) n`);
    // On the first page one reader shares three times and another once, on the second page each once.
    await database.query(`
      insert into share (site_id, id, code, page_id, reader_id, channel)
      select 'paper', gen_random_uuid(), md5(random()::text), md5('page' || p)::uuid, md5('reader' || r)::uuid, 'copy'
        from (values (1, 1), (1, 1), (1, 1), (1, 2), (2, 1), (2, 2)) as t (p, r)`);
    await database.query(`
      insert into counter (site_id, target_id, metric, value)
      values ('paper', md5('page1')::uuid, 'shares', 4), ('paper', md5('page2')::uuid, 'shares', 2)`);

    await database.runMigrations();

    expect(await database.query('select id, guest_balance, guest_daily_grant from site order by id')).toEqual([
      { id: 'demo', guest_balance: 100, guest_daily_grant: 3 },
      { id: 'paper', guest_balance: 0, guest_daily_grant: 0 },
    ]);
    expect(
      await database.query(`select key, value, counters_version from page join counter on target_id = id order by key`),
    ).toEqual([
      { key: 'page-1', value: 2, counters_version: 6 },
      { key: 'page-2', value: 2, counters_version: 5 },
    ]);
    await database.undoLastMigration();
    await database.runMigrations();
  });
});

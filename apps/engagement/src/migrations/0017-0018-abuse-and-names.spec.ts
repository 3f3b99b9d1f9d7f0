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

describe('migration 0018', () => {
  it('cleans names and titles that are no visible line, and leaves others alone', async () => {
    const config = loadConfig('engagement', { DATABASE_URL: testDatabaseUrl(), ADMIN_TOKEN: 'an-operator-token' });
    await migrateDatabase({ config, entities, migrations: migrations.slice(0, BEFORE + 1) });
    const options = dataSourceOptions({ config, entities, migrations: migrations.slice(0, BEFORE + 2) });
    const database = await new DataSource(options).initialize();
    const texts = [
      ['Newsroom\u3164', 'Newsroom'],
      ['\u202emoorsweN', 'moorsweN'],
      ['A\nname\u0007', 'Aname'],
      ['a' + '\u0301'.repeat(79), 'a' + '\u0301'.repeat(4)],
      ['\u200b', null],
      ['\u2800', null],
      // Joiners that words are spelled with, marks within reason, emoji, names of imitation: they stay.
      ...['می\u200cخواهم', 'é\u0323', '👩\u200d🚀', 'Νewsroom', 'Nøwsroom', 'Ada'].map((name) => [name, name] as const),
    ] as const;
    const before = texts.map(([text]) => text);
    const after = (otherwise: (index: number) => string | null) =>
      texts.map(([, text], index) => text ?? otherwise(index));
    await database.query(
      `insert into site (id, name, reserved_names) select 's' || n, name, array[name, 'Kept']
         from unnest($1::text[]) with ordinality as t (name, n)`,
      [before],
    );
    await database.query(
      `insert into reader (site_id, id, name, role) select 's1', md5('reader' || n)::uuid, name, 'guest'
         from unnest($1::text[]) with ordinality as t (name, n)`,
      [before],
    );
    await database.query(
      `insert into page (site_id, id, key, title) select 's1', md5('page' || n)::uuid, 'page-' || n, title
         from unnest($1::text[]) with ordinality as t (title, n)`,
      [before],
    );

    await database.runMigrations();

    const column = async (query: string) => (await database.query<{ text: unknown }[]>(query)).map(({ text }) => text);
    const numbers = texts.map((_text, index) => index + 1);
    const ofReader = await Promise.all(
      numbers.map((n) => column(`select name as text from reader where id = md5('reader${n}')::uuid`)),
    );
    expect(ofReader.flat()).toEqual(after(() => 'Guest'));
    const ofSite = await Promise.all(numbers.map((n) => column(`select name as text from site where id = 's${n}'`)));
    expect(ofSite.flat()).toEqual(after((index) => `s${index + 1}`));
    const reserved = await Promise.all(
      numbers.map((n) => column(`select reserved_names as text from site where id = 's${n}'`)),
    );
    expect(reserved.flat()).toEqual(texts.map(([, text]) => (text === null ? ['Kept'] : [text, 'Kept'])));
    const ofPage = await Promise.all(
      numbers.map((n) => column(`select coalesce(title, '') as text from page where key = 'page-${n}'`)),
    );
    const isBraille = (_text: unknown, index: number) => before[index] === '\u2800';
    expect(ofPage.flat().filter((text, index) => !isBraille(text, index))).toEqual(
      after(() => '').filter((text, index) => !isBraille(text, index)),
    );
    await database.undoLastMigration();
    await database.runMigrations();
    await database.destroy();
  });
});

import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { createDatabaseIfMissing } from './create-database';
import { dataSourceOptions } from './data-source-options';
import { databaseUrlOf } from './database-url';
import { migrateDatabase } from './migrate';
import { replaceKey } from './replace-key';

const ID = { table: 'story', name: 'story_pkey', kind: 'primary key' } as const;
const CODE = { table: 'story', name: 'story_code_key', kind: 'unique' } as const;

class Story1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table story (id int, site text not null default 'paper', code text, constraint story_pkey primary key (id), constraint story_code_key unique (code))`);
    await runner.query(`insert into story select n, 'paper', n from generate_series(1, 1000) n`);
  }
  async down(): Promise<void> {}
}
class StoryKeys1764000000002 implements MigrationInterface {
  readonly transaction = false;
  async up(runner: QueryRunner): Promise<void> {
    await replaceKey(runner, { ...ID, columns: ['id', 'site'] });
    await replaceKey(runner, { ...CODE, columns: ['code', 'site'] });
  }
  async down(runner: QueryRunner): Promise<void> {
    await replaceKey(runner, { ...ID, columns: ['id'] });
    await replaceKey(runner, { ...CODE, columns: ['code'] });
  }
}

describe('a key that a migration replaces', () => {
  const databaseUrl = testDatabaseUrl();
  const config = { databaseUrl, service: 'content' } as const;
  let writer: Client;
  let looker: Client;

  beforeAll(async () => {
    const connectionString = databaseUrlOf(databaseUrl, 'content');
    await createDatabaseIfMissing(connectionString);
    [writer, looker] = [new Client({ connectionString }), new Client({ connectionString })];
    await Promise.all([writer.connect(), looker.connect()]);
  });
  afterAll(() => Promise.all([writer.end(), looker.end()]));
  beforeEach(async () => {
    await looker.query(`drop table if exists story, migration`);
    await migrateDatabase({ config, entities: [], migrations: [Story1764000000001] });
  });

  const migrate = () =>
    migrateDatabase({ config, entities: [], migrations: [Story1764000000001, StoryKeys1764000000002] });

  /** Of the table: the keys, and every index with the number of its file. */
  const keys = async () =>
    (
      await looker.query<{ definition: string }>(
        `select pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = 'story'::regclass and contype in ('p', 'u') order by conname desc`,
      )
    ).rows.map(({ definition }) => definition);
  const indexes = async () =>
    (
      await looker.query<{ name: string; valid: boolean; file: number }>(
        `select indexrelid::regclass::text as name, indisvalid as valid, pg_relation_filenode(indexrelid) as file
           from pg_index where indrelid = 'story'::regclass order by 1`,
      )
    ).rows;
  /** Whoever waits for the table to be nobody else's. */
  const waiting = async () =>
    (
      await looker.query<object>(
        `select from pg_locks where not granted and relation = 'story'::regclass and mode = 'AccessExclusiveLock'`,
      )
    ).rows;
  const withRunner = async (act: (runner: QueryRunner) => Promise<void>) => {
    const dataSource = await new DataSource(dataSourceOptions({ config, entities: [], migrations: [] })).initialize();
    const runner = dataSource.createQueryRunner();
    try {
      await act(runner);
    } finally {
      await runner.release();
      await dataSource.destroy();
    }
  };
  const AFTER = ['PRIMARY KEY (id, site)', 'UNIQUE (code, site)'];
  const BEFORE = ['PRIMARY KEY (id)', 'UNIQUE (code)'];

  it('keeps no writer waiting while its index is built', async () => {
    await writer.query('begin');
    await writer.query('insert into story values (1001)');
    const migrating = migrate();
    await poll(indexes, (rows) => rows.some(({ valid }) => !valid));
    await looker.query(`insert into story values (1002)`);
    // The one before still holds.
    await expect(looker.query(`insert into story values (1002, 'other')`)).rejects.toThrow('story_pkey');
    await writer.query('commit');
    expect(await migrating).toEqual(['StoryKeys1764000000002']);
    expect(await keys()).toEqual(AFTER);
    await looker.query(`insert into story values (1002, 'other')`);
    await expect(looker.query(`insert into story values (1002, 'other')`)).rejects.toThrow('story_pkey');
    expect((await indexes()).map(({ name }) => name)).toEqual(['story_code_key', 'story_pkey']);
  });

  it('lets others pass where the table is not to be had, and goes on with the index that it has built', async () => {
    // Somebody keeps the table from being changed; the build does not wait for that.
    await writer.query('begin');
    await writer.query('lock table story in access share mode');
    const migrating = migrate();
    try {
      await poll(waiting, (rows) => rows.length === 1);
      const built = (await indexes()).find(({ name }) => name === 'story_pkey_new');
      expect(built?.valid).toBe(true);
      // Comes behind the migration, and is answered when that gives up.
      await looker.query('select from story');
      await writer.query('commit');
      expect(await migrating).toEqual(['StoryKeys1764000000002']);
      expect((await indexes()).find(({ name }) => name === 'story_pkey')).toEqual({ ...built, name: 'story_pkey' });
    } finally {
      await writer.query('rollback');
      await migrating;
    }
  });

  it('goes back, and forth again, after an interruption too', async () => {
    await migrate();
    await withRunner((runner) => new StoryKeys1764000000002().down(runner));
    expect(await keys()).toEqual(BEFORE);
    // Both were built, and one has taken its place.
    await looker.query(`create unique index story_code_key_new on story (code, site)`);
    await looker.query(`create unique index story_pkey_new on story (id, site)`);
    await looker.query(
      `alter table story drop constraint story_pkey, add constraint story_pkey primary key using index story_pkey_new`,
    );
    const built = await indexes();
    await withRunner((runner) => new StoryKeys1764000000002().up(runner));
    expect(await keys()).toEqual(AFTER);
    const fileOf = (rows: typeof built, wanted: string) => rows.find(({ name }) => name === wanted)?.file;
    expect(fileOf(await indexes(), 'story_code_key')).toBe(fileOf(built, 'story_code_key_new'));
    // A way back that had built an index, and was given up.
    await looker.query(`create unique index story_code_key_new on story (code)`);
    await withRunner((runner) => new StoryKeys1764000000002().up(runner));
    expect((await indexes()).map(({ name }) => name)).toEqual(['story_code_key', 'story_pkey']);
  });

  it('is replaced in the transaction of a restore', async () => {
    await withRunner(async (runner) => {
      await runner.startTransaction();
      await new StoryKeys1764000000002().up(runner);
      await runner.rollbackTransaction();
    });
    expect(await keys()).toEqual(BEFORE);
    await withRunner(async (runner) => {
      await runner.startTransaction();
      await new StoryKeys1764000000002().up(runner);
      await runner.commitTransaction();
    });
    expect(await keys()).toEqual(AFTER);
  });

  it('is refused where it is not there, or rows are not unique by it', async () => {
    const once = { ...CODE, columns: ['site'] };
    await expect(withRunner((runner) => replaceKey(runner, once))).rejects.toThrow('could not create unique index');
    expect(await keys()).toEqual(BEFORE);
    await expect(withRunner((runner) => replaceKey(runner, { ...once, name: 'story_key' }))).rejects.toThrow(
      'story has no key story_key',
    );
  });
});

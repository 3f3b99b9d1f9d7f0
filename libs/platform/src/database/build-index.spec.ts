import { Client } from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { buildIndex } from './build-index';
import { createDatabaseIfMissing } from './create-database';
import { dataSourceOptions } from './data-source-options';
import { databaseUrlOf } from './database-url';
import { migrateDatabase } from './migrate';

class Story1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table story (id int)`);
    await runner.query(`insert into story select generate_series(1, 1000)`);
  }
  async down(): Promise<void> {}
}
class StoryIndex1764000000002 implements MigrationInterface {
  readonly transaction = false;
  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'story_id', 'story (id) where id > 2');
  }
  async down(): Promise<void> {}
}

describe('an index that a migration builds', () => {
  const databaseUrl = testDatabaseUrl();
  const config = { databaseUrl, service: 'content' } as const;
  let writer: Client;
  let looker: Client;

  beforeAll(async () => {
    const connectionString = databaseUrlOf(databaseUrl, 'content');
    await createDatabaseIfMissing(connectionString);
    [writer, looker] = [new Client({ connectionString }), new Client({ connectionString })];
    await Promise.all([writer.connect(), looker.connect()]);
    await migrateDatabase({ config, entities: [], migrations: [Story1764000000001] });
  });
  afterAll(() => Promise.all([writer.end(), looker.end()]));

  const stateOf = async () =>
    (
      await looker.query<{ valid: boolean }>(
        `select indisvalid as valid from pg_index where indexrelid = to_regclass('story_id')`,
      )
    ).rows;

  const migrate = () =>
    migrateDatabase({ config, entities: [], migrations: [Story1764000000001, StoryIndex1764000000002] });

  it('keeps no writer waiting, waits for one itself, and is there when that has ended', async () => {
    // Its lock is one that a plain build waits for, and whoever writes next behind that one.
    await writer.query('begin');
    await writer.query('insert into story values (1001)');
    const migrating = migrate();
    // It has begun, and is not valid before the writer ends.
    await poll(stateOf, (rows) => rows.length === 1);
    await looker.query(`insert into story values (1002)`);
    expect(await stateOf()).toEqual([{ valid: false }]);
    await writer.query('commit');
    expect(await migrating).toEqual(['StoryIndex1764000000002']);
    expect(await stateOf()).toEqual([{ valid: true }]);
  });

  it('is built anew where an interrupted build has left it, and left where it is whole', async () => {
    await looker.query(`update pg_index set indisvalid = false where indexrelid = 'story_id'::regclass`);
    await looker.query(`delete from migration where name = 'StoryIndex1764000000002'`);
    await migrate();
    expect(await stateOf()).toEqual([{ valid: true }]);
    const fileOf = async () =>
      (await looker.query<{ file: number }>(`select pg_relation_filenode('story_id') as file`)).rows;
    const before = await fileOf();
    await looker.query(`delete from migration where name = 'StoryIndex1764000000002'`);
    await migrate();
    expect(await fileOf()).toEqual(before);
  });

  it('is built in the transaction of a restore', async () => {
    await looker.query('drop index story_id');
    const dataSource = await new DataSource(dataSourceOptions({ config, entities: [], migrations: [] })).initialize();
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await new StoryIndex1764000000002().up(runner);
    await runner.commitTransaction();
    await runner.release();
    await dataSource.destroy();
    expect(await stateOf()).toEqual([{ valid: true }]);
  });
});

import { Client } from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import { createDatabaseIfMissing } from './create-database';
import { databaseUrlOf } from './database-url';
import { dataSourceOptions } from './data-source-options';
import { runMigrationsWithShortLocks } from './short-locks';

class First1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table story (id int)');
  }
  async down(): Promise<void> {}
}
class Second1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table other (id int)');
    await runner.query('alter table story add column title text');
  }
  async down(): Promise<void> {}
}

describe('migrations under load', () => {
  const databaseUrl = testDatabaseUrl();
  const config = { databaseUrl, service: 'content' } as const;
  let reader: Client;

  const open = (...migrations: (new () => MigrationInterface)[]) =>
    new DataSource(dataSourceOptions({ config, entities: [], migrations })).initialize();

  beforeAll(async () => {
    const url = databaseUrlOf(databaseUrl, 'content');
    await createDatabaseIfMissing(url);
    reader = new Client({ connectionString: url });
    await reader.connect();
    const dataSource = await open(First1764000000001);
    expect(await runMigrationsWithShortLocks(dataSource)).toEqual(['First1764000000001']);
    await dataSource.destroy();
  });
  afterAll(() => reader.end());

  it('give up a lock that others wait for, and begin anew until they get it', async () => {
    const dataSource = await open(First1764000000001, Second1764000000002);
    await reader.query('begin');
    await reader.query('select * from story');
    const lines: string[] = [];
    const applied = await runMigrationsWithShortLocks(dataSource, {
      lockWaitMs: 20,
      pauseMs: 1,
      say: (line) => {
        lines.push(line);
        // It was tried twice in vain before.
        if (lines.length === 2) void reader.query('commit');
      },
    });
    expect(lines[0]).toMatch(/^The migration Second1764000000002 has to wait for somebody’s lock/);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(applied).toEqual(['Second1764000000002']);
    await dataSource.destroy();
  });

  it('fail with the lock’s error when they do not get it in the end, and leave nothing behind', async () => {
    class Third1764000000003 implements MigrationInterface {
      async up(runner: QueryRunner): Promise<void> {
        await runner.query('create table third (id int)');
        await runner.query('alter table story drop column title');
      }
      async down(): Promise<void> {}
    }
    const dataSource = await open(First1764000000001, Second1764000000002, Third1764000000003);
    await reader.query('begin');
    await reader.query('select * from story');
    const options = { lockWaitMs: 10, pauseMs: 1, giveUpMs: 0, say: () => undefined };
    await expect(runMigrationsWithShortLocks(dataSource, options)).rejects.toThrow('lock timeout');
    await reader.query('commit');
    expect((await reader.query(`select to_regclass('third') as third`)).rows).toEqual([{ third: null }]);
    await dataSource.destroy();
  });
});

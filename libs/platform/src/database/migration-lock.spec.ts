import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import { loadConfig } from '../config/config';
import { createDatabaseIfMissing } from './create-database';
import { databaseUrlOf } from './database-url';
import { dataSourceOptions } from './data-source-options';
import { lockMigrations } from './migration-lock';
import { LOCK_MIGRATIONS } from './migration-lock.sql';

describe('the lock of migrations', () => {
  const databaseUrl = testDatabaseUrl();
  const config = loadConfig('content', { DATABASE_URL: databaseUrl, ADMIN_TOKEN: 'an-operator-token' });
  let dataSource: DataSource;
  let other: Client;

  beforeAll(async () => {
    await createDatabaseIfMissing(databaseUrlOf(databaseUrl, 'content'));
    dataSource = await new DataSource(dataSourceOptions({ config, entities: [], migrations: [] })).initialize();
    other = new Client({ connectionString: databaseUrlOf(databaseUrl, 'content'), application_name: 'another-one' });
    await other.connect();
  });
  afterAll(async () => {
    await other.end();
    await dataSource.destroy();
  });

  it('is waited for, and says who holds it', async () => {
    await other.query('begin');
    await other.query(LOCK_MIGRATIONS);
    const lines: string[] = [];
    const runner = dataSource.createQueryRunner();
    const say = (line: string) => {
      lines.push(line);
      void other.query('commit');
    };
    await lockMigrations({ runner, database: 'spec', say });
    expect(lines).toEqual([
      expect.stringMatching(
        /^Another process migrates the database "spec" \(PostgreSQL process \d+, another-one, .+\); waiting/,
      ),
    ]);
    await runner.rollbackTransaction();
    await runner.release();
  });

  it('is not waited for for ever: the error says who holds it, and what to do', async () => {
    await other.query('begin');
    await other.query(LOCK_MIGRATIONS);
    const runner = dataSource.createQueryRunner();
    await expect(lockMigrations({ runner, database: 'spec', waitMs: 10, say: () => undefined })).rejects.toThrow(
      /PostgreSQL process \d+, another-one, .*run: select pg_terminate_backend\(\d+\)$/,
    );
    await runner.release();
    await other.query('rollback');
  });
});

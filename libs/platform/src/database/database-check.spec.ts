import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import { checkDatabase } from './database-check';
import { createDatabaseIfMissing } from './create-database';
import { databaseUrlOf } from './database-url';
import { dataSourceOptions } from './data-source-options';

describe('the check of a database', () => {
  let dataSource: DataSource;

  beforeAll(async () => {
    const databaseUrl = testDatabaseUrl();
    await createDatabaseIfMissing(databaseUrlOf(databaseUrl, 'content'));
    const options = dataSourceOptions({ config: { databaseUrl, service: 'content' }, entities: [], migrations: [] });
    // One session, so that what is set here is what the check finds.
    dataSource = await new DataSource({ ...options, poolSize: 1 }).initialize();
  });
  afterAll(() => dataSource.destroy());

  const check = () => checkDatabase(dataSource, () => Promise.resolve());

  it('passes, and fails with the question of a page', async () => {
    await check();
    await expect(checkDatabase(dataSource, () => Promise.reject(new Error('no such table')))).rejects.toThrow(
      'no such table',
    );
  });

  it('tells that times cannot be read', async () => {
    await dataSource.query(`set datestyle = 'SQL, DMY'`);
    await expect(check()).rejects.toMatchObject({
      state: 'down',
      message: expect.stringContaining('DateStyle') as string,
    });
    await dataSource.query('reset datestyle');
    await dataSource.query(`set datestyle = 'ISO, MDY'`);
  });

  it('tells that nothing can be written', async () => {
    await dataSource.query('set session characteristics as transaction read only');
    await expect(check()).rejects.toMatchObject({ state: 'degraded' });
    await dataSource.query('set session characteristics as transaction read write');
    await check();
  });
});

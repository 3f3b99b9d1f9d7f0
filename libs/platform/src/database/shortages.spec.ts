import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import { createDatabaseIfMissing } from './create-database';
import { checkDatabase } from './database-check';
import { databaseUrlOf } from './database-url';
import { dataSourceOptions } from './data-source-options';
import { Shortages } from './shortages';

describe('what PostgreSQL lacks', () => {
  const databaseUrl = testDatabaseUrl();
  const config = { databaseUrl, service: 'content' } as const;
  let dataSource: DataSource;

  beforeAll(async () => {
    await createDatabaseIfMissing(databaseUrlOf(databaseUrl, 'content'));
    dataSource = await new DataSource(dataSourceOptions({ config, entities: [], migrations: [] })).initialize();
  });
  afterAll(() => dataSource.destroy());

  it.each([
    ['53100', /no room left on its disk/],
    ['53200', /out of memory/],
  ])('degrades readiness after a statement failed with %s', async (state, reason) => {
    const ask = () => Promise.resolve();
    const failing = dataSource.query(`do $$ begin raise exception 'short' using errcode = '${state}'; end $$`);
    await expect(failing).rejects.toThrow('short');
    await expect(checkDatabase(dataSource, ask)).rejects.toMatchObject({
      state: 'degraded',
      message: expect.stringMatching(reason) as string,
    });
  });

  it('is over when PostgreSQL has not complained for a while, and is not begun by other errors', () => {
    let now = 0;
    const shortages = new Shortages(() => now);
    shortages.note('23505');
    expect(shortages.current()).toBeNull();
    shortages.note('53100');
    now = 5_000;
    expect(shortages.current()).toMatch(/no room/);
    now = 5_001;
    expect(shortages.current()).toBeNull();
  });
});

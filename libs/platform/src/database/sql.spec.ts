import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options';
import { execute, rowsOf } from './sql';

const NUMBERS = `
  select g.n from unnest($1::int[]) as asked (n) join spec_grown g on g.n = asked.n`;
/** Rows read by whoever read the whole table. */
const ROWS_READ = `
  select seq_tup_read::int as rows from pg_stat_xact_user_tables where relname = 'spec_grown'`;

describe('statements', () => {
  let dataSource: DataSource;

  beforeAll(async () => {
    const url = process.env.TEST_DATABASE_URL ?? '';
    const config = { databaseUrl: url, service: 'engagement' } as const;
    // One connection: a table of its own, which nobody else analyzes.
    const options = { ...dataSourceOptions({ config, entities: [], migrations: [] }), url, poolSize: 1 };
    dataSource = await new DataSource(options).initialize();
    await dataSource.query('create temporary table spec_grown (n int primary key)');
    await dataSource.query('vacuum analyze spec_grown');
  });
  afterAll(() => dataSource.destroy());

  it('are planned anew while the tables grow', async () => {
    // Planned for an empty table, which is quickest read as a whole.
    for (let time = 0; time < 10; time += 1) await rowsOf(dataSource, NUMBERS, [[1]]);
    await execute(dataSource, 'insert into spec_grown select generate_series(1, 20000)');
    for (let time = 0; time < 30; time += 1) await rowsOf(dataSource, NUMBERS, [[1]]);
    const [before, after] = await dataSource.transaction(async (tx) => {
      const rowsRead = async () => (await rowsOf<{ rows: number }>(tx, ROWS_READ))[0]?.rows;
      // PostgreSQL forgets what a session has read before once it has told others, at most once a second: this is counted here.
      await execute(tx, 'select count(*) from spec_grown');
      const start = await rowsRead();
      expect(await rowsOf(tx, NUMBERS, [[7, 8]])).toEqual([{ n: 7 }, { n: 8 }]);
      return [start, await rowsRead()];
    });
    expect(before).toBeGreaterThanOrEqual(20_000);
    expect(after).toBe(before);
  });
});

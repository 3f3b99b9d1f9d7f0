import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options';
import { inPipeline, type Pipeline } from './pipeline';
import { execute, rowsOf } from './sql';
import { isUnavailable } from './unavailable';

const INSERT = 'insert into spec_pipeline select $1::int, count(*) from spec_pipeline';
const ROWS = 'select n, before::int from spec_pipeline order by n';
const END_CONNECTION = 'select pg_terminate_backend(pg_backend_pid())';

describe('a pipeline', () => {
  let dataSource: DataSource;

  beforeAll(async () => {
    const url = process.env.TEST_DATABASE_URL ?? '';
    const config = { databaseUrl: url, service: 'engagement' } as const;
    dataSource = await new DataSource({
      ...dataSourceOptions({ config, entities: [], migrations: [] }),
      url,
    }).initialize();
    await dataSource.query('create table if not exists spec_pipeline (n int primary key, before int)');
  });
  beforeEach(() => dataSource.query('truncate spec_pipeline'));
  afterAll(async () => {
    await dataSource.query('drop table spec_pipeline');
    await dataSource.destroy();
  });

  const insert = (tx: Pipeline, n: number) => execute(tx, INSERT, [n]);
  const stored = () => rowsOf<{ n: number; before: number }>(dataSource, ROWS);

  it('runs what is sent together in the order in which it was started, in one transaction', async () => {
    const seen = await inPipeline(dataSource, async (tx) => {
      const [, , rows] = await Promise.all([insert(tx, 1), insert(tx, 2), rowsOf(tx, ROWS)]);
      tx.send(insert(tx, 3));
      expect(await stored()).toEqual([]);
      return rows;
    });
    expect(seen).toEqual([
      { n: 1, before: 0 },
      { n: 2, before: 1 },
    ]);
    expect(await stored()).toEqual([...(seen as object[]), { n: 3, before: 2 }]);
  });

  it('stores nothing when its work fails', async () => {
    const failing = inPipeline(dataSource, async (tx) => {
      await insert(tx, 1);
      tx.send(insert(tx, 2));
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(await stored()).toEqual([]);
  });

  it('stores nothing when a statement fails that nobody waits for, and tells which', async () => {
    const failing = inPipeline(dataSource, async (tx) => {
      await insert(tx, 1);
      tx.send(insert(tx, 1));
      // Refused, since the transaction has failed; that is not what anybody wants to read.
      await insert(tx, 2);
    });
    await expect(failing).rejects.toThrow('duplicate key');
    expect(await stored()).toEqual([]);
  });

  it('tells why the first statement failed where those after it are heard of before', async () => {
    const slow = async (statement: Promise<unknown>) => {
      // As a repository does that makes something of the rows.
      await statement;
    };
    const failing = inPipeline(dataSource, async (tx) => {
      await insert(tx, 1);
      await Promise.all([slow(slow(slow(insert(tx, 1)))), insert(tx, 2), rowsOf(tx, ROWS)]);
    });
    await expect(failing).rejects.toThrow('duplicate key');
  });

  it('sends nothing more once it knows that a statement failed', async () => {
    const failing = inPipeline(dataSource, async (tx) => {
      tx.send(insert(tx, 1));
      tx.send(insert(tx, 1));
      await rowsOf(tx, ROWS).catch(() => []);
      expect(() => tx.next()).toThrow('duplicate key');
    });
    await expect(failing).rejects.toThrow('duplicate key');
    expect(await stored()).toEqual([]);
  });

  it('does not pass for stored when its work kept a failure to itself', async () => {
    const failing = inPipeline(dataSource, async (tx) => {
      await insert(tx, 1);
      await insert(tx, 1).catch(() => undefined);
    });
    await expect(failing).rejects.toThrow('Pipelined statement failed');
    expect(await stored()).toEqual([]);
  });

  it('says so when its connection was lost before its next statement', async () => {
    const failing = inPipeline(dataSource, async (tx) => {
      await execute(tx, END_CONNECTION).catch(() => undefined);
      await insert(tx, 1);
    });
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    expect([error, isUnavailable(error)]).toEqual([expect.anything(), true]);
  });

  it('fails with its connection, and the next one has another', async () => {
    const failing = inPipeline(dataSource, async (tx) => {
      await insert(tx, 1);
      tx.send(execute(tx, END_CONNECTION));
      tx.send(insert(tx, 2));
    });
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    expect([error, isUnavailable(error)]).toEqual([expect.anything(), true]);
    await inPipeline(dataSource, (tx) => insert(tx, 3));
    expect(await stored()).toEqual([{ n: 3, before: 0 }]);
  });
});

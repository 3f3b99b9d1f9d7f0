import { Pool } from 'pg';
import { testDatabaseUrl } from '@afterword/testing/database';
import { createDatabaseIfMissing } from '../database/create-database';
import { databaseUrlOf } from '../database/database-url';
import { PatientPool } from './patient-pool';

const HOUR_MS = 3_600_000;

describe('a patient pool', () => {
  const url = databaseUrlOf(testDatabaseUrl(), 'queue');
  let pool: Pool;

  beforeAll(() => createDatabaseIfMissing(url));
  beforeEach(() => {
    pool = new Pool({ connectionString: url, max: 4 });
  });
  afterEach(() => pool.end());

  const statements = (patient: PatientPool, count: number) =>
    Promise.all(Array.from({ length: count }, (_, n) => patient.query<{ n: number }>('select $1::int as n', [n])));

  it('runs one statement after another on the connection that there is', async () => {
    const answers = await statements(new PatientPool(pool, HOUR_MS), 8);
    expect(answers.map(({ rows }) => rows[0]?.n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(pool.totalCount).toBe(1);
  });

  it('opens another one when none is free for long, up to as many as there may be', async () => {
    const patient = new PatientPool(pool, 1);
    const held = [];
    for (let count = 0; count < 3; count += 1) held.push(await patient.connect());
    expect(pool.totalCount).toBe(3);
    await statements(patient, 8);
    expect(pool.totalCount).toBe(4);
    for (const client of held) client.release();
    await statements(new PatientPool(pool, HOUR_MS), 8);
    expect(pool.totalCount).toBe(4);
  });

  it('hands on a connection that is given back, and one whose statement failed', async () => {
    const patient = new PatientPool(pool, HOUR_MS);
    const client = await patient.connect();
    const waiting = statements(patient, 2);
    client.release();
    await waiting;
    await expect(patient.query('select 1/0')).rejects.toThrow('division by zero');
    await statements(patient, 2);
    expect(pool.totalCount).toBe(1);
  });

  it('goes on when a connection could not be had', async () => {
    const broken = new Pool({ connectionString: 'postgres://127.0.0.1:1/nowhere', max: 4 });
    const patient = new PatientPool(broken, HOUR_MS);
    for (let time = 0; time < 3; time += 1) {
      await expect(patient.query('select')).rejects.toThrow('ECONNREFUSED');
      await expect(patient.connect()).rejects.toThrow('ECONNREFUSED');
    }
    await broken.end();
  });
});

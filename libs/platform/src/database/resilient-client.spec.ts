import { Pool } from 'pg';
import { ResilientClient } from './resilient-client';

it('survives being cut off while it is held between two statements, and says so at the next one', async () => {
  const connectionString = process.env.TEST_DATABASE_URL;
  const pool = new Pool({ connectionString, Client: ResilientClient });
  const other = new Pool({ connectionString, max: 1 });
  const held = await pool.connect();
  const { rows } = await held.query<{ pid: number }>('select pg_backend_pid() as pid');
  const gone = new Promise<void>((resolve) => held.once('end', resolve));
  await other.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  // Without the listener of its own the process would end here.
  await gone;
  expect(held.listenerCount('error')).toBeGreaterThan(0);
  await expect(held.query('select 1')).rejects.toThrow();
  held.release(true);
  expect((await pool.query('select 1')).rowCount).toBe(1);
  await Promise.all([pool.end(), other.end()]);
});

import type { DataSource } from 'typeorm';
import { HealthProblem } from '../health/health-problem';
import { SESSION_STATE } from './database-check.sql';
import { poolOf } from './pipeline';
import { ResilientClient } from './resilient-client';
import { Shortages } from './shortages';
import { rowsOf } from './sql';

/**
 * For readiness: asks the database what a page asks it.
 * @param ask the question of a page
 * @throws HealthProblem, or what the question failed with
 */
export async function checkDatabase(dataSource: DataSource, ask: () => Promise<unknown>): Promise<void> {
  const [state] = await rowsOf<{ now: unknown; readOnly: boolean }>(dataSource, SESSION_STATE);
  if (!(state?.now instanceof Date) || Number.isNaN(state.now.getTime()))
    throw new HealthProblem('PostgreSQL writes times in a style that cannot be read; check DateStyle', 'down');
  await ask();
  if (state.readOnly) {
    await leaveServer(dataSource);
    throw new HealthProblem('The database takes no changes: it is a standby, or read-only by its settings', 'degraded');
  }
  const shortage = shortagesOf(dataSource)?.current();
  if (shortage) throw new HealthProblem(shortage, 'degraded');
}

function shortagesOf({ options }: DataSource): Shortages | null {
  const { shortages } = ('extra' in options ? (options.extra as { shortages?: unknown }) : null) ?? {};
  return shortages instanceof Shortages ? shortages : null;
}

/** Another server may have taken its place, which the next connections find. */
async function leaveServer(dataSource: DataSource): Promise<void> {
  const client = await poolOf(dataSource).connect();
  if (client instanceof ResilientClient) client.leaveServer();
  client.release();
}

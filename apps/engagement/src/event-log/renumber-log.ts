import { execute, type SqlRunner } from '@afterword/platform';
import { RENUMBER_CURSORS, RENUMBER_EVENTS, STORE_CLUSTER } from './event-cursors.sql';

/**
 * Makes a restored log one of this cluster's. Its events come before all that follow, and cursors go back as far as needed, so that
 * nothing is skipped: jobs for what comes after them may be lost.
 */
export async function renumberLog(tx: SqlRunner): Promise<void> {
  await execute(tx, RENUMBER_EVENTS);
  await execute(tx, RENUMBER_CURSORS);
  await execute(tx, STORE_CLUSTER);
}

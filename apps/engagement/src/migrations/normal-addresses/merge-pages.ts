import { execute, newId, type Transaction } from '@afterword/platform';
import * as sql from './merge-pages.sql';

/** Moves everything of one page to another one, each thing counted once. The caller holds both pages. */
export async function mergePages(
  tx: Transaction,
  { siteId, from, into }: { siteId: string; from: string; into: string },
): Promise<void> {
  const both = [siteId, from, into];
  await execute(tx, sql.RAISE_VERSIONS, both);
  await execute(tx, sql.OPEN_ACCOUNT, [...both, newId()]);
  await execute(tx, sql.MOVE_POINTS, [...both, newId()]);
  await execute(tx, sql.MOVE_COMMENTS, both);
  await execute(tx, sql.MOVE_PAGE_REACTIONS, both);
  await execute(tx, sql.DELETE_PAGE_REACTIONS, [siteId, from]);
  await execute(tx, sql.MOVE_COMMENT_REACTIONS, both);
  await execute(tx, sql.MOVE_SHARES, both);
  await execute(tx, sql.MOVE_TRANSFERS, both);
  await execute(tx, sql.DELETE_REACTION_COUNTERS, both);
  await execute(tx, sql.COUNT_REACTIONS, [siteId, into]);
  await execute(tx, sql.ADD_COUNTERS, both);
  await execute(tx, sql.COUNT_SHARES, [siteId, into]);
  await execute(tx, sql.DELETE_COUNTERS, [siteId, from]);
  await execute(tx, sql.MOVE_KEYS, both);
  await execute(tx, sql.DELETE_PAGE, [siteId, from]);
}

import type { QueryRunner } from 'typeorm';
import { INDEX_STATE } from './build-index.sql';

/**
 * Builds an index of a table that grows with readers while others write to it: nobody waits for it, and it waits for transactions that are
 * older than it. For migrations with `transaction = false` that do nothing else. In a transaction, such as a restore's, where nobody else is, it
 * is built at once. One that an interrupted build has left is built anew; one that is there is left.
 * @param name of the index
 * @param on what follows the name in SQL: `comment (page_id, id) where visible`
 * @throws where it is to be unique, and rows are not
 */
export async function buildIndex(
  runner: QueryRunner,
  name: string,
  on: string,
  { isUnique = false }: { isUnique?: boolean } = {},
): Promise<void> {
  const concurrently = runner.isTransactionActive ? '' : 'concurrently';
  const [state] = (await runner.query(INDEX_STATE, [name])) as { isValid: boolean }[];
  if (state?.isValid === true) return;
  if (state) await runner.query(`drop index ${concurrently} ${name}`);
  await runner.query(`create ${isUnique ? 'unique ' : ''}index ${concurrently} ${name} on ${on}`);
}

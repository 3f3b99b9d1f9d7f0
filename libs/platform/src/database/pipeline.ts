import type { ClientBase, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { ResilientClient } from './resilient-client';

/**
 * A transaction whose statements are sent without waiting for those before them: what is started side by side (`Promise.all`)
 * reaches PostgreSQL in one go, and is run in the order in which it was started (decision record 0027).
 */
export class Pipeline {
  private readonly unawaited: Promise<unknown>[] = [];
  private failed: { error: unknown } | null = null;

  constructor(private readonly client: ClientBase) {}

  /** The connection to send the next statement on. @throws what a statement failed with that nobody waits for */
  next(): ClientBase {
    this.assertSound();
    return this.client;
  }

  /** Takes a statement whose rows do not matter. The commit is sent after it, and fails with it. */
  send(statement: Promise<unknown>): void {
    statement.catch((error: unknown) => (this.failed ??= { error }));
    this.unawaited.push(statement);
  }

  /** @throws what the first statement failed with that nobody waits for: those after it were refused for that */
  assertSound(): void {
    if (this.failed) throw this.failed.error;
  }

  /** What the first statement failed with that nobody waits for. */
  get failure(): { error: unknown } | null {
    return this.failed;
  }

  async settled(): Promise<void> {
    await Promise.all(this.unawaited);
  }
}

/**
 * Runs `work` in a transaction, and commits when it resolves. PostgreSQL makes a rollback of the commit of a transaction in
 * which a statement has failed, so sending it with the last statements stores all of them or none.
 * @throws what `work` or a statement throws; nothing is stored then
 */
export async function inPipeline<Result>(
  dataSource: DataSource,
  work: (tx: Pipeline) => Promise<Result>,
): Promise<Result> {
  const client = await poolOf(dataSource).connect();
  const tx = new Pipeline(client);
  try {
    tx.send(client.query('begin'));
    const result = await work(tx);
    const [{ command }] = await Promise.all([client.query('commit'), tx.settled()]);
    if (command !== 'COMMIT') throw new Error('Pipelined statement failed');
    return result;
  } catch (error) {
    // Outside a transaction this is a warning. Its answer comes after those of all statements that are under way.
    await client.query('rollback').catch(() => undefined);
    const reason = tx.failure ? tx.failure.error : error;
    throw client instanceof ResilientClient ? client.causeOf(reason) : reason;
  } finally {
    client.release();
  }
}

/** The connections of a data source, which TypeORM does not tell the type of. */
export const poolOf = (dataSource: DataSource): Pool => (dataSource.driver as unknown as { master: Pool }).master;

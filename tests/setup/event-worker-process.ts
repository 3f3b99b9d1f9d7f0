import 'reflect-metadata';
import { execute, type Transaction } from '@afterword/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { eventLogConfig, startEventWorker } from './event-log';

/**
 * A worker to be killed. It says `started`, then `halfway` when it has handled half of what it was told to wait for, and goes no
 * further; with AFTER_COMMIT it kills itself once it has committed what it has handled, before the queue hears of it.
 */
const { DATABASE_URL = '', REDIS_URL = '', HALF = '', AFTER_COMMIT } = process.env;

async function main(): Promise<void> {
  const transactions = new Set<EntityManager>();
  let handled = 0;
  const app = await startEventWorker(eventLogConfig(DATABASE_URL, REDIS_URL === '' ? null : REDIS_URL), [
    {
      name: 'killed',
      policy: { lockMs: 1_000 },
      handle: async (tx: Transaction, event) => {
        transactions.add(tx);
        await execute(tx, `insert into handled_here (consumer, event_id) values ('killed', $1::uuid)`, [event.id]);
        handled += 1;
        if (AFTER_COMMIT !== undefined || handled < Number(HALF)) return;
        process.send?.('halfway');
        await new Promise(() => undefined);
      },
    },
  ]);
  const database = app.get(DataSource);
  const transaction = database.transaction.bind(database) as (
    run: (tx: EntityManager) => Promise<unknown>,
  ) => Promise<unknown>;
  const killing = async (run: (tx: EntityManager) => Promise<unknown>) => {
    let isHandling = false;
    const result = await transaction(async (tx) => {
      const value = await run(tx);
      isHandling = transactions.has(tx);
      return value;
    });
    if (isHandling && AFTER_COMMIT !== undefined) process.kill(process.pid, 'SIGKILL');
    return result;
  };
  database.transaction = killing as typeof database.transaction;
  process.send?.('started');
}

void main();

import type { QueryRunner } from 'typeorm';
import { LIMIT_WAITING, LOCK_HOLDER, LOCK_MIGRATIONS } from './migration-lock.sql';
import { UnfitDatabaseError } from './unfit-database';

/** How long others may migrate before we give up, and after how much of it we say so. Milliseconds. */
const WAIT_MS = 60_000;
const STEP_MS = 2_000;

const LOCK_NOT_AVAILABLE = '55P03';

interface Holder {
  pid: number;
  application: string | null;
  address: string | null;
  state: string | null;
  since: Date | null;
}

export interface MigrationLockOptions {
  runner: QueryRunner;
  /** The name of the database, for people. */
  database: string;
  waitMs?: number;
  /** Gets a line for people while somebody else migrates. */
  say?: (line: string) => void;
}

/**
 * Takes the lock in a transaction of the runner's: ending that gives it back.
 * @throws UnfitDatabaseError that says who holds it, when it was not to be had in time
 */
export async function lockMigrations({
  runner,
  database,
  waitMs = WAIT_MS,
  say = (line) => process.stderr.write(`${line}\n`),
}: MigrationLockOptions): Promise<void> {
  const deadline = performance.now() + waitMs;
  let told = false;
  for (;;) {
    // It is open while the migrations run, and holds no snapshot: an index that is built concurrently waits for those who do.
    await runner.startTransaction('READ COMMITTED');
    try {
      const ms = Math.max(1, Math.ceil(Math.min(STEP_MS, deadline - performance.now())));
      await runner.query(LIMIT_WAITING, [`${ms}ms`]);
      await runner.query(LOCK_MIGRATIONS);
      return;
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined);
      if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
    }
    const [holder] = (await runner.query(LOCK_HOLDER)) as Holder[];
    const who = `Another process migrates the database "${database}"${holder ? ` (${described(holder)})` : ''}`;
    if (performance.now() >= deadline) {
      const cure = holder
        ? `if that is no migration any more, run: select pg_terminate_backend(${holder.pid})`
        : 'try again';
      throw new UnfitDatabaseError(`${who} and did not end within ${Math.round(waitMs / 1_000)} s; ${cure}`);
    }
    if (!told) say(`${who}; waiting for it`);
    told = true;
  }
}

const described = ({ pid, application, address, state, since }: Holder): string =>
  [
    `PostgreSQL process ${pid}`,
    application,
    address && `from ${address}`,
    state,
    since && `since ${since.toISOString()}`,
  ]
    .filter(Boolean)
    .join(', ');

const codeOf = (error: unknown): string => {
  const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
  return driverError?.code ?? code ?? '';
};

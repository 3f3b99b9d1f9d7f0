import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { LIMIT_LOCKS } from './migration-lock.sql';

/**
 * How long a migration may wait for a lock. Whoever comes after it waits behind it, readers too, so this is what they wait at most for a migration
 * that does not get its turn. Milliseconds.
 */
export const LOCK_WAIT_MS = 800;

/** Between two tries, and how long there are any. Milliseconds. */
const PAUSE_MS = 1_000;
const GIVE_UP_MS = 120_000;

const LOCK_NOT_AVAILABLE = '55P03';

export interface ShortLocksOptions {
  lockWaitMs?: number;
  pauseMs?: number;
  giveUpMs?: number;
  /** Gets a line for people when a migration has to try again. */
  say?: (line: string) => void;
}

/**
 * Runs the migrations that are pending, each in a transaction that waits for no lock for long. One that does not get a lock in time lets
 * those who wait behind it go first, and begins anew.
 * @returns the names of those that ran
 * @throws what a migration fails with; the lock's error when it was not to be had in the end
 */
export async function runMigrationsWithShortLocks(
  dataSource: DataSource,
  {
    lockWaitMs = LOCK_WAIT_MS,
    pauseMs = PAUSE_MS,
    giveUpMs = GIVE_UP_MS,
    say = (line) => process.stderr.write(`${line}\n`),
  }: ShortLocksOptions = {},
): Promise<string[]> {
  let current = '';
  const done: string[] = [];
  for (const migration of dataSource.migrations) {
    const up = migration.up.bind(migration);
    migration.up = async (runner) => {
      current = migration.name ?? migration.constructor.name;
      await runner.query(LIMIT_LOCKS, [`${lockWaitMs}ms`]);
      await up(runner);
      done.push(current);
    };
  }
  const deadline = performance.now() + giveUpMs;
  for (;;) {
    try {
      await dataSource.runMigrations({ transaction: 'each' });
      return done;
    } catch (error) {
      if (codeOf(error) !== LOCK_NOT_AVAILABLE || performance.now() >= deadline) throw error;
      say(`The migration ${current} has to wait for somebody’s lock; trying again`);
      await pause(pauseMs);
    }
  }
}

const codeOf = (error: unknown): string | undefined => {
  const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
  return driverError?.code ?? code;
};

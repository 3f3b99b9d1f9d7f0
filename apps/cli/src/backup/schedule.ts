import { setTimeout as delay } from 'node:timers/promises';
import { openBackupStore } from '../../../../libs/platform/src/backup/stores/open-backup-store';
import { messageOf } from '../operator-error';
import { timeOf, wholeBackups } from './backups';

/** Where backups go by themselves, how often, and how many are kept. */
export interface BackupPlan {
  to: string;
  everyMs: number;
  keep: number;
}

/** After a backup that failed, unless the next one is due before. */
const RETRY_MS = 15 * 60_000;

/** The clock is looked at again after so long: it may be set, and the machine may sleep. */
const LONGEST_NAP_MS = 60_000;

/** Passed in by specs. */
export interface Clock {
  now: () => number;
  sleep: (ms: number, stop: AbortSignal) => Promise<unknown>;
}

const SYSTEM: Clock = { now: Date.now, sleep: (ms, signal) => delay(ms, undefined, { signal }) };

/**
 * Backs up whenever the newest backup has the age, until it is stopped. That is read from where they are: to start again neither shifts the
 * next one nor adds one. What fails is told, and tried again.
 * @param run makes a backup. @throws what it was
 */
export async function backUpByPlan(
  { to, everyMs }: BackupPlan,
  stop: AbortSignal,
  run: () => Promise<void>,
  { now, sleep }: Clock = SYSTEM,
): Promise<void> {
  const waitUntil = async (time: number) => {
    for (let left = time - now(); left > 0; left = time - now()) await sleep(Math.min(left, LONGEST_NAP_MS), stop);
  };
  while (!stop.aborted) {
    try {
      const newest = await newestBackup(to);
      if (newest) await waitUntil(newest.getTime() + everyMs);
      await run();
    } catch (error) {
      if (stop.aborted) return;
      console.error(`afterword: The backup to ${to} failed: ${messageOf(error)}`);
      await waitUntil(now() + Math.min(RETRY_MS, everyMs)).catch(() => undefined);
    }
  }
}

/** When the newest whole backup below a place was begun; undefined where there is none. */
export async function newestBackup(place: string): Promise<Date | undefined> {
  const name = (await wholeBackups(await openBackupStore(place, process.env))).at(-1);
  return name === undefined ? undefined : timeOf(name);
}

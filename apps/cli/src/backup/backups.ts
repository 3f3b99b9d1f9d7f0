import { type BackupStore } from '../../../../libs/platform/src/backup/stores/backup-store';
import { OperatorError } from '../operator-error';

/** A name of its own for each of several backups, such as `2026-11-29T12-30-05Z`: sorted by name is sorted by time. */
const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;

export const nameOf = (time: Date): string => `${time.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

/** When the backup of a name was begun. */
export const timeOf = (name: string): Date => new Date(name.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'));

/** Makes the place of a backup, and marks it as unfinished. @throws OperatorError where it has something; BackupStoreError where it cannot be written */
export async function beginBackup(store: BackupStore): Promise<void> {
  const { place } = store;
  switch (await store.state()) {
    case 'whole':
      throw new OperatorError(`${place} holds a backup already; name another folder`);
    case 'unfinished':
      throw new OperatorError(
        `${place} holds a backup that was interrupted or is being made; delete it, or name another folder`,
      );
    case 'other':
      throw new OperatorError(`${place} is not empty; name another folder`);
    case 'empty':
      await store.begin();
  }
}

/** Removes what was written of a backup that did not succeed: it would fill the disk. */
export async function discardBackup(store: BackupStore): Promise<void> {
  if ((await store.state()) !== 'whole') await store.remove();
}

/** Names of the whole backups below a place, the oldest first. */
export async function wholeBackups(parent: BackupStore): Promise<string[]> {
  const whole: string[] = [];
  for (const name of await namesOf(parent)) if ((await parent.below(name).state()) === 'whole') whole.push(name);
  return whole;
}

const namesOf = async (parent: BackupStore): Promise<string[]> =>
  (await parent.names()).filter((name) => NAME.test(name)).sort();

/**
 * Removes all but the newest backups below a place, and what interrupted ones left before those. What has another name, or is neither, stays.
 * @returns the names of those that were removed
 */
export async function removeOldBackups(parent: BackupStore, keep: number): Promise<string[]> {
  const oldest = (await wholeBackups(parent)).at(-keep);
  if (oldest === undefined) return [];
  const removed: string[] = [];
  for (const name of (await namesOf(parent)).filter((one) => one < oldest)) {
    const store = parent.below(name);
    if (!['whole', 'unfinished'].includes(await store.state())) continue;
    await store.remove();
    removed.push(name);
  }
  return removed;
}

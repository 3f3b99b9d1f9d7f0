import { readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../../../../libs/platform/src/backup/backup-format';
import { makeFolder } from '../data-folder';
import { messageOf, OperatorError } from '../operator-error';
import { isThere, UNFINISHED_FILE } from './manifest-file';

/** A folder of its own for each of several backups, such as `2026-11-29T12-30-05Z`: sorted by name is sorted by time. */
const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;

export const nameOf = (time: Date): string => `${time.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

/** Makes the folder of a backup, with its parents, and marks it as unfinished. @throws OperatorError where it has something or cannot be written */
export async function makeBackupFolder(folder: string): Promise<void> {
  let files: string[];
  try {
    await makeFolder(folder);
    files = await readdir(folder);
  } catch (error) {
    throw new OperatorError(`Cannot write to ${folder}: ${messageOf(error)}`);
  }
  if (files.includes(MANIFEST_FILE)) throw new OperatorError(`${folder} holds a backup already; name another folder`);
  if (files.includes(UNFINISHED_FILE))
    throw new OperatorError(
      `${folder} holds a backup that was interrupted or is being made; delete it, or name another folder`,
    );
  if (files.length > 0) throw new OperatorError(`${folder} is not empty; name another folder`);
  try {
    await writeFile(join(folder, UNFINISHED_FILE), '', { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new OperatorError(`Cannot write to ${folder}: ${messageOf(error)}`);
  }
}

/** Removes what was written of a backup that did not succeed: it would fill the disk. */
export async function discardBackup(folder: string): Promise<void> {
  if (await isThere(join(folder, MANIFEST_FILE))) return;
  for (const name of ['engagement', 'content', UNFINISHED_FILE])
    await rm(join(folder, name), { recursive: true, force: true });
  // Fails where somebody else has put something into it meanwhile.
  await rmdir(folder).catch(() => undefined);
}

/**
 * Removes all but the newest backups of a folder, and what interrupted ones left before those. What has another name, or is neither, stays.
 * @returns the names of those that were removed
 */
export async function removeOldBackups(parent: string, keep: number): Promise<string[]> {
  const names = (await readdir(parent)).filter((name) => NAME.test(name)).sort();
  const whole: string[] = [];
  for (const name of names) if (await isThere(join(parent, name, MANIFEST_FILE))) whole.push(name);
  const oldest = whole.at(-keep);
  if (oldest === undefined) return [];
  const removed: string[] = [];
  for (const name of names.filter((one) => one < oldest)) {
    const folder = join(parent, name);
    const isOurs = whole.includes(name) || (await isThere(join(folder, UNFINISHED_FILE)));
    if (!isOurs) continue;
    await rm(folder, { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}

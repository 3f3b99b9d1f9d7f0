import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BACKUP_VERSION,
  type BackupFile,
  type BackupManifest,
  BackupManifestSchema,
  filesOf,
  MANIFEST_FILE,
} from '../../../../libs/platform/src/backup/backup-format';
import { isErrorCode, messageOf, OperatorError } from '../operator-error';

/** The manifest's name while it is not complete. A folder that has it and no manifest holds an interrupted backup. */
export const UNFINISHED_FILE = `${MANIFEST_FILE}.part`;

const hashOf = (manifest: unknown): string => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

/** Stores the manifest with a hash of itself: the backup is whole from then on. */
export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const part = join(folder, UNFINISHED_FILE);
  const handle = await open(part, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ ...manifest, sha256: hashOf(manifest) }, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, join(folder, MANIFEST_FILE));
  // The names of files are on the disk when their folder is.
  const directory = await open(folder, 'r');
  await directory.sync().catch(() => undefined);
  await directory.close();
}

/** @throws OperatorError for what is no whole backup, or one of a newer version */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const path = join(folder, MANIFEST_FILE);
  const text = await readFile(path, 'utf8').catch(async (error: unknown) => {
    if (!isErrorCode(error, 'ENOENT', 'ENOTDIR')) throw new OperatorError(`Cannot read ${path}: ${messageOf(error)}`);
    throw new OperatorError(
      (await isThere(join(folder, UNFINISHED_FILE)))
        ? `${folder} holds a backup that was interrupted; it cannot be restored`
        : `${folder} is no backup: it has no ${MANIFEST_FILE}`,
    );
  });
  const damaged = new OperatorError(`${path} is damaged; use another backup`);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw damaged;
  }
  if (typeof read !== 'object' || read === null) throw damaged;
  const { sha256, ...manifest } = read as { sha256?: unknown; version?: unknown };
  if (typeof manifest.version === 'number' && manifest.version > BACKUP_VERSION)
    throw new OperatorError(
      `${folder} was written by a newer version of Afterword; update this one first, then restore`,
    );
  const parsed = BackupManifestSchema.safeParse(manifest);
  if (!parsed.success || sha256 !== hashOf(manifest)) throw damaged;
  return parsed.data;
}

export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Every file of a backup but the manifest. */
export const filesOfBackup = ({ databases }: BackupManifest): BackupFile[] => [
  ...filesOf(databases.engagement),
  ...filesOf(databases.content),
];

/** Reads every file of a backup. @throws OperatorError that names the first that is missing or not as it was written */
export async function verifyFiles(folder: string, manifest: BackupManifest, signal: AbortSignal): Promise<void> {
  for (const { file, sha256 } of filesOfBackup(manifest)) {
    const path = join(folder, file);
    const hash = createHash('sha256');
    try {
      for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
    } catch (error) {
      signal.throwIfAborted();
      if (isErrorCode(error, 'ENOENT', 'ENOTDIR'))
        throw new OperatorError(`${path} is missing; the backup is not whole, use another one`);
      throw new OperatorError(`Cannot read ${path}: ${messageOf(error)}`);
    }
    if (hash.digest('hex') !== sha256) throw new OperatorError(`${path} is damaged; use another backup`);
  }
}

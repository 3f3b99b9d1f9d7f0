import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import {
  BACKUP_VERSION,
  type BackupFile,
  type BackupManifest,
  BackupManifestSchema,
  filesOf,
  MANIFEST_FILE,
} from '../../../../libs/platform/src/backup/backup-format';
import type { BackupStore } from '../../../../libs/platform/src/backup/stores/backup-store';
import { BackupStoreError } from '../../../../libs/platform/src/backup/stores/backup-store-error';
import { checkedFile } from '../../../../libs/platform/src/backup/stores/checked-file';
import { OperatorError } from '../operator-error';

const hashOf = (manifest: unknown): string => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

/** Stores the manifest with a hash of itself: the backup is whole from then on. */
export const writeManifest = (store: BackupStore, manifest: BackupManifest): Promise<void> =>
  store.complete(`${JSON.stringify({ ...manifest, sha256: hashOf(manifest) }, null, 2)}\n`);

/** @throws OperatorError for what is no whole backup, or one of a newer version */
export async function readManifest(store: BackupStore): Promise<BackupManifest> {
  const { place } = store;
  const words = await text(store.read(MANIFEST_FILE)).catch(async (error: unknown) => {
    if (!(error instanceof BackupStoreError) || !error.isMissing) throw error;
    throw new OperatorError(
      (await store.state()) === 'unfinished'
        ? `${place} holds a backup that was interrupted; it cannot be restored`
        : `${place} is no backup: it has no ${MANIFEST_FILE}`,
    );
  });
  const damaged = new OperatorError(`${store.placeOf(MANIFEST_FILE)} is damaged; use another backup`);
  let read: unknown;
  try {
    read = JSON.parse(words);
  } catch {
    throw damaged;
  }
  if (typeof read !== 'object' || read === null) throw damaged;
  const { sha256, ...manifest } = read as { sha256?: unknown; version?: unknown };
  if (typeof manifest.version === 'number' && manifest.version > BACKUP_VERSION)
    throw new OperatorError(
      `${place} was written by a newer version of Afterword; update this one first, then restore`,
    );
  const parsed = BackupManifestSchema.safeParse(manifest);
  if (!parsed.success || sha256 !== hashOf(manifest)) throw damaged;
  return parsed.data;
}

/** Every file of a backup but the manifest. */
export const filesOfBackup = ({ databases }: BackupManifest): BackupFile[] => [
  ...filesOf(databases.engagement),
  ...filesOf(databases.content),
];

/** Reads every file of a backup. @throws BackupStoreError that names the first that is missing or not as it was written */
export async function verifyFiles(store: BackupStore, manifest: BackupManifest, signal: AbortSignal): Promise<void> {
  for (const file of filesOfBackup(manifest)) {
    const chunks = checkedFile(store, file, signal);
    while ((await chunks.next()).done !== true);
  }
}

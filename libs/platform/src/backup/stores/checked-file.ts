import { createHash } from 'node:crypto';
import type { BackupFile } from '../backup-format';
import type { BackupStore } from './backup-store';
import { BackupStoreError } from './backup-store-error';

/** A file of a backup, as the manifest knows it. @throws BackupStoreError, after its last byte where it is not as it was written */
export async function* checkedFile(
  store: BackupStore,
  { file, sha256 }: BackupFile,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of store.read(file, signal)) {
      hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    if (!(error instanceof BackupStoreError) || !error.isMissing) throw error;
    throw new BackupStoreError(`${store.placeOf(file)} is missing; the backup is not whole, use another one`);
  }
  if (hash.digest('hex') !== sha256)
    throw new BackupStoreError(`${store.placeOf(file)} is damaged; use another backup`);
}

import type { Variables } from '../../config/secret-files';
import type { BackupStore } from './backup-store';
import { BackupStoreError } from './backup-store-error';
import { FolderStore } from './folder-store';
import { isS3Address, s3Address, s3Settings } from './s3-settings';

/** Before anything else is opened for it. @throws BackupStoreError for what is neither a folder nor a bucket */
export function checkBackupPlace(location: string): void {
  if (location.trim() === '')
    throw new BackupStoreError('The place of the backup is empty; name a folder or s3://bucket/path');
  if (isS3Address(location)) s3Address(location);
  else if (/^[a-z][a-z\d+.-]*:\/\//i.test(location))
    throw new BackupStoreError(`${location} is neither a folder nor a bucket; write s3://bucket/path`);
}

/**
 * @param location a folder, or `s3://bucket/prefix`
 * @param variables the environment, which names the storage of a bucket and its credentials
 * @throws BackupStoreError for an address or settings that cannot be
 */
export async function openBackupStore(location: string, variables: Variables): Promise<BackupStore> {
  checkBackupPlace(location);
  if (!isS3Address(location)) return new FolderStore(location);
  const settings = s3Settings(s3Address(location), variables);
  // Its client and parser are loaded by those who use them.
  const { S3Store } = await import('./s3-store');
  return new S3Store(settings);
}

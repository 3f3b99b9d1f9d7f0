/** `unfinished`: it was interrupted, or is being written. `other`: there is something, and no backup. */
export type BackupState = 'whole' | 'unfinished' | 'other' | 'empty';

/**
 * Where one backup is, or several below it: a folder, or a part of a bucket. Files have names such as `engagement/comment.copy.gz`; their
 * bytes come and go through a few buffers. A backup is whole when its manifest is there, which is written last and removed first.
 */
export interface BackupStore {
  /** For people, and for the command line: what `restore` takes. */
  readonly place: string;
  /** The place of a file of it, for people. */
  placeOf(file: string): string;
  /** The store of what is below it by that name. */
  below(name: string): BackupStore;
  /** What is right below it, in no order. @throws BackupStoreError */
  names(): Promise<string[]>;
  state(): Promise<BackupState>;
  /** Makes the place, and marks it as unfinished. @throws BackupStoreError where it cannot be written */
  begin(): Promise<void>;
  /** Stored for good when it resolves; what fails or is aborted leaves nothing. @throws BackupStoreError */
  write(file: string, chunks: AsyncIterable<Buffer>, signal?: AbortSignal): Promise<void>;
  /** @throws BackupStoreError, `isMissing` where there is no such file */
  read(file: string, signal?: AbortSignal): AsyncIterable<Buffer>;
  /** Stores the manifest: the backup is whole from then on. */
  complete(manifest: string): Promise<void>;
  /** Removes the backup, or what there is of it; one whose removal is interrupted counts as unfinished. */
  remove(): Promise<void>;
}

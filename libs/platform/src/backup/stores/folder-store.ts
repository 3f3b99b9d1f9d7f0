import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../config/make-folder';
import { reasonOf } from '../../logging/log-limiter';
import { MANIFEST_FILE, UNFINISHED_FILE } from '../backup-format';
import type { BackupState, BackupStore } from './backup-store';
import { BackupStoreError } from './backup-store-error';

/** Files that only their owner can read, and are on the disk when they are named. */
export class FolderStore implements BackupStore {
  readonly place: string;

  constructor(folder: string) {
    this.place = resolve(folder);
  }

  placeOf(file: string): string {
    return join(this.place, file);
  }

  below(name: string): FolderStore {
    return new FolderStore(join(this.place, name));
  }

  async names(): Promise<string[]> {
    try {
      return await readdir(this.place);
    } catch (error) {
      if (isCode(error, 'ENOENT', 'ENOTDIR')) return [];
      throw new BackupStoreError(`Cannot read ${this.place}: ${reasonOf(error)}`, { cause: error });
    }
  }

  async state(): Promise<BackupState> {
    if (await isThere(this.placeOf(MANIFEST_FILE))) return 'whole';
    if (await isThere(this.placeOf(UNFINISHED_FILE))) return 'unfinished';
    return (await this.names()).length > 0 ? 'other' : 'empty';
  }

  async begin(): Promise<void> {
    try {
      await makeFolder(this.place);
      await writeFile(this.placeOf(UNFINISHED_FILE), '', { mode: 0o600, flag: 'wx' });
    } catch (error) {
      throw new BackupStoreError(`Cannot write to ${this.place}: ${reasonOf(error)}`, { cause: error });
    }
  }

  async write(file: string, chunks: AsyncIterable<Buffer>): Promise<void> {
    const path = this.placeOf(file);
    const writing = async <T>(work: Promise<T>): Promise<T> =>
      work.catch((error: unknown) => {
        throw new BackupStoreError(`Cannot write ${path}, so nothing of this backup is kept: ${reasonOf(error)}`, {
          cause: error,
        });
      });
    await writing(
      mkdir(dirname(path), { mode: 0o700 }).catch((error: unknown) => {
        if (!isCode(error, 'EEXIST')) throw error;
      }),
    );
    const handle = await writing(open(path, 'wx', 0o600));
    try {
      for await (const chunk of chunks) await writing(handle.writeFile(chunk));
      await writing(handle.sync());
    } finally {
      await handle.close();
    }
  }

  async *read(file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
    const path = this.placeOf(file);
    try {
      for await (const chunk of createReadStream(path, { signal })) yield chunk as Buffer;
    } catch (error) {
      signal?.throwIfAborted();
      const isMissing = isCode(error, 'ENOENT', 'ENOTDIR');
      throw new BackupStoreError(`Cannot read ${path}: ${reasonOf(error)}`, { isMissing, cause: error });
    }
  }

  async complete(manifest: string): Promise<void> {
    const part = this.placeOf(UNFINISHED_FILE);
    const handle = await open(part, 'w', 0o600);
    try {
      await handle.writeFile(manifest);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, this.placeOf(MANIFEST_FILE));
    // The names of files are on the disk when their folder is.
    const directory = await open(this.place, 'r');
    await directory.sync().catch(() => undefined);
    await directory.close();
  }

  async remove(): Promise<void> {
    await rename(this.placeOf(MANIFEST_FILE), this.placeOf(UNFINISHED_FILE)).catch(() => undefined);
    for (const name of ['engagement', 'content', UNFINISHED_FILE])
      await rm(this.placeOf(name), { recursive: true, force: true });
    // Fails where somebody else has put something into it.
    await rmdir(this.place).catch(() => undefined);
  }
}

/** Jest's errors of `node:fs` are of another realm: no instanceof. */
const isCode = (error: unknown, ...codes: string[]): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

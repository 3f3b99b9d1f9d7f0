import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Bytes that are written at once. */
const PIECE = Buffer.alloc(256 * 1024);

/** How often what others have freed is taken, too. Milliseconds. */
const LOOK_AGAIN_MS = 50;

/** A file system of its own in memory, of a known size, that can be filled and freed. Needs root. */
export class SmallDisk {
  private filling: Promise<void> | null = null;
  private isFull = false;

  private constructor(readonly folder: string) {}

  /** @param folder where it is mounted; made where it is missing. @param mebibytes of room */
  static async mount(folder: string, mebibytes: number): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    mount(folder, mebibytes);
    return new SmallDisk(folder);
  }

  /** Takes what room there is, and what others give back, until it is freed. Resolves when it is full. */
  async fill(): Promise<void> {
    this.isFull = true;
    const file = await open(this.filler, 'a');
    await takeRoom(file);
    this.filling = this.keepFull(file);
  }

  async free(): Promise<void> {
    this.isFull = false;
    await this.filling;
    await rm(this.filler, { force: true });
  }

  private async keepFull(file: FileHandle): Promise<void> {
    while (this.isFull) {
      await takeRoom(file);
      await pause(LOOK_AGAIN_MS);
    }
    await file.close();
  }

  /** Also while somebody has a file of it open: it goes when they have ended. */
  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}

/** Why there can be no small disk here, or null. Found by making one. */
export function whyNoSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-disk-'));
  try {
    mount(folder, 1);
    execFileSync('umount', [folder]);
    return null;
  } catch (error) {
    const [, reason = ''] = /^mount: (.+)$/m.exec((error as Error).message) ?? [];
    return `a file system cannot be mounted here${reason && ` (${reason})`}; it needs root`;
  } finally {
    rmdirSync(folder);
  }
}

function mount(folder: string, mebibytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'afterword-faults', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function takeRoom(file: FileHandle): Promise<void> {
  for (let size = PIECE.length; size >= 1;) {
    const written = await file.write(PIECE, 0, size).then(({ bytesWritten }) => bytesWritten, whenFull);
    if (written < size) size = Math.floor(size / 2);
  }
}

function whenFull(error: unknown): number {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return 0;
  throw error;
}

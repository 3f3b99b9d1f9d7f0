import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Reaper {
  /** @param server its process, its folder, and whether a file system is mounted there */
  watch(server: { pid?: number; folder?: string; isMount?: boolean }): void;
  dismiss(): void;
}

/** A process that outlives Jest when Jest is killed, and then ends what it was told to watch. */
export function startReaper(): Reaper {
  const reaper = spawn(process.execPath, [join(__dirname, 'reaper-process.mjs')], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  reaper.unref();
  return {
    watch: ({ pid, folder, isMount }) => void reaper.stdin.write(`${JSON.stringify({ pid, folder, isMount })}\n`),
    // It must not see the end of its input now: others may get the process numbers that it knows.
    dismiss: () => void reaper.kill('SIGKILL'),
  };
}

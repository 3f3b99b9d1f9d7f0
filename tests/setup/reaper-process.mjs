/**
 * Ends the run's servers when Jest was killed and could not do it itself: our standard input closes with Jest.
 * Gets a line of JSON for each server, { pid, folder, isMount }: the process to stop and the folder to remove, where there are such; a
 * file system may be mounted there.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_MS = 50;
/** Five seconds; in a container without an init, a process that has ended stays listed for ever. */
const LOOKS = 100;
const servers = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) servers.push(JSON.parse(line));

// The immediate shutdown of PostgreSQL, which gives its shared memory back; Redis just ends by it.
for (const { pid } of servers) if (pid) signal(pid, 'SIGQUIT');
for (let look = 0; look < LOOKS && servers.some(({ pid }) => pid && signal(pid, 0)); look++) await delay(LOOK_AGAIN_MS);
for (const { folder, isMount } of servers) if (isMount) spawnSync('umount', ['--lazy', folder]);
for (const { folder } of servers) if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });

function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

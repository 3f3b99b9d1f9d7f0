import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePort } from '../../apps/cli/src/ports';

export interface RedisServer {
  url: string;
  pid: number;
  folder: string;
  stop(): Promise<void>;
  /** Ends it at once. Its folder stays, for another one to start with. */
  kill(): Promise<void>;
}

/** Every spec takes a database of its own, see `testRedisUrl`. */
export const REDIS_DATABASES = 4_096;

/** Starts redis-server with a folder of its own and no persistence; undefined where the program is not installed. A port of
 * its own unless one is `wanted`; `settings` as redis-server's arguments; `kept` is the folder of one that was killed. */
export async function startRedis(
  wanted?: number,
  settings: readonly string[] = [],
  kept?: string | null,
): Promise<RedisServer | undefined> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'afterword-redis-')));
  for (let attempt = 1; attempt <= 5; attempt++) {
    const port = wanted ?? (await freePort());
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
    args.push('--databases', String(REDIS_DATABASES), ...settings);
    const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    if (!(await hasSpawned(server))) {
      await rm(folder, { recursive: true });
      return undefined;
    }
    if (await isReady(server)) {
      server.stdout.resume();
      const kill = async () => {
        const exited = once(server, 'exit');
        // There is nothing to wait for; a server that died earlier has its code already.
        if (server.kill('SIGKILL')) await exited;
      };
      const stop = async () => {
        await kill();
        await rm(folder, { recursive: true, force: true });
      };
      return { url: `redis://127.0.0.1:${port}`, pid: server.pid ?? 0, folder, stop, kill };
    }
  }
  throw new Error('redis-server found no free port in five attempts');
}

type RedisProcess = ChildProcessByStdio<null, Readable, null>;

async function hasSpawned(server: RedisProcess): Promise<boolean> {
  try {
    await once(server, 'spawn');
    return true;
  } catch {
    return false;
  }
}

async function isReady(server: RedisProcess): Promise<boolean> {
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.includes('Ready to accept connections')) return true;
  }
  return false;
}

import { readFileSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isErrorCode } from '../operator-error';

/** The server that runs on a data folder, as its postmaster.pid tells. */
export interface Postmaster {
  pid: number;
  port: number;
  status: 'starting' | 'ready' | 'stopping';
}

export const pidFileOf = (folder: string) => join(folder, 'postmaster.pid');

/** The server of this folder if it is alive; `stale` is a pid file whose number now belongs to another program. */
export async function findPostmaster(folder: string): Promise<Postmaster | 'stale' | undefined> {
  let lines: string[];
  try {
    lines = (await readFile(pidFileOf(folder), 'utf8')).split('\n');
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  // https://github.com/postgres/postgres/blob/master/src/include/utils/pidfile.h: pid, folder, start time, port,
  // socket folder, listen address, shared memory, status; the file grows line by line while the server starts.
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid < 1 || !isAlive(pid)) return undefined;
  if (!(await serves(pid, folder))) return 'stale';
  const word = lines[7]?.trim();
  const status = word === 'ready' || word === 'stopping' ? word : 'starting';
  return { pid, port: Number(lines[3]), status };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isErrorCode(error, 'EPERM');
  }
  return !isZombie(pid);
}

/** Ended, but still listed because its parent does not ask: in a container without an init that is so for ever. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, ''));
  } catch {
    return true;
  }
}

/**
 * Whether the process is a PostgreSQL server of the folder. Its arguments say so to everybody; its working folder would say
 * it better, but root in a container may not ask that of another user's process. Where there is no /proc, believe the file.
 */
async function serves(pid: number, folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const [program = '', ...args] = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  const served = args[args.indexOf('-D') + 1] ?? '';
  return basename(program) === 'postgres' && (await samePath(served, folder));
}

async function samePath(one: string, other: string): Promise<boolean> {
  const resolve = (path: string) => realpath(path).catch(() => path);
  return (await resolve(one)) === (await resolve(other));
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../../apps/cli/src/ports';
import { findProgram } from './find-program';
import { poll } from './poll';

export interface PgBouncer {
  pid: number;
  /** The address of the same databases, by way of PgBouncer in transaction mode. */
  url(databaseUrl: string): string;
  stop(): Promise<void>;
}

/** Debian keeps it where only root's PATH looks. */
export const findPgBouncer = (): string | undefined => {
  process.env.PATH = [process.env.PATH, '/usr/sbin'].join(delimiter);
  return findProgram('pgbouncer');
};

/** PgBouncer does not run as root. */
const NOBODY = 65_534;

/** Starts PgBouncer in transaction mode before the run's PostgreSQL, or another one; undefined where it is not installed. */
export async function startPgBouncer(
  settings: readonly string[] = [],
  serverUrl = process.env.TEST_DATABASE_URL ?? '',
): Promise<PgBouncer | undefined> {
  const program = findPgBouncer();
  if (program === undefined) return undefined;
  const server = new URL(serverUrl);
  const folder = await mkdtemp(join(tmpdir(), 'afterword-pgbouncer-'));
  const port = await freePort();
  const target = `host=127.0.0.1 port=${server.port} user=${server.username} password=${server.password}`;
  const config = [
    '[databases]',
    `* = ${target}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 4',
    'query_wait_timeout = 10',
    'server_login_retry = 1',
    ...settings,
  ];
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(file, `${config.join('\n')}\n`);
  await chmod(folder, 0o755);
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(program, [file], { ...identity, stdio: 'ignore' });
  await poll(() => answers(port, child), Boolean);
  return {
    pid: child.pid ?? 0,
    url: (databaseUrl) => {
      const url = new URL(databaseUrl);
      url.host = `127.0.0.1:${port}`;
      return url.href;
    },
    stop: async () => {
      const exited = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGKILL')) await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`PgBouncer ended with exit code ${child.exitCode}`);
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

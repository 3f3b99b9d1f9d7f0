import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { OperatorError } from '../operator-error';
import { poll } from '../poll';
import { freePort } from '../ports';
import { explanationIn } from './explanation';
import { findPostmaster } from './postmaster';
import { runAsOwnerOf } from './run-as';

const LOOK_AGAIN_MS = 20;

export interface LaunchOptions {
  postgres: string;
  folder: string;
  logFile: string;
  durable: boolean;
  /** Any free one unless given. */
  port: number | undefined;
  /** How long to wait for it to be ready. */
  timeoutMs: number;
}

/** Starts the server. Resolves to its process, or to undefined when it gave way to another that came first. */
export async function launch(options: LaunchOptions): Promise<number | undefined> {
  const { postgres, folder, logFile, durable, port, timeoutMs } = options;
  const runAs = await runAsOwnerOf(folder, postgres);
  const settings = [
    `port=${port ?? (await freePort())}`,
    'listen_addresses=127.0.0.1',
    // TCP alone: the path of a socket below the data folder could be longer than the system allows.
    'unix_socket_directories=',
    'timezone=UTC',
    // Two services, their queue and a command in another terminal.
    'max_connections=200',
    // Reads are short and nothing is replicated: without these processes it needs less memory.
    'io_method=sync',
    'max_logical_replication_workers=0',
    // No transaction is serializable: no memory for what those have read.
    'max_pred_locks_per_transaction=10',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']),
  ];
  const [command, args] = runAs.command(postgres, ['-D', folder, ...settings.flatMap((setting) => ['-c', setting])]);
  const log = await open(logFile, 'w', 0o600);
  try {
    const server = spawn(command, args, {
      ...runAs.identity,
      cwd: '/',
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      stdio: ['ignore', log.fd, log.fd],
      // A session of its own: Ctrl-C must reach the services first, and the server may outlive our terminal.
      detached: true,
    });
    server.unref();
    await once(server, 'spawn');
    const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
    const isSettled = async () => (hasEnded() || (await isReady(folder)) ? true : undefined);
    await poll(isSettled, { everyMs: LOOK_AGAIN_MS, timeoutMs });
    if (!hasEnded()) return server.pid;
  } finally {
    await log.close();
  }
  const output = await readFile(logFile, 'utf8');
  // Another process was faster, the last server's processes are still going, or somebody took the port: look again.
  if (/lock file|shared memory block|could not create any TCP/.test(output)) return undefined;
  throw new OperatorError(`Cannot start the database in ${folder}: ${explanationIn(output)}`);
}

async function isReady(folder: string): Promise<boolean> {
  const postmaster = await findPostmaster(folder);
  return typeof postmaster === 'object' && postmaster.status === 'ready';
}

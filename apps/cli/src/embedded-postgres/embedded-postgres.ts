import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { keptSecret } from '../data-folder';
import { OperatorError } from '../operator-error';
import { poll } from '../poll';
import { postgresBinaries } from './binaries';
import { createClusterIfMissing } from './create-cluster';
import { launch } from './launch';
import { Membership } from './membership';
import { findPostmaster, isAlive, pidFileOf } from './postmaster';

const LOOK_AGAIN_MS = 20;
/** Recovery after a power cut replays at most max_wal_size (1 GB): a minute on a slow disk. */
const OPEN_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (`postgres`), its log and its password; must exist and be writable. */
  dataFolder: string;
  /** False only for tests: what a power cut would lose is not worth their time. */
  durable?: boolean;
  /** Where the server listens if it has to be started; any free port unless given. */
  port?: number;
  signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  url: string;
  port: number;
  /** The server's process, which may have been started by somebody else. */
  pid: number;
  /** Resolves when the server goes away before we closed it. */
  lost: Promise<void>;
  /** Leaves the server; whoever leaves last stops it. */
  close(): Promise<void>;
}

/**
 * Opens the PostgreSQL server of a data folder: creates the cluster, starts the server, or joins the one that runs.
 * Commands in several terminals share one server, which lives until the last of them has left; see Membership.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataFolder, durable = true, port, signal } = options;
  const folder = join(dataFolder, 'postgres');
  const logFile = join(dataFolder, 'postgres.log');
  const { initdb, postgres } = postgresBinaries();
  const password = await keptSecret(join(dataFolder, 'postgres-password'));
  await createClusterIfMissing({ initdb, folder, password, durable });

  const deadline = performance.now() + OPEN_TIMEOUT_MS;
  let launched: number | undefined;
  try {
    while (performance.now() < deadline) {
      // A server that we launched is entered first and then left, as somebody else may have entered it.
      if (launched === undefined) signal?.throwIfAborted();
      const server = await findPostmaster(folder);
      if (server === 'stale') {
        // PostgreSQL removes a dead process's pid file by itself, but trusts a number that another program now has.
        await rm(pidFileOf(folder), { force: true });
      } else if (server === undefined) {
        const timeoutMs = deadline - performance.now();
        launched = await launch({ postgres, folder, logFile, durable, port, timeoutMs });
      } else if (server.status === 'ready') {
        const url = `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`;
        const membership = await Membership.enter(url);
        if (membership) return { ...server, url, lost: membership.lost, close: () => leave(membership, server.pid) };
      }
      await delay(LOOK_AGAIN_MS);
    }
    throw new OperatorError(`The database in ${folder} does not answer; ${logFile} may say why`);
  } catch (error) {
    if (launched !== undefined) await stop(launched);
    throw error;
  }
}

async function leave(membership: Membership, pid: number): Promise<void> {
  const last = await membership.isLast();
  // The session ends after the signal: until then nobody enters a server that is about to stop.
  const stopped = last ? stop(pid) : undefined;
  await membership.end();
  await stopped;
}

/** A fast shutdown; an immediate one, which the write-ahead log makes safe, when the last checkpoint hangs. */
async function stop(pid: number): Promise<void> {
  const hasGone = () => Promise.resolve(isAlive(pid) ? undefined : true);
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (isAlive(pid)) process.kill(pid, signal);
    if (await poll(hasGone, { everyMs: LOOK_AGAIN_MS, timeoutMs: STOP_TIMEOUT_MS })) return;
  }
  throw new OperatorError(`PostgreSQL (process ${pid}) does not stop`);
}

import { spawn } from 'node:child_process';
import { execFile } from 'node:child_process';
import { appendFile, chmod, chown, copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { EmbeddedPostgres } from '../../apps/cli/src/embedded-postgres';
import { postgresBinaries } from '../../apps/cli/src/embedded-postgres/binaries';
import { runAsOwnerOf } from '../../apps/cli/src/embedded-postgres/run-as';
import { freePort } from '../../apps/cli/src/ports';
import { poll } from '../setup/poll';

export interface Standby {
  /** As `dataFolder` of an embedded PostgreSQL. */
  dataFolder: string;
  port: number;
  pid: number;
  /** Makes it the primary. Resolves when it takes writes. */
  promote(): Promise<void>;
}

/**
 * A second PostgreSQL that follows the first one. From then on a commit there waits until it is on the disk of both, so that nothing that
 * was acknowledged is lost with the first one.
 * @param folder the primary's
 * @param dataFolder does not exist yet; within the primary's folder unless told
 */
export async function startStandby(
  primary: EmbeddedPostgres,
  folder: string,
  dataFolder = join(folder, 'standby'),
): Promise<Standby> {
  await mkdir(dataFolder);
  await chmod(dataFolder, 0o755);
  await copyFile(join(folder, 'postgres-password'), join(dataFolder, 'postgres-password'));
  const client = new Client({ connectionString: primary.url });
  await client.connect();
  try {
    await client.query(`alter system set wal_keep_size = '1GB'`);
    await client.query('select pg_reload_conf()');
    const cluster = join(dataFolder, 'postgres');
    await copyCluster(client, join(folder, 'postgres'), cluster);
    await follow(cluster, primary);
    const port = await freePort();
    const pid = await run(cluster, port, join(dataFolder, 'postgres.log'));
    await client.query(`alter system set synchronous_standby_names = '*'`);
    await client.query('select pg_reload_conf()');
    await poll(
      async () => (await client.query<{ state: string }>('select sync_state as state from pg_stat_replication')).rows,
      (rows) => rows.some(({ state }) => state === 'sync'),
    );
    return { dataFolder, port, pid, promote: () => promote(primary.url, port) };
  } finally {
    await client.end();
  }
}

/** What pg_basebackup does, which the embedded server comes without. */
async function copyCluster(client: Client, from: string, to: string): Promise<void> {
  await client.query(`select pg_backup_start('standby', true)`);
  // Files that go away meanwhile are no matter: the log says what became of them.
  await promisify(execFile)('cp', ['-a', from, to]).catch(() => undefined);
  const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
  for (const name of ['postmaster.pid', 'postmaster.opts']) await rm(join(to, name), { force: true });
  await give(to, 'backup_label', rows[0]?.labelfile ?? '');
}

async function follow(cluster: string, primary: EmbeddedPostgres): Promise<void> {
  const { username, password } = new URL(primary.url);
  const server = `host=127.0.0.1 port=${primary.port} user=${username} password=${password}`;
  await appendFile(join(cluster, 'postgresql.auto.conf'), `primary_conninfo = '${server}'\n`);
  await give(cluster, 'standby.signal', '');
}

/** A file of the cluster, which its server can read. */
async function give(cluster: string, name: string, text: string): Promise<void> {
  const file = join(cluster, name);
  await writeFile(file, text, { mode: 0o600 });
  const { uid, gid } = await stat(cluster);
  await chown(file, uid, gid);
}

async function run(cluster: string, port: number, logFile: string): Promise<number> {
  const { postgres } = postgresBinaries();
  const runAs = await runAsOwnerOf(cluster, postgres);
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  const [program, args] = runAs.command(postgres, ['-D', cluster, ...settings.flatMap((one) => ['-c', one])]);
  const child = spawn(program, args, {
    ...runAs.identity,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  child.stderr.on('data', (bytes: Buffer) => void appendFile(logFile, bytes));
  child.unref();
  return child.pid ?? 0;
}

async function promote(url: string, port: number): Promise<void> {
  const address = new URL(url);
  address.port = String(port);
  const client = new Client({ connectionString: address.href });
  await client.connect();
  await client.query('select pg_promote()');
  await client.end();
}

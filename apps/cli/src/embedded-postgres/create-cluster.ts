import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { OperatorError, isErrorCode } from '../operator-error';
import { explanationIn } from './explanation';
import { runAsOwnerOf } from './run-as';

export interface ClusterOptions {
  initdb: string;
  folder: string;
  password: string;
  /** False spares the writes that guard against a power cut: for servers that live as long as a test run. */
  durable: boolean;
}

/**
 * Makes the database cluster where the folder is missing or empty. It is made beside its place and moved there whole, so an
 * interrupted initdb leaves no half of one, and of two that start together the second finds the first one's.
 */
export async function createClusterIfMissing(options: ClusterOptions): Promise<void> {
  if (!(await isMissingOrEmpty(options.folder))) return;
  const workshop = await mkdtemp(join(dirname(options.folder), '.initdb-'));
  try {
    const cluster = join(workshop, 'cluster');
    await mkdir(cluster, { mode: 0o700 });
    await initdb(options, workshop, cluster);
    await rename(cluster, options.folder);
  } catch (error) {
    if (!isErrorCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function isMissingOrEmpty(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return true;
    throw error;
  }
}

async function initdb(options: ClusterOptions, workshop: string, cluster: string): Promise<void> {
  // A copy of the password inside the workshop, because the kept one may be readable by root alone.
  const passwordFile = join(workshop, 'password');
  await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
  const runAs = await runAsOwnerOf(workshop, options.initdb);

  const [program, args] = runAs.command(options.initdb, [
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own C.UTF-8 sorts alike on every machine, whatever locales that has.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(options.durable ? [] : ['--no-sync']),
  ]);
  const child = spawn(program, args, {
    ...runAs.identity,
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Out of our process group: Ctrl-C in the terminal is for us, and we wait for this second to pass.
    detached: true,
  });
  const [complaint] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (child.exitCode !== 0)
    throw new OperatorError(`Cannot make a database in ${options.folder}: ${explanationIn(complaint)}`);
}

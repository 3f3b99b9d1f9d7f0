import { type BackupManifest } from '../../../../libs/platform/src/backup/backup-format';
import type { BackupStore } from '../../../../libs/platform/src/backup/stores/backup-store';
import { openBackupStore } from '../../../../libs/platform/src/backup/stores/open-backup-store';
import { counted } from '../../../../libs/platform/src/command-line/counted';
import { openBacking } from '../backing';
import type { Environment } from '../environment';
import { OperatorError } from '../operator-error';
import type { Service } from '../service-command';
import { wholeBackups } from './backups';
import { namesOfEnvironment } from './environment-names';
import { bytes, seconds } from './figures';
import { filesOfBackup, readManifest, verifyFiles } from './manifest';
import { ServiceSteps } from './service-steps';

export interface RestoreOptions {
  /** A folder, or `s3://bucket/prefix`; one that ends in `latest` for the newest backup below the rest. */
  place: string;
  /** Whether what is in the databases may be replaced. */
  replace: boolean;
  /** Makes what the services' programs need on the server before they can connect. */
  prepare: () => Promise<void>;
}

/**
 * Puts both databases back as they were at the moment of a backup, or leaves them as they are. Everything is read and checked before either is
 * touched. @throws OperatorError
 */
export async function restore(
  environment: Environment,
  stop: AbortSignal,
  { place, replace, prepare }: RestoreOptions,
): Promise<void> {
  const store = await backupAt(place);
  const manifest = await readManifest(store);
  await verifyFiles(store, manifest, stop);
  const files = filesOfBackup(manifest);
  const size = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`${counted(files.length, 'files')} of the backup of ${manifest.takenAt} are whole: ${bytes(size)}`);
  const backing = await openBacking(environment, stop);
  try {
    await prepare();
    await load(store, {
      variables: backing.variables,
      signal: stop,
      replace,
      hasPooler: environment.databaseDirectUrl !== undefined,
    });
  } finally {
    await backing.close();
  }
  tell(manifest);
}

const LATEST = /[/\\]latest[/\\]*$/;

/** @throws OperatorError where the newest backup is asked for, and there is none */
async function backupAt(place: string): Promise<BackupStore> {
  const store = await openBackupStore(place, process.env);
  if (!LATEST.test(place) || (await store.state()) !== 'empty') return store;
  const parent = await openBackupStore(place.replace(LATEST, ''), process.env);
  const name = (await wholeBackups(parent)).at(-1);
  if (name === undefined) throw new OperatorError(`There is no backup in ${parent.place}`);
  return parent.below(name);
}

async function load(
  { place }: BackupStore,
  {
    variables,
    signal,
    replace,
    hasPooler,
  }: { variables: NodeJS.ProcessEnv; signal: AbortSignal; replace: boolean; hasPooler: boolean },
): Promise<void> {
  const open = (service: Service) => ({
    service,
    steps: new ServiceSteps({ service, args: ['restore', place], variables, signal }),
  });
  const both = [open('engagement'), open('content')] as const;
  try {
    const checked = await Promise.all(
      both.map(async ({ service, steps }) => ({ service, ...(await steps.reached('checked')) })),
    );
    assertQuiet(checked, hasPooler);
    const full = checked.filter(({ hasData }) => hasData).map(({ service }) => service);
    if (full.length > 0 && !replace)
      throw new OperatorError(
        `There is data already in the database of ${full.join(' and ')}; nothing was changed. Repeat with --replace to lose it`,
      );
    for (const { steps } of both) steps.goOn();
    const loaded = await Promise.all(
      both.map(async ({ service, steps }) => ({ service, ...(await steps.reached('loaded')) })),
    );
    for (const { service, rows, tables, milliseconds, lines } of loaded) {
      console.log(`${service}: ${counted(rows, 'rows')} of ${counted(tables, 'tables')} in ${seconds(milliseconds)}`);
      for (const line of lines) console.log(`${service}: ${line}`);
    }
    await commit(both);
  } finally {
    for (const { steps } of both) steps.abandon();
    await Promise.all(both.map(({ steps }) => steps.end()));
  }
}

/** @throws OperatorError where a service or anybody else uses a database: it would go on with what it knows of before */
function assertQuiet(checked: readonly { service: Service; connected: string[] }[], hasPooler: boolean): void {
  const names = new Set(checked.flatMap(({ connected }) => connected));
  if (names.size > 0)
    throw new OperatorError(
      `The databases are in use by ${[...names].join(', ')}; nothing was changed. ` +
        'Stop the services (Ctrl-C of npm start, docker compose stop content engagement) and other programs, and repeat' +
        (hasPooler
          ? '. A connection pooler keeps their sessions for a while: tell it to let go of them (PgBouncer: RECONNECT)'
          : ''),
    );
}

/** One right after the other. Where the second fails, the first is restored already: the same command makes both right. */
async function commit(both: readonly { service: Service; steps: ServiceSteps }[]): Promise<void> {
  const done: Service[] = [];
  for (const { service, steps } of both) {
    try {
      steps.goOn();
      await steps.reached('restored');
      done.push(service);
    } catch (error) {
      if (done.length === 0 || !(error instanceof Error)) throw error;
      throw new OperatorError(
        `${done.join()} is restored, and ${service} is not (${error.message}); repeat the command with --replace`,
      );
    }
  }
}

function tell({ takenAt, environment }: BackupManifest): void {
  const { secrets, settings } = namesOfEnvironment(process.env);
  const missing = [...environment.secrets, ...environment.settings].filter(
    (name) => ![...secrets, ...settings].includes(name),
  );
  if (missing.length > 0) console.log(`Set when the backup was made, and not now: ${missing.join(', ')}`);
  console.log(
    `Everything is as it was at ${takenAt}; what was written since is gone, and the queue is empty. Start the services: they tell each other ` +
      'everything again, and readers who were signed in since sign in again',
  );
}

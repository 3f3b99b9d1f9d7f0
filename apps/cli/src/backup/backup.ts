import {
  BACKUP_VERSION,
  type BackupManifest,
  type DatabaseBackup,
  filesOf,
} from '../../../../libs/platform/src/backup/backup-format';
import type { BackupStore } from '../../../../libs/platform/src/backup/stores/backup-store';
import { openBackupStore } from '../../../../libs/platform/src/backup/stores/open-backup-store';
import { counted } from '../../../../libs/platform/src/command-line/counted';
import { openBacking } from '../backing';
import type { Environment } from '../environment';
import type { Service } from '../service-command';
import { beginBackup, discardBackup, nameOf, removeOldBackups } from './backups';
import { namesOfEnvironment } from './environment-names';
import { bytes, seconds } from './figures';
import { writeManifest } from './manifest';
import { ServiceSteps } from './service-steps';

export interface BackupOptions {
  /** A folder, or `s3://bucket/prefix`. */
  place: string;
  /** Makes the backup below `place` under a name of its own, and keeps so many of them. */
  keep?: number;
  /** The version of this program. */
  program: string;
}

/** Writes both databases into a folder or bucket, as they are at one moment. What is not whole has no manifest. @throws OperatorError */
export async function backup(environment: Environment, stop: AbortSignal, options: BackupOptions): Promise<void> {
  const backing = await openBacking(environment, stop);
  try {
    await backUp(backing.variables, stop, options);
  } finally {
    await backing.close();
  }
}

/** The same, with what the services run on open already. */
export async function backUp(
  variables: NodeJS.ProcessEnv,
  signal: AbortSignal,
  { place, keep, program }: BackupOptions,
): Promise<void> {
  const startedAt = performance.now();
  const parent = await openBackupStore(place, process.env);
  const store = keep === undefined ? parent : parent.below(nameOf(new Date()));
  await beginBackup(store);
  try {
    const manifest = await read(store, { variables, signal, program });
    await writeManifest(store, manifest);
    tell(store, manifest, performance.now() - startedAt);
  } catch (error) {
    await discardBackup(store);
    throw error;
  }
  if (keep === undefined) return;
  for (const name of await removeOldBackups(parent, keep)) console.log(`removed the backup ${name}`);
}

/**
 * Engagement's moment comes first, content's right after it: what engagement has heard of an article is then in content's database. What
 * content has heard of engagement since is made right by the restore (decision record 0083).
 */
async function read(
  { place }: BackupStore,
  { variables, signal, program }: { variables: NodeJS.ProcessEnv; signal: AbortSignal; program: string },
): Promise<BackupManifest> {
  const open = (service: Service) => new ServiceSteps({ service, args: ['backup', place], variables, signal });
  const engagement = open('engagement');
  const content = open('content');
  try {
    await Promise.all([engagement.reached('ready'), content.reached('ready')]);
    engagement.goOn();
    const { takenAt } = await engagement.reached('taken');
    content.goOn();
    await content.reached('taken');
    const [ofEngagement, ofContent] = await Promise.all([
      engagement.reached('backed-up'),
      content.reached('backed-up'),
    ]);
    return {
      format: 'afterword-backup',
      version: BACKUP_VERSION,
      program,
      takenAt,
      finishedAt: new Date().toISOString(),
      environment: namesOfEnvironment(process.env),
      databases: { engagement: ofEngagement.database, content: ofContent.database },
    };
  } finally {
    await Promise.all([engagement.end(), content.end()]);
  }
}

const rowsOf = ({ tables }: DatabaseBackup): number => tables.reduce((sum, { rows }) => sum + rows, 0);
const bytesOf = (database: DatabaseBackup): number => filesOf(database).reduce((sum, file) => sum + file.bytes, 0);

function tell({ place }: BackupStore, { takenAt, databases, environment }: BackupManifest, milliseconds: number): void {
  for (const [name, database] of Object.entries(databases))
    console.log(
      `${name}: ${counted(rowsOf(database), 'rows')} of ${counted(database.tables.length, 'tables')}, ${bytes(bytesOf(database))}`,
    );
  const apart = Date.parse(databases.content.takenAt) - Date.parse(databases.engagement.takenAt);
  const total = bytesOf(databases.engagement) + bytesOf(databases.content);
  console.log(
    `${place} is a backup of ${takenAt}: ${bytes(total)} in ${seconds(milliseconds)}, the databases ${apart} ms apart`,
  );
  console.log(
    `It contains addresses and secrets of readers and sites: keep it where only operators can read it. ` +
      `Keep these apart from it, they are not in it: ${[...environment.secrets, ...environment.settings].join(', ')}`,
  );
}

import { join, resolve } from 'node:path';
import {
  BACKUP_VERSION,
  type BackupManifest,
  type DatabaseBackup,
  filesOf,
} from '../../../../libs/platform/src/backup/backup-format';
import { openBacking } from '../backing';
import type { Environment } from '../environment';
import type { Service } from '../service-command';
import { discardBackup, makeBackupFolder, nameOf, removeOldBackups } from './backup-folder';
import { namesOfEnvironment } from './environment-names';
import { bytes, counted, seconds } from './figures';
import { writeManifest } from './manifest-file';
import { ServiceSteps } from './service-steps';

export interface BackupOptions {
  folder: string;
  /** Makes a folder of its own for the backup below `folder`, and keeps so many of them. */
  keep?: number;
  /** The version of this program. */
  program: string;
}

/** Writes both databases into a folder, as they are at one moment. What is not whole has no manifest. @throws OperatorError */
export async function backup(
  environment: Environment,
  stop: AbortSignal,
  { folder: given, keep, program }: BackupOptions,
): Promise<void> {
  const startedAt = performance.now();
  const parent = resolve(given);
  const folder = keep === undefined ? parent : join(parent, nameOf(new Date()));
  await makeBackupFolder(folder);
  try {
    const backing = await openBacking(environment, stop);
    let manifest: BackupManifest;
    try {
      manifest = await read(folder, { variables: backing.variables, signal: stop, program });
    } finally {
      await backing.close();
    }
    await writeManifest(folder, manifest);
    tell(folder, manifest, performance.now() - startedAt);
  } catch (error) {
    await discardBackup(folder);
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
  folder: string,
  { variables, signal, program }: { variables: NodeJS.ProcessEnv; signal: AbortSignal; program: string },
): Promise<BackupManifest> {
  const open = (service: Service) => new ServiceSteps({ service, args: ['backup', folder], variables, signal });
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

function tell(folder: string, { takenAt, databases, environment }: BackupManifest, milliseconds: number): void {
  for (const [name, database] of Object.entries(databases))
    console.log(
      `${name}: ${counted(rowsOf(database), 'rows')} of ${counted(database.tables.length, 'tables')}, ${bytes(bytesOf(database))}`,
    );
  const apart = Date.parse(databases.content.takenAt) - Date.parse(databases.engagement.takenAt);
  const total = bytesOf(databases.engagement) + bytesOf(databases.content);
  console.log(
    `${folder} is a backup of ${takenAt}: ${bytes(total)} in ${seconds(milliseconds)}, the databases ${apart} ms apart`,
  );
  console.log(
    `It contains addresses and secrets of readers and sites: keep it where only operators can read it. ` +
      `Keep these apart from it, they are not in it: ${[...environment.secrets, ...environment.settings].join(', ')}`,
  );
}

import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Backing, openBacking } from '../backing';
import { backUp } from '../backup/backup';
import { backUpByPlan } from '../backup/schedule';
import { databaseOf, type Environment } from '../environment';
import { noteAddresses, type NotedAddresses } from '../noted-addresses';
import { OperatorError } from '../operator-error';
import { requireFreePort } from '../ports';
import { aborted } from '../stop-request';
import { RestartPolicy } from './restart-policy';
import { Services } from './services';

/**
 * Runs Afterword until it is asked to stop. Stops all that it started, however it ends.
 * @param program its version, which backups note
 */
export async function start(environment: Environment, stop: AbortSignal, program: string): Promise<void> {
  const { host, contentPort, engagementPort } = environment;
  await requireFreePort({ host, port: contentPort, variable: 'CONTENT_PORT' });
  await requireFreePort({ host, port: engagementPort, variable: 'ENGAGEMENT_PORT' });

  const backing = await openBacking(environment, stop);
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const services = new Services({ environment, variables: backing.variables, stop: signal });
  const database = superviseDatabase(backing, environment, signal);
  let backups: Promise<void> | undefined;
  try {
    await noteAddresses(environment.dataFolder, addressesOf(environment));
    await Promise.race([services.start(), database]);
    announce(environment, backing.adminToken);
    backups = regularBackups(environment, backing, { signal, program });
    await Promise.race([aborted(stop), services.supervise(), database]);
  } finally {
    over.abort();
    await backups;
    await services.stop();
    await backing.close();
  }
}

const addressesOf = (environment: Environment): NotedAddresses => ({
  database: databaseOf(environment),
  HOST: environment.host,
  CONTENT_PORT: String(environment.contentPort),
  ENGAGEMENT_PORT: String(environment.engagementPort),
  CONTENT_URL: environment.contentUrl,
  ENGAGEMENT_URL: environment.engagementUrl,
  SITE: environment.site,
});

/** Where BACKUP_TO is set. What fails is told, and ends nothing. */
async function regularBackups(
  { backups }: Environment,
  { variables }: Backing,
  { signal, program }: { signal: AbortSignal; program: string },
): Promise<void> {
  if (backups === undefined) return;
  const { to, keep } = backups;
  await backUpByPlan(backups, signal, () => backUp(variables, signal, { place: to, keep, program }));
}

/**
 * Starts the embedded database again whenever it ends; the services reconnect by themselves.
 * @throws OperatorError when it ends again and again, or cannot be started
 */
async function superviseDatabase(backing: Backing, { dataFolder }: Environment, signal: AbortSignal): Promise<void> {
  const policy = new RestartPolicy();
  for (;;) {
    await backing.databaseLost();
    if (signal.aborted) return;
    const pauseMs = policy.ended();
    if (pauseMs === undefined)
      throw new OperatorError(`The embedded database ends again and again; see ${dataFolder}/postgres.log`);
    console.error(`afterword: The embedded database ended; starting it again in ${pauseMs / 1_000} s`);
    await delay(pauseMs, undefined, { signal });
    await backing.reopenDatabase();
    console.log('afterword: The embedded database is ready again');
  }
}

function announce(environment: Environment, adminToken: string): void {
  const file = join(environment.dataFolder, 'admin-token');
  const kept = environment.adminToken ? '' : ` (kept in ${shortPath(file)})`;
  console.log(`
  Articles        ${environment.contentUrl}
  Engagement      ${environment.engagementUrl}
  Operator token  ${adminToken}${kept}

Afterword is ready: ${environment.contentUrl}`);
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

import { join, relative } from 'node:path';
import { openBacking } from '../backing';
import type { Environment } from '../environment';
import { OperatorError } from '../operator-error';
import { requireFreePort } from '../ports';
import { aborted } from '../stop-request';
import { Services } from './services';

/** Runs Afterword until it is asked to stop; leaves nothing running, however it ends. */
export async function start(environment: Environment, stop: AbortSignal): Promise<void> {
  const { host, contentPort, engagementPort } = environment;
  await requireFreePort({ host, port: contentPort, variable: 'CONTENT_PORT' });
  await requireFreePort({ host, port: engagementPort, variable: 'ENGAGEMENT_PORT' });

  const backing = await openBacking(environment, stop);
  const services = new Services({ environment, variables: backing.variables, stop });
  const databaseEnds = backing.databaseLost.then(() => {
    throw new OperatorError(`The embedded database ended unexpectedly; see ${environment.dataFolder}/postgres.log`);
  });
  try {
    await Promise.race([services.start(), databaseEnds]);
    announce(environment, backing.adminToken);
    await Promise.race([aborted(stop), services.died(), databaseEnds]);
  } finally {
    await services.stop();
    await backing.close();
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

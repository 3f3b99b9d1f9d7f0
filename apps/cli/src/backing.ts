import { join } from 'node:path';
import { keptSecret, prepareDataFolder } from './data-folder';
import { openEmbeddedPostgres } from './embedded-postgres';
import type { Environment } from './environment';
import { requireDatabase, requireRedis } from './reachable';

/** What the services stand on: the variables to run one with, and the embedded database while it is open. */
export interface Backing {
  variables: NodeJS.ProcessEnv;
  adminToken: string;
  /** Resolves when the embedded database goes away by itself. */
  databaseLost: Promise<void>;
  close(): Promise<void>;
}

/** Finds what the environment names and provides what it leaves open. */
export async function openBacking(environment: Environment, signal?: AbortSignal): Promise<Backing> {
  const { databaseUrl, redisUrl, dataFolder } = environment;
  if (databaseUrl === undefined || environment.adminToken === undefined) await prepareDataFolder(dataFolder);
  const adminToken = environment.adminToken ?? (await keptSecret(join(dataFolder, 'admin-token')));
  if (redisUrl !== undefined) await requireRedis(redisUrl);

  if (databaseUrl !== undefined) {
    await requireDatabase(databaseUrl);
    const variables = serviceVariables(environment, { databaseUrl, adminToken });
    return { variables, adminToken, databaseLost: new Promise(() => undefined), close: () => Promise.resolve() };
  }
  const postgres = await openEmbeddedPostgres({ dataFolder, signal });
  const variables = serviceVariables(environment, { databaseUrl: postgres.url, adminToken });
  return { variables, adminToken, databaseLost: postgres.lost, close: () => postgres.close() };
}

export function serviceVariables(
  environment: Environment,
  provided: { databaseUrl: string; adminToken: string },
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CONTENT_PORT: String(environment.contentPort),
    ENGAGEMENT_PORT: String(environment.engagementPort),
    CONTENT_URL: environment.contentUrl,
    ENGAGEMENT_URL: environment.engagementUrl,
    DATABASE_URL: provided.databaseUrl,
    ADMIN_TOKEN: provided.adminToken,
  };
}

import { join } from 'node:path';
import { keptSecret, prepareDataFolder } from './data-folder';
import { type EmbeddedPostgres, openEmbeddedPostgres } from './embedded-postgres';
import type { Environment } from './environment';
import { OperatorError } from './operator-error';
import { requireDatabase, requireRedis } from './reachable';

/** What the services depend on: their environment, and the embedded database while it is open. */
export interface Backing {
  variables: NodeJS.ProcessEnv;
  adminToken: string;
  /** Resolves when the embedded database ends before it is closed. Never for a database of somebody else's. */
  databaseLost(): Promise<void>;
  /** Opens an embedded database again that was lost. @throws OperatorError when it cannot be had at the same address */
  reopenDatabase(): Promise<void>;
  close(): Promise<void>;
}

/** Checks what the environment names and provides what it leaves open. @throws OperatorError */
export async function openBacking(environment: Environment, signal?: AbortSignal): Promise<Backing> {
  const { databaseUrl, databaseDirectUrl, redisUrl, dataFolder } = environment;
  if (databaseUrl === undefined || environment.adminToken === undefined) await prepareDataFolder(dataFolder);
  const adminToken = environment.adminToken ?? (await keptSecret(join(dataFolder, 'admin-token')));
  if (redisUrl !== undefined) await requireRedis(redisUrl);

  if (databaseUrl !== undefined) {
    await requireDatabase(databaseUrl, databaseDirectUrl);
    return {
      variables: serviceVariables(environment, { databaseUrl, adminToken }),
      adminToken,
      databaseLost: () => new Promise(() => undefined),
      reopenDatabase: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
  const first = await openEmbeddedPostgres({ dataFolder, signal });
  let current = Promise.resolve(first);
  return {
    variables: serviceVariables(environment, { databaseUrl: first.url, adminToken }),
    adminToken,
    databaseLost: async () => (await current).lost,
    reopenDatabase: async () => {
      current = reopen(first, { dataFolder, signal });
      await current;
    },
    close: async () => {
      const postgres = await current.catch(() => undefined);
      await postgres?.close();
    },
  };
}

/** The services know the address of the database that they were started with, so it must be the same. */
async function reopen(
  { port }: EmbeddedPostgres,
  options: { dataFolder: string; signal?: AbortSignal },
): Promise<EmbeddedPostgres> {
  const postgres = await openEmbeddedPostgres({ ...options, port });
  if (postgres.port === port) return postgres;
  await postgres.close();
  throw new OperatorError('Another command has started the embedded database at another port; start again');
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
    SITE: environment.site,
    DATABASE_URL: provided.databaseUrl,
    DATABASE_URL_FILE: '',
    // These are about a server of the operator's.
    ...(environment.databaseUrl === undefined && {
      DATABASE_DIRECT_URL: '',
      DATABASE_DIRECT_URL_FILE: '',
      DATABASE_READ_URL: '',
      DATABASE_READ_URL_FILE: '',
      CONTENT_DATABASE_URL: '',
      ENGAGEMENT_DATABASE_URL: '',
    }),
    ADMIN_TOKEN: provided.adminToken,
    ADMIN_TOKEN_FILE: '',
    // `npm start` runs everything, with one process for each service.
    ROLES: '',
  };
}

import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { prepareDataFolder } from './data-folder';
import { OperatorError } from './operator-error';

/** What the services of a data folder were started with last, by the names of variables: commands typed elsewhere ask these services. */
const NotedAddressesSchema = z.object({
  /** The server of the databases, or `embedded`. What was noted for another one is not about this installation. */
  database: z.string(),
  HOST: z.string(),
  CONTENT_PORT: z.string(),
  ENGAGEMENT_PORT: z.string(),
  CONTENT_URL: z.string(),
  ENGAGEMENT_URL: z.string(),
  SITE: z.string(),
});
export type NotedAddresses = z.infer<typeof NotedAddressesSchema>;

const fileIn = (dataFolder: string): string => join(dataFolder, 'addresses.json');

/** Where the data folder is not needed for anything else, it need not be writable. @throws OperatorError */
export async function noteAddresses(dataFolder: string, noted: NotedAddresses): Promise<void> {
  try {
    await prepareDataFolder(dataFolder);
  } catch (error) {
    if (noted.database !== 'embedded' && error instanceof OperatorError) return;
    throw error;
  }
  const draft = `${fileIn(dataFolder)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(noted, null, 2)}\n`);
  await rename(draft, fileIn(dataFolder));
}

/** Undefined where nothing was started on this database, or nobody can read what was noted. */
export function notedAddresses(dataFolder: string, database: string): NotedAddresses | undefined {
  try {
    const noted = NotedAddressesSchema.parse(JSON.parse(readFileSync(fileIn(dataFolder), 'utf8')));
    return noted.database === database ? noted : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Adds what was noted to variables that are not set. The environment wins: a port in it is not given the public address that was noted for
 * another one, and no port is noted for one service that it has for the other.
 */
export function withNoted(variables: NodeJS.ProcessEnv, noted: NotedAddresses): NodeJS.ProcessEnv {
  const given = (name: string) => variables[name] || undefined;
  const filled: NodeJS.ProcessEnv = {
    ...variables,
    HOST: given('HOST') ?? noted.HOST,
    SITE: given('SITE') ?? noted.SITE,
  };
  for (const [service, other] of [
    ['CONTENT', 'ENGAGEMENT'],
    ['ENGAGEMENT', 'CONTENT'],
  ] as const) {
    const port = given(`${service}_PORT`) ?? noted[`${service}_PORT`];
    if (port !== noted[`${service}_PORT`] || port === given(`${other}_PORT`)) continue;
    filled[`${service}_PORT`] = port;
    filled[`${service}_URL`] = given(`${service}_URL`) ?? noted[`${service}_URL`];
  }
  return filled;
}

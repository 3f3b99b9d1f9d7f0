import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';
// Not by the library's index, which loads Nest: the command line reads the services' schema and runs none of them.
import { EnvironmentSchema, SECRETS } from '../../../libs/platform/src/config/config';
import { checkBackupPlace } from '../../../libs/platform/src/backup/stores/open-backup-store';
import { isS3Address } from '../../../libs/platform/src/backup/stores/s3-settings';
import { serversOf } from '../../../libs/platform/src/database/database-connection';
import { projectFolder } from '../../../libs/platform/src/config/project-folder';
import { withSecretFiles } from '../../../libs/platform/src/config/secret-files';
import type { BackupPlan } from './backup/schedule';
import { cutValues } from './cut-values';
import { notedAddresses, withNoted } from './noted-addresses';
import { OperatorError } from './operator-error';

/** The folder of the clone, or of the image. */
export const root = projectFolder(__dirname);

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function isBackupPlace(location: string): boolean {
  try {
    checkBackupPlace(location);
    return true;
  } catch {
    return false;
  }
}

/** What the services read, less what the command line can provide, and the folder where it keeps that. */
const CommandLineSchema = EnvironmentSchema.extend({
  /** Unset: the command line starts an embedded PostgreSQL in DATA_DIR. */
  DATABASE_URL: EnvironmentSchema.shape.DATABASE_URL.optional(),
  /** Unset: generated once and kept in DATA_DIR. */
  ADMIN_TOKEN: EnvironmentSchema.shape.ADMIN_TOKEN.optional(),
  /** Each service's own role on the server of DATABASE_URL, which `afterword migrate` makes; unset: both use DATABASE_URL. */
  CONTENT_DATABASE_URL: EnvironmentSchema.shape.DATABASE_URL.optional(),
  ENGAGEMENT_DATABASE_URL: EnvironmentSchema.shape.DATABASE_URL.optional(),
  /** The embedded database and the generated secrets. A relative path starts at the clone, wherever a command is typed. */
  DATA_DIR: z.string().min(1).default('.data'),
  /** Where backups go by themselves: a folder, or `s3://bucket/path`. Unset: none are made. */
  BACKUP_TO: z.string().refine(isBackupPlace, 'must be a folder or s3://bucket/path').optional(),
  /** How old the newest backup may become: minutes, hours or days. */
  BACKUP_EVERY: z
    .string()
    .default('24h')
    .transform((text, context) => {
      const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
      if (count !== undefined) return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
      context.addIssue('must be a number of minutes, hours or days, such as 30m, 24h or 7d');
      return z.NEVER;
    }),
  /** How many of them are kept. */
  BACKUP_KEEP: z.coerce.number().int().min(1).default(7),
});

/** Variables whose values let somebody in; a file can hold each. `afterword migrate` alone reads the last two. */
export const ALL_SECRETS: readonly string[] = [...SECRETS, 'CONTENT_DATABASE_URL', 'ENGAGEMENT_DATABASE_URL'];

export interface Environment {
  host: string;
  contentPort: number;
  engagementPort: number;
  contentUrl: string;
  engagementUrl: string;
  databaseUrl: string | undefined;
  /** The same server without the connection pooler that `databaseUrl` leads to. */
  databaseDirectUrl: string | undefined;
  /** For each service that has a role of its own, its address of the database. */
  serviceDatabaseUrls: { content?: string; engagement?: string };
  redisUrl: string | undefined;
  adminToken: string | undefined;
  /** The site that content serves. */
  site: string;
  dataFolder: string;
  /** Undefined: backups are made when somebody asks for one. */
  backups: BackupPlan | undefined;
}

/**
 * Reads the environment, `.env` in the clone for what the environment leaves open, and for what both leave open where the services of the
 * data folder were started last.
 */
export function readEnvironment(): Environment {
  const environment = readGivenEnvironment();
  const noted = notedAddresses(environment.dataFolder, databaseOf(environment));
  return noted === undefined ? environment : parseEnvironment(withNoted(process.env, noted));
}

/** For `start`, which decides where the services are: without what it noted before. */
export function readGivenEnvironment(): Environment {
  const file = join(root, '.env');
  if (existsSync(file)) {
    loadEnvFile(file);
    for (const name of cutValues(readFileSync(file, 'utf8')))
      console.error(`afterword: ${name} is not read to its end in .env; put the value into single quotes`);
  }
  return parseEnvironment(process.env);
}

/** What tells one installation from another that is run by the same data folder: without names and passwords. */
export const databaseOf = ({ databaseUrl }: Environment): string =>
  databaseUrl === undefined ? 'embedded' : serversOf(databaseUrl);

/** An empty value counts as unset, as it does to the services. */
export function parseEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const present = Object.fromEntries(Object.entries(withFiles(variables)).filter(([, value]) => value !== ''));
  const parsed = CommandLineSchema.safeParse(present);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new OperatorError(`The environment is not valid. ${reasons.join('; ')}`);
  }
  const values = parsed.data;
  if (values.CONTENT_PORT === values.ENGAGEMENT_PORT)
    throw new OperatorError(
      `CONTENT_PORT and ENGAGEMENT_PORT are both ${values.CONTENT_PORT}; the services need one each`,
    );
  return {
    host: values.HOST,
    contentPort: values.CONTENT_PORT,
    engagementPort: values.ENGAGEMENT_PORT,
    contentUrl: values.CONTENT_URL ?? `http://localhost:${values.CONTENT_PORT}`,
    engagementUrl: values.ENGAGEMENT_URL ?? `http://localhost:${values.ENGAGEMENT_PORT}`,
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL,
    serviceDatabaseUrls: {
      ...(values.CONTENT_DATABASE_URL && { content: values.CONTENT_DATABASE_URL }),
      ...(values.ENGAGEMENT_DATABASE_URL && { engagement: values.ENGAGEMENT_DATABASE_URL }),
    },
    redisUrl: values.REDIS_URL,
    adminToken: values.ADMIN_TOKEN,
    site: values.SITE,
    dataFolder: resolve(root, values.DATA_DIR),
    backups:
      values.BACKUP_TO === undefined
        ? undefined
        : {
            to: isS3Address(values.BACKUP_TO) ? values.BACKUP_TO : resolve(root, values.BACKUP_TO),
            everyMs: values.BACKUP_EVERY,
            keep: values.BACKUP_KEEP,
          },
  };
}

function withFiles(variables: NodeJS.ProcessEnv) {
  try {
    return withSecretFiles(variables, ALL_SECRETS);
  } catch (error) {
    throw new OperatorError((error as Error).message);
  }
}

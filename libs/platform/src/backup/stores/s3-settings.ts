import { z } from 'zod';
import { type Variables, withSecretFiles } from '../../config/secret-files';
import { BackupStoreError } from './backup-store-error';

/**
 * The storage of backups in buckets, by the names that other programs know. Only the commands that back up and restore read them. README's
 * table and .env.example have the same keys, held by a spec.
 */
export const S3EnvironmentSchema = z.object({
  /** Unset: AWS. The address of MinIO, R2, Backblaze, Garage and others, whose buckets are paths below it. */
  AWS_ENDPOINT_URL_S3: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://s3.example.com' })
    .optional(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/i, 'must be the name of a region, such as eu-central-1')
    .default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string(),
  /** Sensitive. */
  AWS_SECRET_ACCESS_KEY: z.string(),
  /** Of credentials that end, sensitive. */
  AWS_SESSION_TOKEN: z.string().optional(),
});

/** What a file can hold in place of the environment, by a variable that ends in `_FILE`. */
export const S3_SECRETS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/** Names that other programs read for the same, where the ones above are unset. */
const OTHER_NAMES = { AWS_ENDPOINT_URL_S3: 'AWS_ENDPOINT_URL', AWS_REGION: 'AWS_DEFAULT_REGION' } as const;

export interface S3Address {
  bucket: string;
  /** Without slashes at its ends; empty for the whole bucket. */
  prefix: string;
}

export interface S3Settings extends S3Address {
  /** Where the bucket is, with a slash at the end. */
  bucketUrl: string;
  /** For messages. */
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export const isS3Address = (location: string): boolean => /^s3:/i.test(location);

const ADDRESS = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/;

function withoutEndSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}

/** @throws BackupStoreError */
export function s3Address(location: string): S3Address {
  const [, bucket = '', path = ''] = ADDRESS.exec(location) ?? [];
  const prefix = withoutEndSlashes(path);
  const isPath = prefix === '' || prefix.split('/').every((part) => !['', '.', '..'].includes(part));
  if (bucket === '' || !isPath || /[^\x20-\x7e]/.test(prefix))
    throw new BackupStoreError(`${location} is no address of a bucket; write s3://bucket/path`);
  return { bucket, prefix };
}

/** @throws BackupStoreError that names the variables that are missing or wrong, never their values */
export function s3Settings({ bucket, prefix }: S3Address, variables: Variables): S3Settings {
  let read: Variables;
  try {
    read = withSecretFiles(variables, S3_SECRETS);
  } catch (error) {
    throw new BackupStoreError((error as Error).message);
  }
  const named = Object.fromEntries(
    Object.keys(S3EnvironmentSchema.shape).map((name) => {
      const other = name in OTHER_NAMES ? read[OTHER_NAMES[name as keyof typeof OTHER_NAMES]] : undefined;
      return [name, read[name] || other || undefined];
    }),
  );
  const parsed = S3EnvironmentSchema.safeParse(named);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path, message }) => {
      const name = path.join('.');
      return named[name] === undefined ? `${name}: is not set` : `${name}: ${message}`;
    });
    throw new BackupStoreError(`Cannot use s3://${bucket}. ${reasons.join('; ')}`);
  }
  const { AWS_ENDPOINT_URL_S3, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = parsed.data;
  return {
    bucket,
    prefix,
    ...placeOf(bucket, AWS_REGION, AWS_ENDPOINT_URL_S3),
    region: AWS_REGION,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

/** AWS has a host name for each bucket, which certificates cover where the bucket's has no dots; others have paths everywhere. */
function placeOf(bucket: string, region: string, given?: string): Pick<S3Settings, 'bucketUrl' | 'endpoint'> {
  if (given !== undefined) {
    const endpoint = withoutEndSlashes(given);
    return { endpoint, bucketUrl: `${endpoint}/${bucket}/` };
  }
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const isOwnHost = !bucket.includes('.');
  return {
    endpoint: `https://${host}`,
    bucketUrl: isOwnHost ? `https://${bucket}.${host}/` : `https://${host}/${bucket}/`,
  };
}

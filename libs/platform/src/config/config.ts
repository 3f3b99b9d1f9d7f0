// Not by the library's index, which makes all schemas: `npm start` would keep them for months (decision record 0131).
import { LIMITS } from '../../../contracts/src/limits';
import { z } from 'zod';
import { completeDatabaseUrl, databaseUrlProblem, isOfSeveralHosts } from '../database/database-connection';
import { readProxies } from '../http/address';
import { redisUrlProblem } from '../queue/redis-address';
import { withSecretFiles } from './secret-files';

export type ServiceName = 'content' | 'engagement';

/** Injection token of the service's `ServiceConfig`. */
export const CONFIG = Symbol('CONFIG');

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What a process of a service does: `api` answers HTTP requests, `worker` runs relays, consumers and schedules. */
export const roles = ['api', 'worker'] as const;
export type Role = (typeof roles)[number];

const port = z.coerce.number().int().min(1).max(65_535);

/** Where a service is: an origin, and a path where a proxy serves it below one. Without a slash at the end. */
const serviceUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .refine((url) => isServiceUrl(new URL(url)), {
    error:
      'must be an origin, for example https://blog.example.com, or one with a path of letters, digits, - . _ and ~, for example https://example.com/blog',
    abort: true,
  })
  .transform((url) => {
    const { origin, pathname } = new URL(url);
    return origin + pathname.replace(/\/$/, '');
  });

/** The path goes into policies and pages as it is. */
const isServiceUrl = ({ pathname, search, hash, username, password }: URL) =>
  /^(\/[\w.~-]+)*\/?$/.test(pathname) && [search, hash, username, password].every((part) => part === '');

/** A name, not an offset such as `+01:00`, which PostgreSQL reads the other way round. */
function isTimeZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** As OpenTelemetry writes them: values may be percent-encoded. */
function readHeaders(list: string): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const pair of list.split(',').filter((one) => one.trim() !== '')) {
    const equals = pair.indexOf('=');
    const [name, value] = [pair.slice(0, Math.max(0, equals)).trim(), pair.slice(equals + 1).trim()];
    if (!/^[\w!#$%&'*.^`|~+-]+$/.test(name) || !/^[\x20-\x7e]*$/.test(value)) return null;
    try {
      headers[name] = decodeURIComponent(value);
    } catch {
      return null;
    }
  }
  return headers;
}

const databaseUrl = z.string().transform((text, context) => {
  const url = completeDatabaseUrl(text);
  const problem = databaseUrlProblem(url);
  if (problem === null) return url;
  context.addIssue(problem);
  return z.NEVER;
});

/**
 * The environment of a service. README's table and .env.example name the same keys, held by a spec. `DATA_DIR` is absent:
 * only the command line uses it, which starts the embedded database and hands its address on as `DATABASE_URL`.
 */
export const EnvironmentSchema = z.object({
  /** Bind address. */
  HOST: z.string().min(1).default('127.0.0.1'),
  CONTENT_PORT: port.default(3000),
  ENGAGEMENT_PORT: port.default(3001),
  /** Where readers reach the services, used in links and CORS; from the ports when unset. */
  CONTENT_URL: serviceUrl.optional(),
  ENGAGEMENT_URL: serviceUrl.optional(),
  /** Where the content service itself reaches engagement; where readers do when unset. */
  ENGAGEMENT_INTERNAL_URL: serviceUrl.optional(),
  /** PostgreSQL server, sensitive. Each service owns its own database on it. */
  DATABASE_URL: databaseUrl,
  /** The same server without a connection pooler, sensitive: for migrations, and for the queue on PostgreSQL. `DATABASE_URL` when unset. */
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  /** A standby of the same databases, sensitive: for reads that may be some seconds old. */
  DATABASE_READ_URL: databaseUrl
    .refine((url) => !isOfSeveralHosts(url), 'names several hosts; give one, or the address of a load balancer')
    .optional(),
  /** Redis for the queue, sensitive; without it the queue runs on PostgreSQL. */
  REDIS_URL: z
    .string()
    .superRefine((text, context) => {
      const problem = redisUrlProblem(text);
      if (problem !== null) context.addIssue(problem);
    })
    .optional(),
  /** Operator credential, sensitive. */
  ADMIN_TOKEN: z.string().min(16, 'must have at least 16 characters'),
  /** The proxies whose `X-Forwarded-For` is believed: addresses, CIDR blocks, `loopback`, `private`. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list, context) => {
      const proxies = readProxies(list);
      if (proxies) return proxies;
      context.addIssue('must be addresses, CIDR blocks, "loopback" or "private", separated by commas');
      return z.NEVER;
    }),
  /** Networks that sites may send to although they are not public, for services beside this one. As `TRUSTED_PROXIES`. */
  WEBHOOK_ALLOW_PRIVATE: z
    .string()
    .default('')
    .transform((list, context) => {
      const networks = readProxies(list);
      if (networks) return networks;
      context.addIssue('must be addresses, CIDR blocks, "loopback" or "private", separated by commas');
      return z.NEVER;
    }),
  /** The mail server, sensitive; without it no mail is sent. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Who mail is from: an address, or `Name <address>`. Needed with `SMTP_URL`. */
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/, 'must be an address, or Name <address>')
    .optional(),
  /** The site that the content service's articles belong to. */
  SITE: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be the id of a site: lower-case letters, digits and hyphens')
    .max(LIMITS.siteIdLength)
    .default('demo'),
  /** What this process does. */
  ROLES: z
    .string()
    .default(roles.join())
    .transform((list, context) => {
      const parsed = z
        .array(z.enum(roles))
        .min(1)
        .safeParse(list.split(',').map((role) => role.trim()));
      if (parsed.success) return new Set<Role>(parsed.data);
      context.addIssue(`must be one or more of ${roles.join(', ')}, separated by commas`);
      return z.NEVER;
    }),
  /** The time zone of the publication's dates, by its name in the IANA database. */
  TIME_ZONE: z.string().refine(isTimeZone, 'must be the name of a time zone, for example Europe/Berlin').default('UTC'),
  /** Folder of the theme of content's pages (docs/theme.md), relative to where the service starts; the built-in look when unset. */
  THEME_DIR: z.string().min(1).optional(),
  /** The collector that traces are sent to, by OTLP/HTTP; none are made when unset. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** Headers for the collector, as `name=value`, separated by commas; sensitive. */
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .default('')
    .transform((list, context) => {
      const headers = readHeaders(list);
      if (headers) return headers;
      context.addIssue('must be name=value, separated by commas');
      return z.NEVER;
    }),
  /** How many of the traces are sent, from 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.enum(logLevels).default('info'),
});

/** What a file can hold in place of the environment: `ADMIN_TOKEN_FILE` names it for `ADMIN_TOKEN`. */
export const SECRETS = [
  'ADMIN_TOKEN',
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'DATABASE_READ_URL',
  'REDIS_URL',
  'SMTP_URL',
] as const;

export interface ServiceConfig {
  readonly service: ServiceName;
  readonly host: string;
  readonly port: number;
  /** Origins without a trailing slash. */
  readonly contentUrl: string;
  readonly engagementUrl: string;
  /** The same service, as content reaches it. */
  readonly engagementInternalUrl: string;
  readonly databaseUrl: string;
  /** Null: `databaseUrl` is the server itself, or a pooler that nothing is needed beside. */
  readonly databaseDirectUrl: string | null;
  /** Null: the primary reads everything. */
  readonly databaseReadUrl: string | null;
  readonly redisUrl: string | null;
  readonly adminToken: string;
  /** Addresses and CIDR blocks. */
  readonly trustedProxies: readonly string[];
  readonly webhookAllowPrivate: readonly string[];
  /** Null: no mail is sent. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | null;
  /** The site that content's articles belong to. */
  readonly site: string;
  /** Empty on the command line, which runs one task and ends. */
  readonly roles: ReadonlySet<Role>;
  /** The time zone of dates on pages. */
  readonly timeZone: string;
  /** The folder of the theme of content's pages; null for the built-in look. */
  readonly themeFolder: string | null;
  /** Where traces are sent to; null: none are made. */
  readonly tracing: { endpoint: string; headers: Record<string, string>; ratio: number } | null;
  readonly rateLimits: boolean;
  readonly logLevel: (typeof logLevels)[number];
}

/** Names the keys that are wrong and why, never their values: those may be secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment once, at boot, into a frozen object. An empty value counts as unset, since that is what
 * `KEY=` in an env file means to most people.
 * @throws ConfigError with one line for each wrong key
 */
export function loadConfig(service: ServiceName, env: NodeJS.ProcessEnv): ServiceConfig {
  const present = Object.fromEntries(Object.entries(withFiles(env)).filter(([, value]) => value !== ''));
  const parsed = EnvironmentSchema.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The environment is not valid. ${lines.join('; ')}`);
  }
  const values = parsed.data;
  if ((values.SMTP_URL === undefined) !== (values.MAIL_FROM === undefined))
    throw new ConfigError('The environment is not valid. SMTP_URL and MAIL_FROM need each other: set both, or none');
  const engagementUrl = values.ENGAGEMENT_URL ?? `http://localhost:${values.ENGAGEMENT_PORT}`;
  return Object.freeze({
    service,
    host: values.HOST,
    port: service === 'content' ? values.CONTENT_PORT : values.ENGAGEMENT_PORT,
    contentUrl: values.CONTENT_URL ?? `http://localhost:${values.CONTENT_PORT}`,
    engagementUrl,
    engagementInternalUrl: values.ENGAGEMENT_INTERNAL_URL ?? engagementUrl,
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL ?? null,
    databaseReadUrl: values.DATABASE_READ_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    adminToken: values.ADMIN_TOKEN,
    trustedProxies: values.TRUSTED_PROXIES,
    webhookAllowPrivate: values.WEBHOOK_ALLOW_PRIVATE,
    mail:
      values.SMTP_URL === undefined || values.MAIL_FROM === undefined
        ? null
        : { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM },
    site: values.SITE,
    roles: values.ROLES,
    timeZone: values.TIME_ZONE,
    themeFolder: values.THEME_DIR ?? null,
    tracing:
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : {
            endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
            headers: values.OTEL_EXPORTER_OTLP_HEADERS,
            ratio: values.OTEL_TRACES_SAMPLER_ARG,
          },
    rateLimits: values.RATE_LIMITS === 'on',
    logLevel: values.LOG_LEVEL,
  });
}

function withFiles(env: NodeJS.ProcessEnv) {
  try {
    return withSecretFiles(env, SECRETS);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

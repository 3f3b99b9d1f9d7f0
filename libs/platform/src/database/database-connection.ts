import { accessSync, constants } from 'node:fs';
import { parseUrl } from '@afterword/contracts';

/** How libpq and we read `sslmode`. libpq's `allow` and `prefer` try twice; the driver does not. */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'];

/** Parameters that do something. docs/operations.md has a table of them. */
const SUPPORTED = new Set([
  'application_name',
  'host',
  'options',
  'password',
  'port',
  'ssl',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslrootcert',
  'user',
]);

/** Parameters that providers write into their addresses, and that change nothing for us. */
const WITHOUT_EFFECT = new Set([
  'channel_binding',
  'connect_timeout',
  'fallback_application_name',
  'gssencmode',
  'keepalives',
  'keepalives_count',
  'keepalives_idle',
  'keepalives_interval',
  'sslnegotiation',
  'sslsni',
  'target_session_attrs',
  'tcp_user_timeout',
]);

const FILES = ['sslrootcert', 'sslcert', 'sslkey'];

/** An address with a user and no host, as libpq allows it for sockets, becomes one that a URL can be. */
export const completeDatabaseUrl = (url: string): string =>
  url.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/?]|$)/, '$1localhost');

/** @returns what is wrong with the address of a database, without its values, or null */
export function databaseUrlProblem(text: string): string | null {
  if (/^postgres(ql)?:\/\/[^/?]*,/.test(text.replace(/\/\/[^/?]*@/, '//')))
    return 'names several hosts; one is supported';
  const url = parseUrl(text);
  if (!url) return 'is not a valid address';
  const { protocol, searchParams } = url;
  if (!/^postgres(ql)?:$/.test(protocol)) return 'must begin with postgres://';
  for (const name of searchParams.keys()) {
    if (!SUPPORTED.has(name) && !WITHOUT_EFFECT.has(name))
      return `has the parameter "${name.slice(0, 40)}", which is not supported; docs/operations.md lists those that are`;
  }
  return sslProblem(searchParams);
}

function sslProblem(parameters: URLSearchParams): string | null {
  const mode = parameters.get('sslmode');
  if (mode !== null && !SSL_MODES.includes(mode) && mode !== 'no-verify')
    return `has an sslmode that is not supported; use ${SSL_MODES.join(', ')}`;
  if (mode === 'verify-ca' && !parameters.get('sslrootcert')) return 'has sslmode=verify-ca, which needs sslrootcert';
  const ssl = parameters.get('ssl');
  if (ssl !== null && !/^(true|false|1|0)$/.test(ssl)) return 'has an ssl that is neither true nor false; use sslmode';
  return FILES.map((name) => fileProblem(name, parameters.get(name))).find((problem) => problem !== null) ?? null;
}

function fileProblem(name: string, path: string | null): string | null {
  if (path === null || (name === 'sslrootcert' && path === 'system')) return null;
  try {
    accessSync(path, constants.R_OK);
    return null;
  } catch {
    return `has ${name} with a file that cannot be read`;
  }
}

/** What the driver, TypeORM and BullMQ take alike. */
export interface DatabaseConnection {
  connectionString: string;
  options?: string;
}

/** For the driver: what the address says, with libpq's meaning. */
export function connectionOf(databaseUrl: string): DatabaseConnection {
  const url = new URL(databaseUrl);
  const parameters = url.searchParams;
  // The driver would let these win over what we ask for ourselves.
  const options = parameters.get('options');
  for (const name of [...WITHOUT_EFFECT, 'options']) parameters.delete(name);
  if (parameters.get('sslrootcert') === 'system') parameters.delete('sslrootcert');
  if (parameters.get('sslmode') === 'no-verify') {
    parameters.set('sslmode', 'require');
    parameters.delete('sslrootcert');
  }
  if (parameters.has('sslmode')) parameters.set('uselibpqcompat', 'true');
  return { connectionString: url.href, ...(options !== null && { options }) };
}

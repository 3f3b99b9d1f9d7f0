import { accessSync, constants } from 'node:fs';
import { isIP } from 'node:net';
// Not by the library's index, which makes all schemas: `npm start` would keep them for months (decision record 0131).
import { parseUrl } from '../../../contracts/src/http-url';
import { PrimarySocket } from './primary-socket';

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

/** What libpq calls a server that takes changes; others would be found by whoever asks for a standby. */
const FINDS_PRIMARY = new Set([null, 'any', 'read-write', 'primary']);

/**
 * An address as a URL can be: one with a user and no host, as libpq allows it for sockets, and one with several hosts, which become
 * parameters, as libpq allows it, too.
 */
export function completeDatabaseUrl(text: string): string {
  const url = text.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/?]|$)/, '$1localhost');
  const [head = '', scheme, authority = ''] = /^(postgres(?:ql)?:\/\/)([^/?#]*)/.exec(url) ?? [];
  const rest = url.slice(head.length);
  const hostsAt = authority.lastIndexOf('@') + 1;
  const [user, list] = [authority.slice(0, hostsAt), authority.slice(hostsAt)];
  if (scheme === undefined || !list.includes(',')) return url;
  const hosts = list.split(',').map((one) => /^(.*?)(?::([^:\]]*))?$/.exec(one) ?? []);
  const names = hosts.map(([, name = '']) => name.replace(/^\[(.*)\]$/, '$1'));
  const ports = hosts.map(([, , port = '']) => port || DEFAULT_PORT);
  const parameters = `host=${encodeURIComponent(names.join())}&port=${encodeURIComponent(ports.join())}`;
  const [path = '', query] = rest.split('?');
  return `${scheme}${user}${hosts[0]?.[1] || 'localhost'}${path}?${query ? `${query}&` : ''}${parameters}`;
}

const DEFAULT_PORT = '5432';

/** One of several servers. */
export interface DatabaseHost {
  host: string;
  port: number;
}

/** The servers of an address that has several; empty for an address of one. */
function hostsOf({ searchParams }: URL): DatabaseHost[] {
  const names = (searchParams.get('host') ?? '').split(',');
  if (names.length === 1) return [];
  const ports = (searchParams.get('port') ?? DEFAULT_PORT).split(',');
  return names.map((host, index) => ({ host, port: Number(ports.length === 1 ? ports[0] : ports[index]) }));
}

/** @param url that has no problem */
export const isOfSeveralHosts = (url: string): boolean => hostsOf(new URL(url)).length > 0;

/** The servers of an address, for people. */
export function serversOf(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  const hosts = hostsOf(url);
  return hosts.length === 0 ? url.host : hosts.map(({ host, port }) => `${host}:${port}`).join(', ');
}

/** @returns what is wrong with the address of a database, without its values, or null */
export function databaseUrlProblem(text: string): string | null {
  const url = parseUrl(text);
  if (!url) return 'is not a valid address';
  const { protocol, searchParams } = url;
  if (!/^postgres(ql)?:$/.test(protocol)) return 'must begin with postgres://';
  for (const name of searchParams.keys()) {
    if (!SUPPORTED.has(name) && !WITHOUT_EFFECT.has(name))
      return `has the parameter "${name.slice(0, 40)}", which is not supported; docs/operations.md lists those that are`;
  }
  return hostsProblem(url) ?? sslProblem(searchParams);
}

function hostsProblem(url: URL): string | null {
  const hosts = hostsOf(url);
  const ports = url.searchParams.get('port')?.split(',') ?? [];
  if (hosts.length === 0) return ports.length > 1 ? 'has several ports for one host' : null;
  if (ports.length > 1 && ports.length !== hosts.length)
    return `has ${hosts.length} hosts and ${ports.length} ports; give one port, or one for each host`;
  if (hosts.some(({ host }) => host === '')) return 'has a host without a name';
  if (hosts.some(({ host }) => host.startsWith('/')))
    return 'has a socket among several hosts; give names or addresses';
  if (hosts.some(({ port }) => !Number.isInteger(port) || port < 1 || port > 65_535))
    return 'has a port that is not a number from 1 to 65535';
  if (!FINDS_PRIMARY.has(url.searchParams.get('target_session_attrs')))
    return 'has a target_session_attrs that finds a standby; use read-write';
  return null;
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
  /** Where the address has several hosts: finds the one that takes changes, and connects to it. */
  stream?: (connection?: { ssl?: unknown }) => PrimarySocket;
}

/** Nobody dials it: the stream connects to the server that it finds. An address, so that TLS does not take it for the server's name. */
const FOUND_LATER = '0.0.0.0:1';

/** For the driver: what the address says, with libpq's meaning. */
export function connectionOf(databaseUrl: string): DatabaseConnection {
  const url = new URL(databaseUrl);
  const parameters = url.searchParams;
  const hosts = hostsOf(url);
  // The driver would let these win over what we ask for ourselves.
  const options = parameters.get('options');
  for (const name of [...WITHOUT_EFFECT, 'options']) parameters.delete(name);
  if (parameters.get('sslrootcert') === 'system') parameters.delete('sslrootcert');
  if (parameters.get('sslmode') === 'no-verify') {
    parameters.set('sslmode', 'require');
    parameters.delete('sslrootcert');
  }
  if (hosts.length > 0) for (const name of ['host', 'port']) parameters.delete(name);
  if (hosts.length > 0 && /^(true|1)$/.test(parameters.get('ssl') ?? '')) {
    parameters.delete('ssl');
    parameters.set('sslmode', 'verify-full');
  }
  if (parameters.has('sslmode')) parameters.set('uselibpqcompat', 'true');
  const others = options === null ? {} : { options };
  if (hosts.length === 0) return { connectionString: url.href, ...others };
  const servers = hosts.map(({ host, port }) => {
    const one = new URL(url);
    one.host = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    return { host, port, config: { connectionString: one.href, ...others } };
  });
  url.host = FOUND_LATER;
  return { connectionString: url.href, ...others, stream: (connection) => new PrimarySocket(servers, connection?.ssl) };
}

/** One server, the nodes of a Redis Cluster that are asked for the others, or Sentinels that know who the master is. */
export type RedisAddress =
  | { kind: 'server'; url: string }
  | { kind: 'cluster'; nodes: RedisNode[]; login: RedisLogin }
  | {
      kind: 'sentinel';
      sentinels: RedisNode[];
      master: string;
      db: number;
      login: RedisLogin;
      sentinelPassword?: string;
    };

export interface RedisNode {
  host: string;
  port: number;
}

interface RedisLogin {
  username?: string;
  password?: string;
  /** Given for `rediss`. */
  tls?: object;
}

const ADDRESS = /^(rediss?)(?:\+(cluster|sentinel))?:\/\/(?:([^@/?]*)@)?([^/?@]+)((?:\/[^?]*)?)(\?.*)?$/;

const NODE = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/;

/** @returns what is wrong with an address of Redis, without its values, or null */
export function redisUrlProblem(text: string): string | null {
  const [, , kind, , list = '', path = '', query] = ADDRESS.exec(text) ?? [];
  if (list === '')
    return 'must begin with redis://, rediss://, redis+cluster:// or redis+sentinel://, and name a server';
  if (!kind && list.includes(','))
    return 'names several hosts; begin it with redis+cluster:// or redis+sentinel:// for what they are';
  if (nodesOf(list, 0).some(({ port }) => !(port >= 0 && port <= 65_535)))
    return 'has a host or a port that is not valid';
  if (kind === 'cluster' && path !== '' && path !== '/')
    return 'has a path; a Redis Cluster has no numbers of databases';
  if (kind === 'sentinel') {
    if (!/^\/[^/]+(\/\d*)?$/.test(path))
      return 'must end with the name of the master, such as /mymaster, or /mymaster/0 with the number of a database';
    const parameters = new URLSearchParams(query);
    if ([...parameters.keys()].some((name) => name !== 'sentinelPassword'))
      return 'has a parameter that is not supported; sentinelPassword is';
    return null;
  }
  if (query !== undefined && kind) return 'has parameters, which are not supported here';
  if (!kind && !/^\/?\d*$/.test(path)) return 'must end with the number of a database, such as /0, or nothing';
  return null;
}

/** @param text that has no problem */
export function redisAddressOf(text: string): RedisAddress {
  const [, scheme, kind, user, list = '', path = '', query] = ADDRESS.exec(text) ?? [];
  if (!kind) return { kind: 'server', url: text };
  const [name = '', password] = (user ?? '').split(/:(.*)/s).map(decodeURIComponent);
  const login: RedisLogin = {
    ...(name !== '' && { username: name }),
    ...(password && { password }),
    ...(scheme === 'rediss' && { tls: {} }),
  };
  if (kind === 'cluster') return { kind, nodes: nodesOf(list, 6_379), login };
  const [, master = '', db = ''] = path.split('/');
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword');
  return {
    kind: 'sentinel',
    sentinels: nodesOf(list, 26_379),
    master: decodeURIComponent(master),
    db: Number(db),
    login,
    ...(sentinelPassword !== null && { sentinelPassword }),
  };
}

/** The servers of an address, for people. */
export const redisServersOf = (text: string): string => ADDRESS.exec(text)?.[4] ?? '';

const nodesOf = (list: string, defaultPort: number): RedisNode[] =>
  list.split(',').map((one) => {
    const [, six, host, port] = NODE.exec(one) ?? [];
    return { host: six ?? host ?? '', port: port === undefined ? ((six ?? host) ? defaultPort : NaN) : Number(port) };
  });

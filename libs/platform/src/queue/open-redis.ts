import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { type RedisAddress, redisAddressOf } from './redis-address';

/** Longest pause before a connection is tried again. Milliseconds. */
const MAX_RETRY_MS = 2_000;

/**
 * A connection on which nothing has arrived for so long, though something was asked, is lost without a word, and made anew. Commands that
 * wait for something on the server wait for less (`LONGEST_WAIT_MS`). Milliseconds.
 */
export const SILENT_MS = 5_000;

/** How long a command waits on the server for a job or a message before it is sent anew. Milliseconds. */
export const LONGEST_WAIT_MS = 3_000;

/** Redis refuses the number of a database: it has fewer of them, or it is a cluster, which has one. */
export const isSelectRefusal = (error: unknown): boolean =>
  error instanceof Error && /^ERR (.*DB index|SELECT is not allowed)/.test(error.message);

/** What we ask of either: a Cluster answers commands as one server does. */
export type RedisConnection = Redis | Cluster;

/** ioredis' pauses before it connects again: BullMQ's own (6.7) grow to 20 s, in which a server that is back is not used. */
export const retryStrategy = (times: number) => Math.min(times * 100, MAX_RETRY_MS);

/**
 * A connection that never works in another database than the URL's. ioredis (5.11) only tells its listeners when Redis refuses the number
 * of a database, and goes on in database 0, which may be somebody else's.
 * @param onError hears what fails on the connection itself; commands fail on their own
 */
export function openRedis(url: string, options: RedisOptions, onError: (error: Error) => void): RedisConnection {
  const redis = connect(url, { retryStrategy, socketTimeout: SILENT_MS, ...options });
  redis.on('error', (error: Error) => {
    // Before the commands that wait for the connection are sent.
    if (isSelectRefusal(error)) redis.disconnect(true);
    onError(error);
  });
  return redis;
}

function connect(url: string, options: RedisOptions): RedisConnection {
  const address = redisAddressOf(url);
  if (address.kind === 'cluster') return openCluster(address, options);
  return address.kind === 'server'
    ? new Redis(address.url, options)
    : new Redis({ ...sentinelOptions(address), ...options });
}

type AddressOf<Kind> = Extract<RedisAddress, { kind: Kind }>;

/** For a connection of its own to each node. */
export function openCluster({ nodes, login }: AddressOf<'cluster'>, options: RedisOptions): Cluster {
  const { retryStrategy: retry = retryStrategy, lazyConnect = false, enableOfflineQueue = true, ...others } = options;
  return new Cluster(nodes, {
    clusterRetryStrategy: (times) => retry?.(times) ?? null,
    lazyConnect,
    enableOfflineQueue,
    redisOptions: { ...login, ...others },
  });
}

/** For whoever makes the connection: the Sentinels are asked who the master is each time that it is made. */
export const sentinelOptions = ({ sentinels, master, db, login, sentinelPassword }: AddressOf<'sentinel'>) => ({
  sentinels,
  name: master,
  db,
  ...login,
  ...(login.tls && { sentinelTLS: login.tls, enableTLSForSentinelMode: true }),
  ...(sentinelPassword !== undefined && { sentinelPassword }),
  // A master that was made a replica, and still answers.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
});

const NODES_INFO = `return redis.call('info', unpack(ARGV))`;

/** What the server says of itself, of a Cluster the node that holds `key`. @param section all unless given */
export async function infoOf(redis: RedisConnection, key: string, section?: string): Promise<string> {
  const sections = section === undefined ? [] : [section];
  if (redis instanceof Redis) return section === undefined ? redis.info() : redis.info(section);
  return String(await redis.eval(NODES_INFO, 1, key, ...sections));
}

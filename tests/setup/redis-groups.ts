import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from '../../apps/cli/src/ports';
import { poll } from './poll';
import { type RedisServer, startRedis } from './redis';

/** Several servers of Redis that belong together, and how `REDIS_URL` names them. */
export interface RedisGroup {
  url: string;
  servers: readonly RedisServer[];
  stop(): Promise<void>;
}

export const REDIS_GROUP_DATABASES = 4_096;

const SLOTS = 16_384;

const portOf = ({ url }: RedisServer) => Number(new URL(url).port);

async function startServers(count: number, settings: readonly string[]): Promise<RedisServer[]> {
  const servers: RedisServer[] = [];
  for (let index = 0; index < count; index += 1) {
    const server = await startRedis(undefined, settings);
    if (!server) throw new Error('There is no redis-server');
    servers.push(server);
  }
  return servers;
}

async function ask<Answer>({ url }: RedisServer, question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const redis = new Redis(url, { lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

export interface RedisCluster extends RedisGroup {
  /** The master that has all that is ours, as another server says. */
  master(): Promise<RedisServer>;
}

const MASTERS = 3;

/** A Redis Cluster of three masters, each with a replica where that is asked for. */
export async function startRedisCluster({ withReplicas = false } = {}): Promise<RedisCluster> {
  // A port of the cluster's own for each, which is by default ten thousand above the other one.
  const servers: RedisServer[] = [];
  const count = withReplicas ? 2 * MASTERS : MASTERS;
  for (let index = 0; index < count; index += 1) {
    const settings = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--databases', '1'];
    const more = ['--cluster-node-timeout', '2000', '--repl-diskless-sync-delay', '0'];
    servers.push(...(await startServers(1, [...settings, ...more])));
  }
  const [first] = servers;
  if (!first) throw new Error('There is no redis-server');
  for (const [index, server] of servers.entries()) {
    const [from, to] = [0, 1].map((next) => Math.floor((SLOTS / MASTERS) * (index + next)));
    if (index < MASTERS) await ask(server, (redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', from ?? 0, (to ?? 0) - 1));
    const busPort = await ask(server, (redis) => redis.config('GET', 'cluster-port'));
    if (server !== first)
      await ask(first, (redis) =>
        redis.call('CLUSTER', 'MEET', '127.0.0.1', portOf(server), (busPort as string[])[1] ?? ''),
      );
  }
  for (const server of servers)
    await poll(
      () => ask(server, (redis) => redis.cluster('INFO')),
      (info) => /cluster_state:ok/.test(info) && info.includes(`cluster_known_nodes:${count}`),
    );
  for (const [index, replica] of servers.slice(MASTERS).entries()) {
    const master = servers[index] ?? first;
    const id = await ask(master, (redis) => redis.call('CLUSTER', 'MYID'));
    await ask(replica, (redis) => redis.call('CLUSTER', 'REPLICATE', id as string));
    await poll(
      () => ask(replica, (redis) => redis.info('replication')),
      (info) => info.includes('master_link_status:up'),
    );
  }
  // Of everything that begins with it.
  const slot = await ask(first, (redis) => redis.cluster('KEYSLOT', '{afterword}'));
  return {
    master: async () => {
      for (const server of servers) {
        const slots = await ask(server, (redis) => redis.cluster('SLOTS')).catch(() => []);
        const ranges = slots as [from: number, to: number, master: [host: string, port: number]][];
        const range = ranges.find(([from, to]) => from <= slot && slot <= to);
        const found = servers.find((one) => portOf(one) === range?.[2][1]);
        if (found) return found;
      }
      throw new Error('No server of the cluster says who has our slot');
    },
    url: `redis+cluster://${servers.map((one) => `127.0.0.1:${portOf(one)}`).join()}`,
    servers,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

export interface SentinelGroup extends RedisGroup {
  /** The server that takes commands at the moment, as the Sentinel says. */
  master(): Promise<RedisServer>;
  /** Ends the Sentinel at once, and starts it again with what it knew. */
  killSentinel(): Promise<void>;
  startSentinel(): void;
}

/** A master and a replica that a Sentinel watches; it gives a master up after half a second. */
export async function startRedisWithSentinel(): Promise<SentinelGroup> {
  const servers = await startServers(2, [
    '--databases',
    String(REDIS_GROUP_DATABASES),
    '--repl-diskless-sync-delay',
    '0',
  ]);
  const [master, replica] = servers;
  if (!master || !replica) throw new Error('There is no redis-server');
  await ask(replica, (redis) => redis.call('REPLICAOF', '127.0.0.1', portOf(master)));
  await poll(
    () => ask(replica, (redis) => redis.info('replication')),
    (info) => info.includes('master_link_status:up'),
  );
  const folder = await mkdtemp(join(tmpdir(), 'afterword-sentinel-'));
  const port = await freePort();
  const config = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor afterword 127.0.0.1 ${portOf(master)} 1`,
    'sentinel down-after-milliseconds afterword 500',
    'sentinel failover-timeout afterword 3000',
  ];
  await writeFile(join(folder, 'sentinel.conf'), `${config.join('\n')}\n`);
  const start = () => spawn('redis-server', [join(folder, 'sentinel.conf'), '--sentinel'], { stdio: 'ignore' });
  let child = start();
  const kill = async () => {
    const exited = once(child, 'exit');
    if (child.exitCode === null && child.kill('SIGKILL')) await exited;
  };
  const sentinel = { url: `redis://127.0.0.1:${port}` } as RedisServer;
  // It hears of replicas from the master.
  await poll(
    () => ask(sentinel, (redis) => redis.call('SENTINEL', 'REPLICAS', 'afterword')).catch(() => []),
    (replicas) => Array.isArray(replicas) && replicas.length === 1,
  );
  return {
    url: `redis+sentinel://127.0.0.1:${port}/afterword/0`,
    servers,
    master: async () => {
      const address = await ask(sentinel, (redis) => redis.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'afterword'));
      const found = servers.find((one) => String(portOf(one)) === (address as string[])[1]);
      if (!found) throw new Error('The Sentinel names a server of somebody else');
      return found;
    },
    killSentinel: kill,
    startSentinel: () => void (child = start()),
    stop: async () => {
      await kill();
      await Promise.all(servers.map((server) => server.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

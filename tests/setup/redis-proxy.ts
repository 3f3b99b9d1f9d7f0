import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface RedisProxy {
  url: string;
  /** What Redis says from now on, instead of `from`; both have the same length, since replies say theirs. Undefined: as it is. */
  replace(words?: { from: string; to: string }): void;
  stop(): Promise<void>;
}

/** Stands between a client and Redis, and lets Redis say what no Redis here would. */
export async function startRedisProxy(redisUrl: string): Promise<RedisProxy> {
  const { hostname, port } = new URL(redisUrl);
  const open = new Set<Socket>();
  let words: { from: string; to: string } | undefined;
  const server = createServer((client) => {
    const redis = connect(Number(port), hostname);
    const end = () => {
      client.destroy();
      redis.destroy();
    };
    for (const socket of [client, redis]) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        open.delete(socket);
        end();
      });
    }
    client.pipe(redis);
    redis.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      client.write(words ? Buffer.from(text.replaceAll(words.from, words.to), 'latin1') : bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    replace: (wanted) => {
      if (wanted && wanted.from.length !== wanted.to.length) throw new Error('Both must have the same length');
      words = wanted;
    },
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

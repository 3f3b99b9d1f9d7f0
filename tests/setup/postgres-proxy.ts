import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface PostgresProxy {
  /** The database's URL, by way of the proxy. */
  url: string;
  /** Ends all connections, and every new one, until it is told otherwise. */
  setAway(away: boolean): void;
  /** From here on PostgreSQL commits, and whoever asked never hears of it: the connection is gone. */
  loseCommits(): void;
  stop(): Promise<void>;
}

/** What PostgreSQL says once a transaction is committed (CommandComplete). */
const COMMITTED = Buffer.from('COMMIT\0');

/** Stands between a service and its database, for what no network promises: that an answer arrives. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const { port, hostname } = new URL(databaseUrl);
  const open = new Set<Socket>();
  let losing = false;
  let away = false;
  const server = createServer((client) => {
    if (away) return void client.destroy();
    const database = connect(Number(port), hostname);
    const end = () => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        open.delete(socket);
        end();
      });
    }
    client.pipe(database);
    database.on('data', (bytes: Buffer) => {
      if (!losing || !bytes.includes(COMMITTED)) return client.write(bytes);
      end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    setAway: (isAway) => {
      away = isAway;
      if (away) for (const socket of open) socket.destroy();
    },
    loseCommits: () => (losing = true),
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

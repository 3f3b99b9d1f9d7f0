import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface PostgresProxy {
  /** The database's URL, by way of the proxy. */
  url: string;
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
  const server = createServer((client) => {
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
    loseCommits: () => (losing = true),
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

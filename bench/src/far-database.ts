import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a database on which every byte takes a while, each way. */
export interface FarDatabase {
  url: string;
  close(): Promise<void>;
}

/** @param awayMs how long a byte takes in one direction. Milliseconds. */
export async function openFarDatabase(url: string, awayMs: number): Promise<FarDatabase> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from.setNoDelay(true));
    from.on('data', (bytes) => setTimeout(() => to.destroyed || to.write(bytes), awayMs));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      setTimeout(() => to.destroy(), awayMs);
    });
  };
  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    pass(client, database);
    pass(database, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = new URL(url);
  far.port = String((server.address() as AddressInfo).port);
  return {
    url: far.toString(),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

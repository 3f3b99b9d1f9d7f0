import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What the network does. Connections that were open while it was `silent` stay dead after that, as those to a machine that is gone do. */
export type Network =
  | { kind: 'open' }
  /** Ends all connections, and every new one. */
  | { kind: 'cut' }
  /** Every piece of data arrives so much later, in each direction. */
  | { kind: 'slow'; delayMs: number }
  /** Takes connections and data, and answers nothing. */
  | { kind: 'silent' };

/** A moment on the way: the next piece of data with this text. */
export interface Moment {
  /** What the connection began with, such as the name of the program. */
  from: string;
  text: string;
  /** Whether the data arrives all the same, or its connection ends before. */
  arrives: boolean;
}

export interface TcpProxy {
  port: number;
  /** How many connections came through since it began. */
  readonly connections: number;
  set(network: Network): void;
  /** Calls `act` at the next such moment, before the data goes on to the server. Once. */
  at(moment: Moment, act: () => void): void;
  /** Where new connections go from now on. */
  retarget(port: number): void;
  stop(): Promise<void>;
}

/** A network of a test's own: stands between a client and a server on this machine. */
export async function startTcpProxy(firstTarget: number): Promise<TcpProxy> {
  let targetPort = firstTarget;
  const open = new Set<Socket>();
  const dead = new WeakSet<Socket>();
  let network: Network = { kind: 'open' };
  let connections = 0;

  let awaited: (Moment & { act: () => void }) | null = null;

  const pass = (from: Socket, to: Socket) => {
    let sent = Promise.resolve();
    let beginning: Buffer | undefined;
    from.on('data', (bytes: Buffer) => {
      if (dead.has(from)) return;
      beginning ??= bytes;
      if (awaited && beginning.includes(awaited.from) && bytes.includes(awaited.text)) {
        const { act, arrives } = awaited;
        awaited = null;
        act();
        if (!arrives) return void to.destroy();
      }
      if (network.kind !== 'slow') return void (sent = sent.then(() => void to.write(bytes)));
      const arrives = new Promise((resolve) => setTimeout(resolve, network.kind === 'slow' ? network.delayMs : 0));
      sent = sent.then(() => arrives).then(() => void to.write(bytes));
    });
    from.on('end', () => void (sent = sent.then(() => void to.end())));
  };

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (network.kind === 'cut') return void client.destroy();
    connections += 1;
    const target = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      open.add(socket);
      if (network.kind === 'silent') dead.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        // Nobody hears of the end of a connection to a machine that says nothing.
        if (!dead.has(socket)) other.destroy();
      });
      pass(socket, other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    set: (wanted) => {
      network = wanted;
      if (wanted.kind === 'cut') for (const socket of open) socket.destroy();
      if (wanted.kind === 'silent') for (const socket of open) dead.add(socket);
    },
    at: (moment, act) => (awaited = { ...moment, act }),
    retarget: (port) => (targetPort = port),
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

import { isIP, Socket } from 'node:net';
import { type DatabaseServer, findPrimary } from './primary';

/** Connections of this process that nobody else ends when their server is left, by its name. */
const unattended = new Map<string, Set<PrimarySocket>>();

/** Ends those that lead to a server, for others to be made in their place. */
export function leaveUnattended(server: string, isOld: (socket: PrimarySocket) => boolean): void {
  for (const socket of unattended.get(server) ?? [])
    if (isOld(socket)) socket.destroy(Object.assign(new Error('The server is left'), { code: 'ECONNRESET' }));
}

/** A connection to the one of several servers that takes changes, found when it connects. What it is told to connect to does not matter. */
export class PrimarySocket extends Socket {
  /** Null until it is found. */
  server: DatabaseServer | null = null;
  /** Whoever has it ends it when its server is left: others that only listen would never hear that it was. */
  isAttended = false;
  /** Milliseconds of `performance.now`. */
  connectedAt = 0;

  /** @param tls what the driver will give to TLS, which is to check the certificate for the server that was found */
  constructor(
    private readonly servers: readonly DatabaseServer[],
    private readonly tls: unknown,
  ) {
    super();
  }

  override connect(): this {
    findPrimary(this.servers).then(
      (server) => {
        // Whoever waited for it may have given up.
        if (this.destroyed) return;
        this.server = server;
        const { host, port } = server;
        if (typeof this.tls === 'object' && this.tls !== null)
          Object.assign(this.tls, { host, ...(isIP(host) === 0 && { servername: host }) });
        this.once('connect', () => this.connected(`${host}:${port}`));
        super.connect({ host, port });
      },
      (error: unknown) => this.destroy(error as Error),
    );
    return this;
  }

  private connected(server: string): void {
    this.connectedAt = performance.now();
    if (this.isAttended) return;
    const sockets = unattended.get(server) ?? new Set();
    unattended.set(server, sockets.add(this));
    this.once('close', () => {
      sockets.delete(this);
      if (sockets.size === 0 && unattended.get(server) === sockets) unattended.delete(server);
    });
  }
}

import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Client, type ClientConfig, type DatabaseError } from 'pg';
import { activeSessions } from './active-sessions';
import { leaveUnattended, PrimarySocket } from './primary-socket';
import type { Shortages } from './shortages';

/** A statement without a word from PostgreSQL for this long is asked after. Milliseconds. */
const SILENT_MS = 10_000;

export interface ResilientConfig extends ClientConfig {
  /** Another time than that, for specs. Milliseconds. */
  silentMs?: number;
  /** Told of every error that PostgreSQL answers. */
  shortages?: Shortages;
}

/**
 * PostgreSQL takes no changes here (any more), shuts down, has crashed or is starting, or the pooler before it has lost it: what other connections lead to the
 * same server are as good as that one.
 */
const LEFT = /^(25006|57P0[123]|08\w{3})$/;

const IN_FAILED_TRANSACTION = '25P02';

/** A connection that is newer does not lead there by chance: a database can be read-only for good. Milliseconds. */
const NEW_MS = 1_000;

/** The connections of this process, by their server. */
const connected = new Map<string, Set<ResilientClient>>();

/** What the driver (8.23) does not give types for. A spec fails where it is no longer so. */
interface Internals {
  connection: EventEmitter & { stream: Socket };
  /** `I` outside a transaction. */
  _txStatus: string | null;
  /** The statement whose answer is awaited, and those that were sent behind it. */
  _activeQuery: unknown;
  _sentQueryQueue: readonly unknown[];
}

/**
 * A connection whose loss fails what runs on it, and nothing else. Between two statements of whoever holds it, nobody
 * listens for its `error`, and Node ends a process for an `error` that nobody hears; the next statement fails anyway.
 *
 * A connection can be lost without a word: its machine is gone, or something between has forgotten it. Whoever waits for an answer then
 * would wait for ever. So PostgreSQL is asked whether it still runs the statement of a connection that has been silent (decision
 * record 0092). Where one is given up, all others to that server go that have heard nothing in the same time: they are as dead, and whoever uses
 * them next would wait for as long again, one after the other.
 *
 * When a server says that it takes no changes, or ends, all connections to it end, each as soon as no transaction runs on it: the next
 * ones may lead to the server that has taken its place (decision record 0096).
 */
export class ResilientClient extends Client {
  /** From the server's greeting; a pooler makes one up. The driver's types leave it out. */
  declare readonly processID: number;
  private ownsSession = true;
  private isHeld = false;
  private leaves = false;
  private failure: Error | null = null;
  private connectedAt = 0;
  /** When anything came from the server last. */
  private heardAt = 0;
  private readonly socket: Socket;

  constructor(config?: string | ResilientConfig) {
    super(config);
    this.socket = this.internals.connection.stream;
    if (this.socket instanceof PrimarySocket) this.socket.isAttended = true;
    this.on('error', () => undefined);
    this.once('connect', () => {
      this.connectedAt = performance.now();
      this.watch(typeof config === 'string' ? { connectionString: config } : (config ?? {}));
      this.listenForLeaving();
    });
    const shortages = typeof config === 'string' ? undefined : config?.shortages;
    if (shortages) this.internals.connection.on('errorMessage', ({ code }: DatabaseError) => shortages.note(code));
  }

  private get internals(): Internals {
    return this as unknown as Internals;
  }

  /** Whether what one statement leaves in the session, such as a prepared statement, is there for the next. */
  get keepsSession(): boolean {
    return this.ownsSession;
  }

  /** A pooler may hand each statement to another session, which is somebody else's before and after. */
  leaveNothingBehind(): void {
    this.ownsSession = false;
  }

  /** What a transaction failed with, of whose statements one was refused only because another one before it had failed. */
  causeOf(error: unknown): unknown {
    return (error as { code?: unknown } | null)?.code === IN_FAILED_TRANSACTION ? (this.failure ?? error) : error;
  }

  /** Somebody relies on the session, such as on a temporary table: it ends only with its server. */
  hold(): void {
    this.isHeld = true;
  }

  /** Ends all connections to the server of this one. */
  leaveServer(): void {
    const { server } = this;
    for (const client of connected.get(server) ?? []) client.leave();
    leaveUnattended(server, ({ connectedAt }) => performance.now() - connectedAt > NEW_MS);
  }

  private get server(): string {
    const { host, port } = (this.socket instanceof PrimarySocket && this.socket.server) || this;
    return `${host}:${port}`;
  }

  private listenForLeaving(): void {
    const { server } = this;
    const clients = connected.get(server) ?? new Set();
    connected.set(server, clients.add(this));
    this.once('end', () => {
      clients.delete(this);
      if (clients.size === 0 && connected.get(server) === clients) connected.delete(server);
    });
    const { connection } = this.internals;
    connection.on('errorMessage', (error: Error & { code?: string }) => {
      const { code = '' } = error;
      if (code !== IN_FAILED_TRANSACTION) this.failure = error;
      if (LEFT.test(code)) this.leaveServer();
    });
    // The driver has handled it before us, and given whoever waited their answer.
    connection.on('readyForQuery', () => this.leaves && this.leaveIfIdle());
  }

  private leave(): void {
    if (this.isHeld || performance.now() - this.connectedAt < NEW_MS) return;
    this.leaves = true;
    this.leaveIfIdle();
  }

  private leaveIfIdle(): void {
    if (this.isWaiting() || this.internals._txStatus !== 'I') return;
    this.internals.connection.stream.destroy(
      Object.assign(new Error('The connection to PostgreSQL is left'), { code: 'ECONNRESET' }),
    );
  }

  private watch({ silentMs = SILENT_MS, ...config }: ResilientConfig): void {
    const { stream } = this.internals.connection;
    const listen = () => stream.setTimeout(silentMs);
    const heard = () => (this.heardAt = performance.now());
    heard();
    stream.on('data', heard);
    stream.on('timeout', () => {
      if (!this.isWaiting()) return listen();
      this.isRunning(config, silentMs).then((isRunning) => {
        // What came meanwhile was an answer.
        if (isRunning || !this.isWaiting()) return listen();
        stream.destroy(Object.assign(new Error('The connection to PostgreSQL is silent'), { code: 'ETIMEDOUT' }));
        for (const client of connected.get(this.server) ?? [])
          if (client !== this && client.heardAt < performance.now() - silentMs) client.leave();
      }, listen);
    });
    listen();
  }

  private isWaiting(): boolean {
    const { _activeQuery, _sentQueryQueue } = this.internals;
    return Boolean(_activeQuery) || _sentQueryQueue.length > 0;
  }

  /**
   * Whether PostgreSQL runs a statement for this connection. A pooler does not say in which session: it may be any that has been at it for so long.
   */
  private async isRunning(config: ClientConfig, silentMs: number): Promise<boolean> {
    try {
      const active = await activeSessions(
        (this.socket instanceof PrimarySocket && this.socket.server?.config) || config,
      );
      if (this.ownsSession) return active.has(this.processID);
      // Less than the whole time: it may have been on its way for a part of it.
      return [...active.values()].some((ms) => ms >= silentMs / 2);
    } catch {
      return false;
    }
  }
}

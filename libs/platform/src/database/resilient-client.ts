import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Client, type ClientConfig, type DatabaseError } from 'pg';
import { activeSessions } from './active-sessions';
import type { Shortages } from './shortages';

/** A statement without a word from PostgreSQL for this long is asked after. Milliseconds. */
const SILENT_MS = 10_000;

export interface ResilientConfig extends ClientConfig {
  /** Another time than that, for specs. Milliseconds. */
  silentMs?: number;
  /** Told of every error that PostgreSQL answers. */
  shortages?: Shortages;
}

/** What the driver (8.23) does not give types for. A spec fails where it is no longer so. */
interface Internals {
  connection: EventEmitter & { stream: Socket };
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
 * record 0092).
 */
export class ResilientClient extends Client {
  /** From the server's greeting; a pooler makes one up. The driver's types leave it out. */
  declare readonly processID: number;
  private ownsSession = true;

  constructor(config?: string | ResilientConfig) {
    super(config);
    this.on('error', () => undefined);
    this.once('connect', () => this.watch(typeof config === 'string' ? { connectionString: config } : (config ?? {})));
    const shortages = typeof config === 'string' ? undefined : config?.shortages;
    if (shortages) this.internals.connection.on('errorMessage', ({ code }: DatabaseError) => shortages.note(code));
  }

  /** Whether what one statement leaves in the session, such as a prepared statement, is there for the next. */
  get keepsSession(): boolean {
    return this.ownsSession;
  }

  /** A pooler may hand each statement to another session, which is somebody else's before and after. */
  leaveNothingBehind(): void {
    this.ownsSession = false;
  }

  private watch({ silentMs = SILENT_MS, ...config }: ResilientConfig): void {
    const { stream } = this.internals.connection;
    const listen = () => stream.setTimeout(silentMs);
    stream.on('timeout', () => {
      if (!this.isWaiting()) return listen();
      this.isRunning(config).then((isRunning) => {
        // What came meanwhile was an answer.
        if (isRunning || !this.isWaiting()) listen();
        else stream.destroy(Object.assign(new Error('The connection to PostgreSQL is silent'), { code: 'ETIMEDOUT' }));
      }, listen);
    });
    listen();
  }

  private get internals(): Internals {
    return this as unknown as Internals;
  }

  private isWaiting(): boolean {
    const { _activeQuery, _sentQueryQueue } = this.internals;
    return Boolean(_activeQuery) || _sentQueryQueue.length > 0;
  }

  /** Whether PostgreSQL runs a statement for this connection. What is behind a pooler cannot be told, as long as that answers. */
  private async isRunning(config: ClientConfig): Promise<boolean> {
    try {
      const active = await activeSessions(config);
      return !this.ownsSession || active.has(this.processID);
    } catch {
      return false;
    }
  }
}

import { PostgresConnection, type PostgresPoolConfig } from 'bullmq';
import { ResilientClient } from '../database/resilient-client';
import { PatientPool } from './patient-pool';

type PgPool = PostgresConnection['pool'];

/** What BullMQ does not give types for. A spec fails where it is no longer so. */
interface Internals {
  pgModule: { Client: typeof ResilientClient };
}

interface Shared {
  connection: PostgresConnection;
  pool: PatientPool;
  /** Queues and workers that have not closed it. */
  users: number;
}

/**
 * The connections that all queues and workers of a process use: a pool for statements, and one that listens for words of jobs. BullMQ gives
 * each queue and worker a pool of its own, and each worker a connection that listens (decision record 0131).
 */
export class SharedConnections {
  private current: Shared | null = null;

  constructor(private readonly options: PostgresPoolConfig) {}

  /** For one queue or worker. The last one that is closed ends them. */
  open(): PostgresConnection {
    this.current ??= this.connect();
    const shared = this.current;
    shared.users += 1;
    return new ConnectionShare(shared, () => this.leave(shared));
  }

  private connect(): Shared {
    const connection = new PostgresConnection(this.options);
    // BullMQ's (6.7) connection that waits for word of jobs is a plain client of the driver: it is listened to only once it is connected, and a
    // server that ends with its greeting ended the process; nor does it notice that it is dead. Ours does both.
    (connection as unknown as Internals).pgModule = { Client: ResilientClient };
    // Two listeners for each queue and worker.
    connection.setMaxListeners(0);
    const shared = { connection, pool: new PatientPool(connection.pool), users: 0 };
    // A first connection that was refused is refused for good (BullMQ 6.7); the next one to open gets others.
    connection.waitUntilReady().catch(() => this.forget(shared));
    return shared;
  }

  private async leave(shared: Shared): Promise<void> {
    shared.users -= 1;
    if (shared.users > 0) return;
    this.forget(shared);
    await shared.connection.close();
  }

  private forget(shared: Shared): void {
    if (this.current === shared) this.current = null;
  }
}

/** What one queue or worker has of them. It is told what happens to them for as long as it is open. */
class ConnectionShare extends PostgresConnection {
  private readiness: Promise<void> | undefined;
  private left: Promise<void> | undefined;
  private readonly onError = (error: Error): void =>
    void (this.listenerCount('error') > 0 && this.emit('error', error));
  private readonly onLoss = (): void => void this.emit('listenerinvalidated');

  private readonly shared: PostgresConnection;

  constructor(
    { connection: shared, pool }: Shared,
    private readonly leave: () => Promise<void>,
  ) {
    super(statementsOf(pool));
    this.shared = shared;
    shared.on('error', this.onError);
    shared.on('listenerinvalidated', this.onLoss);
  }

  override waitUntilReady(): Promise<void> {
    this.readiness ??= this.shared.waitUntilReady().then(() => void setImmediate(() => this.emit('ready')));
    return this.readiness;
  }

  override getListenClient(): ReturnType<PostgresConnection['getListenClient']> {
    return this.shared.getListenClient();
  }

  override get hasListenClientKeepAlive(): boolean {
    return this.shared.hasListenClientKeepAlive;
  }

  override get isClosing(): Promise<void> | undefined {
    return this.left;
  }

  override close(): Promise<void> {
    this.left ??= this.end();
    return this.left;
  }

  private async end(): Promise<void> {
    this.shared.off('error', this.onError);
    this.shared.off('listenerinvalidated', this.onLoss);
    await this.leave();
    this.emit('close');
  }
}

/** The pool without its events, which the shared connection passes on. */
function statementsOf({ query, connect }: PatientPool): PgPool {
  const statements: PgPool = {
    query,
    connect,
    end: () => Promise.resolve(),
    on: () => statements,
    removeAllListeners: () => statements,
  };
  return statements;
}

import type { PostgresConnection } from 'bullmq';

type PgPool = PostgresConnection['pool'];
type PgClient = Awaited<ReturnType<PgPool['connect']>>;

/** What BullMQ's types leave out of the driver's pool. */
interface Counted {
  readonly totalCount: number;
  readonly options: { readonly max: number };
  on(event: 'release', listener: (error: unknown, client: PgClient) => void): unknown;
}

/** How long a statement waits for one of the connections that there are before another one is opened. Milliseconds. */
const PATIENCE_MS = 25;

/**
 * A pool that grows only where it has to. The driver's opens a connection whenever all are in use, so at rest the looks of all workers, which
 * come at the same moment and take a millisecond each, kept a connection for each worker (decision record 0139).
 */
export class PatientPool {
  private inUse = 0;
  private readonly waiting = new Set<() => void>();
  private readonly held = new WeakSet<PgClient>();
  private readonly counted: Counted;

  /** @param patienceMs another one for specs */
  constructor(
    private readonly pool: PgPool,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.counted = pool as unknown as Counted;
    this.counted.on('release', (_error, client) => {
      if (this.held.delete(client)) this.leave();
    });
  }

  readonly query: PgPool['query'] = async <Row>(text: string, parameters?: readonly unknown[]) => {
    await this.enter();
    try {
      return await this.pool.query<Row>(text, parameters);
    } finally {
      this.leave();
    }
  };

  readonly connect = async (): Promise<PgClient> => {
    await this.enter();
    try {
      const client = await this.pool.connect();
      this.held.add(client);
      return client;
    } catch (error) {
      this.leave();
      throw error;
    }
  };

  private enter(): Promise<void> | undefined {
    const { totalCount, options } = this.counted;
    const isFree = this.inUse < Math.max(1, totalCount);
    if (isFree || totalCount >= options.max) {
      this.inUse += 1;
      return undefined;
    }
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.waiting.delete(go);
        this.inUse += 1;
        resolve();
      };
      const timer = setTimeout(go, this.patienceMs);
      this.waiting.add(go);
    });
  }

  private leave(): void {
    this.inUse -= 1;
    const [next] = this.waiting;
    next?.();
  }
}

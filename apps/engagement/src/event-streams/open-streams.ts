import { LIMITS } from '@afterword/contracts';
import { DomainError, type gauge } from '@afterword/platform';
import { EventStream } from './event-stream';

const HEARTBEAT_MS = 25_000;

export interface OpenStreamsOptions {
  count: ReturnType<typeof gauge>;
  /** Whether a client can have `LIMITS.eventStreamsPerAddress` at most. */
  limited: boolean;
}

/** The event streams of one kind that are open in this process: counted by client, and kept alive until they are closed. */
export class OpenStreams {
  private readonly streams = new Set<EventStream>();
  private readonly clients = new Map<string, number>();
  private heartbeats: NodeJS.Timeout | undefined;
  private isEnding = false;

  constructor(private readonly options: OpenStreamsOptions) {}

  /**
   * Counted from now on until it closes, so that many that are opened at once count too.
   * @throws DomainError `rate-limited` when the client has too many streams open
   */
  open(client: string): EventStream {
    const { count, limited } = this.options;
    const ofClient = this.clients.get(client) ?? 0;
    if (limited && ofClient >= LIMITS.eventStreamsPerAddress)
      throw new DomainError('rate-limited', { headers: { 'retry-after': '30' } });
    const stream = new EventStream();
    this.clients.set(client, ofClient + 1);
    this.streams.add(stream);
    count.inc();
    stream.once('close', () => this.forget(stream, client));
    if (this.isEnding) stream.close();
    else
      this.heartbeats ??= setInterval(() => {
        for (const one of this.streams) one.heartbeat();
      }, HEARTBEAT_MS);
    return stream;
  }

  /** Ends all streams, and those that are opened from now on: a process that stops waits for its answers. */
  end(): void {
    this.isEnding = true;
    clearInterval(this.heartbeats);
    for (const stream of this.streams) stream.close();
  }

  private forget(stream: EventStream, client: string): void {
    const left = (this.clients.get(client) ?? 1) - 1;
    if (left > 0) this.clients.set(client, left);
    else this.clients.delete(client);
    this.streams.delete(stream);
    this.options.count.dec();
    if (this.streams.size > 0) return;
    clearInterval(this.heartbeats);
    this.heartbeats = undefined;
  }
}

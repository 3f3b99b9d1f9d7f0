import { Readable } from 'node:stream';

/** A client that does not read is cut off when this much is waiting for it; it comes back and resumes. Bytes. */
export const MAX_WAITING = 64 * 1024;

/** One client's `text/event-stream`. */
export class EventStream extends Readable {
  private isClosed = false;

  constructor() {
    super({ highWaterMark: MAX_WAITING });
    // The first bytes tell the client that it is connected, and how soon to come back when it is not. Milliseconds.
    this.push('retry: 2000\n\n');
  }

  override _read(): void {
    // What there is to say is pushed when it happens.
  }

  event(event: { name: string; id: string; data: unknown }): void {
    this.write(`id: ${event.id}\nevent: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`);
  }

  /** Keeps proxies from taking a quiet stream for a dead one. */
  heartbeat(): void {
    this.write(': still here\n\n');
  }

  /** Ends it; what is told from then on is dropped. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.push(null);
  }

  private write(text: string): void {
    if (this.destroyed || this.isClosed) return;
    if (this.readableLength > MAX_WAITING) this.destroy();
    else this.push(text);
  }
}

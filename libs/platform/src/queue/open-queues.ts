import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { LogLimiter, reasonOf } from '../logging/log-limiter';
import { QueueBackend } from './queue-backend';

/** Closes every queue and worker that the process opened, after the loops that use them have stopped. */
@Injectable()
export class OpenQueues implements OnApplicationShutdown {
  constructor(@Inject(QueueBackend) private readonly backend: QueueBackend) {}

  private readonly open: { close(): Promise<void> }[] = [];
  private readonly logger = new Logger('Queue');
  private readonly limiter = new LogLimiter();

  track<T extends { close(): Promise<void>; on(event: 'error', listener: (error: Error) => void): unknown }>(
    opened: T,
  ): T {
    // Without a listener an `error` event would end the process; BullMQ reconnects by itself.
    opened.on('error', (error) => {
      const reason = reasonOf(error);
      this.limiter.run(reason, (fields) => this.logger.warn(fields, `The queue is not reachable: ${reason}`));
    });
    this.open.push(opened);
    return opened;
  }

  /** Closes one that can no longer be used. */
  async discard(opened: { close(): Promise<void> }): Promise<void> {
    this.open.splice(this.open.indexOf(opened), 1);
    await opened.close().catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.open.splice(0).map((opened) => opened.close().catch(() => undefined)));
    await this.backend.close();
  }
}

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type ServiceConfig } from '../config/config';
import { settledWithin } from '../lifecycle/settled-within';
import { LogLimiter, reasonOf } from '../logging/log-limiter';
import { type MessageRelay, QueueBackend } from './queue-backend';

/** Pause between two messages while other processes may listen, and while none does. Milliseconds. */
const PAUSE_MS = 20;
const PAUSE_ALONE_MS = 250;

/** Words of one message. When there are more, the message says that anything may have changed. */
const MAX_WORDS = 500;

/** After a failed first connection. Milliseconds. */
const RETRY_MS = 1_000;

/** A server that does not answer must not hold up the end of the process. Milliseconds. */
const CLOSE_MS = 3_000;

const MessageSchema = z.object({ from: z.string(), words: z.array(z.string()).nullable() });

export interface BroadcastListener {
  /** Words that other processes sent. */
  heard: (words: readonly string[]) => void;
  /** Words may have been missed: treat everything that depends on them as out of date. */
  missed: () => void;
}

/**
 * Sends short words between the processes of one service, by the queue's server. The first is sent at once, those that come meanwhile
 * in one message. A word may be lost while the relay's server or a process restarts, so use it only to learn sooner what is
 * found out later anyway.
 */
@Injectable()
export class Broadcast implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Broadcast');
  private readonly limiter = new LogLimiter();
  private readonly self = randomUUID();
  private readonly topic: string;
  private readonly listeners: BroadcastListener[] = [];
  private readonly words = new Set<string>();
  private relay: MessageRelay | null = null;
  private sending = false;
  private closed = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    @Inject(QueueBackend) private readonly backend: QueueBackend,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    this.topic = `processes.${config.service}`;
  }

  listen(listener: BroadcastListener): void {
    this.listeners.push(listener);
  }

  /** Cheap enough for every write. Never throws; delivery is not guaranteed. */
  say(words: Iterable<string>): void {
    if (!this.relay) return;
    if (this.words.size <= MAX_WORDS) for (const word of words) this.words.add(word);
    if (!this.sending) void this.send(this.relay);
  }

  onApplicationBootstrap(): void {
    if (this.listeners.length > 0) void this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    if (this.relay) await settledWithin(CLOSE_MS, this.relay.close());
  }

  /** A relay whose first connection failed is replaced; later outages it survives by itself. */
  private async connect(): Promise<void> {
    let relay: MessageRelay | undefined;
    try {
      await this.backend.usable();
      if (this.closed) return;
      relay = this.backend.createRelay(this.config.service);
      this.relay = relay;
      relay.on('error', (error) => this.failed(error));
      // Words sent before the reconnect were missed.
      relay.on('recovered', () => this.missed());
      await relay.waitUntilReady();
      await relay.subscribe(this.topic, ({ data }) => this.received(data));
      this.missed();
    } catch (error) {
      if (this.closed) return;
      this.failed(error instanceof Error ? error : new Error(String(error)));
      await relay?.close().catch(() => undefined);
      this.retry = setTimeout(() => {
        if (!this.closed) void this.connect();
      }, RETRY_MS);
    }
  }

  /** Sends one message after the other until no words are left. */
  private async send(relay: MessageRelay): Promise<void> {
    this.sending = true;
    try {
      while (this.words.size > 0 && !this.closed) {
        const words = this.words.size > MAX_WORDS ? null : [...this.words];
        this.words.clear();
        const { nodes } = await relay.publish(this.topic, { from: this.self, words });
        await pause(nodes === 1 ? PAUSE_ALONE_MS : PAUSE_MS, undefined, { ref: false });
      }
    } catch (error) {
      this.failed(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.sending = false;
    }
  }

  private received(data: unknown): void {
    const { success, data: message } = MessageSchema.safeParse(data);
    // A newer version's message: something has changed, in words that this version does not know.
    if (!success) return this.missed();
    if (message.from === this.self) return;
    if (message.words === null) return this.missed();
    for (const { heard } of this.listeners) heard(message.words);
  }

  private missed(): void {
    for (const { missed } of this.listeners) missed();
  }

  private failed(error: Error): void {
    this.missed();
    if (this.closed) return;
    const reason = reasonOf(error);
    this.limiter.run(reason, (fields) => this.logger.warn(fields, `Other processes are not reachable: ${reason}`));
  }
}

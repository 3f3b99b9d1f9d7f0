import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type ServiceConfig } from '../config/config';
import { type LinkRelay, QueueBackend } from './queue-backend';

/** Pause between two messages where other processes listen, and where nobody does so far. Milliseconds. */
const PAUSE_MS = 20;
const PAUSE_ALONE_MS = 250;

/** Words of one message. When more has gathered, the others are told that anything may have changed. */
const MAX_WORDS = 500;

/** After a failed first connection. Milliseconds. */
const RETRY_MS = 500;

const MessageSchema = z.object({ from: z.string(), words: z.array(z.string()).nullable() });

export interface BroadcastListener {
  /** Words that other processes said. */
  heard: (words: readonly string[]) => void;
  /** Words may have been missed: whatever depends on them is to be taken as out of date. */
  missed: () => void;
}

/**
 * What the processes of one service tell each other, by BullMQ's `Relay`: short words, gathered into one message at a time,
 * the first at once. A word may be lost while the relay's server or a process restarts, so nothing may depend on it that is
 * not found out otherwise, later.
 */
@Injectable()
export class Broadcast implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Broadcast');
  private readonly self = randomUUID();
  private readonly topic: string;
  private readonly listeners: BroadcastListener[] = [];
  private readonly words = new Set<string>();
  private relay: LinkRelay | null = null;
  private sending = false;
  private closed = false;
  private lastFailure = '';
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

  /** Cheap enough for every write. Does not fail, and promises nothing. */
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
    // One that is closed while it connects to PostgreSQL would leave its connection open (BullMQ 6.7).
    if (this.backend.kind === 'postgres') await this.relay?.waitUntilReady().catch(() => undefined);
    await this.relay?.close().catch(() => undefined);
  }

  /** A relay whose first connection failed is replaced; later outages it survives by itself. */
  private async connect(): Promise<void> {
    const relay = this.backend.createRelay(this.config.service);
    this.relay = relay;
    relay.on('error', (error) => this.failed(error));
    // Registered anew: what was said meanwhile went past us.
    relay.on('recovered', () => this.missed());
    try {
      await relay.waitUntilReady();
      await relay.subscribe(this.topic, ({ data }) => this.received(data));
      this.missed();
    } catch (error) {
      if (this.closed) return;
      this.failed(error instanceof Error ? error : new Error(String(error)));
      await relay.close().catch(() => undefined);
      this.retry = setTimeout(() => {
        if (!this.closed) void this.connect();
      }, RETRY_MS);
    }
  }

  /** One message after the other until nothing is left to say. */
  private async send(relay: LinkRelay): Promise<void> {
    this.sending = true;
    try {
      while (this.words.size > 0 && !this.closed) {
        const words = this.words.size > MAX_WORDS ? null : [...this.words];
        this.words.clear();
        const { nodes } = await relay.publish(this.topic, { from: this.self, words });
        await pause(nodes > 1 ? PAUSE_MS : PAUSE_ALONE_MS, undefined, { ref: false });
      }
    } catch (error) {
      this.failed(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.sending = false;
    }
  }

  private received(data: unknown): void {
    const { success, data: message } = MessageSchema.safeParse(data);
    // A newer version's message says that something is new, in words that are not known here.
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
    const reason = error.message || error.name;
    if (reason !== this.lastFailure && !this.closed) this.logger.warn(`Other processes are not reachable: ${reason}`);
    this.lastFailure = reason;
  }
}

import { EventEmitter } from 'node:events';
import type { ClientConfig, Notification } from 'pg';
import { ResilientClient } from '../database/resilient-client';
import { COMMIT_WITHOUT_WAITING, SEND_PIECES } from './postgres-relay.sql';
import type { MessageRelay } from './queue-backend';

/** PostgreSQL takes 7,999 bytes in a notification, of which a few are for the numbers before the text. Bytes. */
const PIECE_BYTES = 7_900;

/** Between two tries to connect again. Milliseconds. */
const RETRY_MS = 1_000;

/**
 * For hours nothing may be sent, so PostgreSQL is asked whether it is there: the client gives up a connection that does not answer.
 * Milliseconds.
 */
const PING_MS = 10_000;

type Listener = (message: { data: unknown }) => void;

/**
 * Messages between processes by PostgreSQL's `LISTEN` and `NOTIFY`, on one connection (decision record 0116). They are not stored: who is
 * not connected misses what is sent, and is told so (`recovered`) when it is connected again. A process does not hear itself.
 */
export class PostgresRelay extends EventEmitter implements MessageRelay {
  private readonly topics = new Map<string, Listener>();
  /** The first pieces of a message, by the session that sends it. */
  private readonly pieces = new Map<number, string[]>();
  private readonly ready: Promise<void>;
  private connecting: Promise<void>;
  private client: ResilientClient | null = null;
  private closed = false;
  private retry: NodeJS.Timeout | undefined;
  private ping: NodeJS.Timeout | undefined;

  /** @param server where a connection keeps its session: no pooler */
  constructor(private readonly server: ClientConfig) {
    super();
    this.ready = this.connecting = this.connect();
    this.ready.catch(() => undefined);
  }

  /** @throws what the first connection failed with */
  waitUntilReady(): Promise<void> {
    return this.ready;
  }

  async subscribe(topic: string, listener: Listener): Promise<void> {
    this.topics.set(topic, listener);
    if (this.client) await listen(this.client, topic);
  }

  async publish(topic: string, data: unknown): Promise<{ nodes: null }> {
    await this.ready;
    if (!this.client) throw new Error('The connection to PostgreSQL is lost');
    await this.client.query({ name: 'send-pieces', text: SEND_PIECES, values: [topic, piecesOf(data)] });
    return { nodes: null };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    clearInterval(this.ping);
    await this.connecting.catch(() => undefined);
    await this.client?.end();
  }

  private async connect(): Promise<void> {
    const client = new ResilientClient(this.server);
    client.on('notification', (notification) => this.received(client, notification));
    try {
      await client.connect();
      await client.query(COMMIT_WITHOUT_WAITING);
      for (const topic of this.topics.keys()) await listen(client, topic);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    client.once('end', () => this.lost());
    this.ping = setInterval(() => void client.query('select').catch(() => undefined), PING_MS).unref();
  }

  private lost(): void {
    this.client = null;
    this.pieces.clear();
    clearInterval(this.ping);
    if (this.closed) return;
    this.emit('error', new Error('The connection to PostgreSQL is lost'));
    this.connectAgain();
  }

  private connectAgain(): void {
    this.retry = setTimeout(() => {
      this.connecting = this.connect();
      this.connecting.then(
        () => !this.closed && this.emit('recovered'),
        (error: unknown) => {
          if (this.closed) return;
          this.emit('error', error);
          this.connectAgain();
        },
      );
    }, RETRY_MS);
  }

  private received(client: ResilientClient, { channel, processId, payload = '' }: Notification): void {
    if (processId === client.processID) return;
    const [, number, count, text = ''] = /^(\d+)\/(\d+) ([^]*)$/.exec(payload) ?? [];
    const pieces = number === '1' ? [text] : [...(this.pieces.get(processId) ?? []), text];
    if (number !== count) return void this.pieces.set(processId, pieces);
    this.pieces.delete(processId);
    this.topics.get(channel)?.({ data: parsed(pieces.join('')) });
  }
}

const listen = (client: ResilientClient, topic: string) => client.query(`listen ${client.escapeIdentifier(topic)}`);

/** Numbered, as PostgreSQL sends what is alike once. In ASCII, where a character is a byte. */
function piecesOf(data: unknown): string[] {
  const text = JSON.stringify(data).replace(/[\u0080-\uffff]/g, escapeCharacter);
  const count = Math.max(1, Math.ceil(text.length / PIECE_BYTES));
  return Array.from(
    { length: count },
    (_, index) => `${index + 1}/${count} ${text.slice(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)}`,
  );
}

const escapeCharacter = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Undefined for what is none of ours: whoever listens takes it for a message that it does not understand. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

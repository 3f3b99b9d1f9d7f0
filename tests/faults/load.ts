import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Me } from '@afterword/contracts';
import { type Answer, createApi, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';

/** Long enough for a busy machine, short enough that a process that was stopped is noticed. The widget waits for 20 s. Milliseconds. */
const PATIENCE_MS = 3_000;
/** Between two tries of an operation, and between two operations: a load, not a storm. Milliseconds. */
const RETRY_MS = 100;
const BETWEEN_MS = 15;

const KINDS = ['like', 'comment', 'reward', 'share'] as const;
type Kind = (typeof KINDS)[number];

/** Something that a reader wanted, and what is known of it. */
export interface Operation {
  kind: Kind;
  reader: string;
  page: string;
  /** The Idempotency-Key of every try. */
  key: string;
  /** What a comment says, and nobody else's does. */
  text: string;
  /** Of a like: whether it shall count. */
  wanted: boolean;
  /** The id that it was acknowledged with; null where no answer arrived, or none that says so. */
  id: string | null;
  acknowledged: boolean;
  /** Tries without an answer: each may still be carried out, now or later. */
  unanswered: number;
}

export interface Reader {
  id: string;
  token: string;
}

/**
 * Readers who like, comment, reward and share, one operation after the other, and write down what they were told. Where no answer
 * comes, or one that says that the service cannot, they ask again with the same key, as the widget does.
 */
export class Load {
  readonly operations: Operation[] = [];
  /** Answers that nobody who behaves gets. */
  readonly refusals: string[] = [];
  /** What became of tries without an answer, or with one that says that the service cannot. */
  readonly failedTries: string[] = [];
  private missing = 0;
  private stopped = new AbortController();
  private running: Promise<void>[] = [];

  private constructor(
    private readonly url: string,
    private readonly pages: readonly string[],
    readonly readers: readonly Reader[],
  ) {}

  /** Readers sign in `at` the service itself, and then send their requests to `url`. */
  static async open(options: { url: string; at: string; pages: readonly string[]; readers: number }): Promise<Load> {
    const api = createApi(options.at);
    const readers = await Promise.all(
      Array.from({ length: options.readers }, async () => {
        const token = await api.guest('demo');
        const { body } = await api.call<Me>('GET', '/v1/me', { token });
        return { id: body.reader.id, token };
      }),
    );
    return new Load(options.url, options.pages, readers);
  }

  start(): void {
    // Each reader waits for its end, and some of their pauses do.
    setMaxListeners(this.readers.length * 2, this.stopped.signal);
    this.running = this.readers.map((reader, index) => this.act(reader, index));
  }

  /** Resolves when nobody asks any more. What had no answer by then stays unknown. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await Promise.all(this.running);
  }

  get acknowledged(): number {
    return this.operations.filter((operation) => operation.acknowledged).length;
  }

  /** Resolves when so many more are acknowledged than now. */
  async moreAcknowledged(count: number): Promise<void> {
    const before = this.acknowledged;
    await this.reach(() => this.acknowledged >= before + count, `${count} more acknowledged`);
  }

  /** Resolves when so many more tries had no answer, or one that says that the service cannot. */
  async moreMissing(count: number): Promise<void> {
    const before = this.missing;
    await this.reach(() => this.missing >= before + count, `${count} more without an answer`);
  }

  /** Resolves when each reader was told of something that they did after now. */
  async everybodyServed(): Promise<void> {
    const from = this.operations.length;
    const served = () => new Set(this.operations.slice(from).flatMap((one) => (one.acknowledged ? [one.reader] : [])));
    await this.reach(() => served().size === this.readers.length, 'everybody is served');
  }

  private async reach(isThere: () => boolean, what: string): Promise<void> {
    const state = () => ({
      what,
      isThere: isThere() || this.refusals.length > 0,
      acknowledged: this.acknowledged,
      missing: this.missing,
    });
    await poll(state, (now) => now.isThere, { withinMs: 90_000 });
    if (this.refusals.length > 0) throw new Error(`Readers were refused: ${this.refusals.join('; ')}`);
  }

  private async act(reader: Reader, index: number): Promise<void> {
    const { signal } = this.stopped;
    for (let turn = index; !signal.aborted; turn += 1) {
      const operation: Operation = {
        kind: KINDS[turn % KINDS.length]!,
        reader: reader.id,
        page: this.pages[Math.floor(turn / KINDS.length) % this.pages.length]!,
        key: randomUUID(),
        text: `Remark ${randomUUID()}`,
        wanted: Math.floor(turn / (KINDS.length * this.pages.length)) % 2 === 0,
        id: null,
        acknowledged: false,
        unanswered: 0,
      };
      this.operations.push(operation);
      await this.insist(operation, reader.token, signal);
      await pause(BETWEEN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async insist(operation: Operation, token: string, signal: AbortSignal): Promise<void> {
    do {
      const answer = await this.send(operation, token).catch((error: unknown) => {
        this.failedTries.push(`${operation.kind}: ${String((error as Error).cause ?? error)}`);
        return null;
      });
      if (answer && answer.status < 300) {
        operation.acknowledged = true;
        operation.id = answer.body.id ?? null;
        return;
      }
      // A service that cannot says so with 503; 500 is a fault of its own.
      if (answer && answer.status <= 500) {
        this.refusals.push(`${operation.kind}: ${answer.status} ${JSON.stringify(answer.body)}`);
        this.stopped.abort();
        return;
      }
      if (answer) this.failedTries.push(`${operation.kind}: ${answer.status} ${JSON.stringify(answer.body)}`);
      this.missing += 1;
      operation.unanswered += 1;
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
    } while (!signal.aborted);
  }

  private send(operation: Operation, token: string): Promise<Answer<{ id?: string }>> {
    const { kind, page, key, text, wanted } = operation;
    const api = createApi(this.url);
    const path = pagePath('demo', page);
    const options = { token, headers: { 'idempotency-key': key }, signal: AbortSignal.timeout(PATIENCE_MS) };
    if (kind === 'like')
      return api.call(wanted ? 'PUT' : 'DELETE', `${path}/reactions/like`, { token, signal: options.signal });
    if (kind === 'comment') return api.call('POST', `${path}/comments`, { ...options, body: { body: text } });
    if (kind === 'reward') return api.call('POST', `${path}/rewards`, { ...options, body: { amount: 1 } });
    return api.call('POST', `${path}/shares`, { ...options, body: { channel: 'copy' } });
  }
}

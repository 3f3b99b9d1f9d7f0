import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { poll } from '@afterword/testing/poll';
import type { ServiceName } from '@afterword/testing/services';

const PAGES = ['first', 'second', 'third'];
const READERS = 4;
/** As a reader waits for nothing for longer; a lock that is held for as long fails what waits for it. */
const PATIENCE_MS = 10_000;

export type Urls = Record<ServiceName, string>;

interface Answer {
  status: number;
  type: string;
  id: string;
}

/** Readers who read, like, comment, share and reward, each in a turn, at the versions that they are sent to. */
export class Readers {
  readonly faults: string[] = [];
  /** Ids of comments that were acknowledged. */
  readonly posted: string[] = [];
  private done = 0;
  private slowestMs = 0;
  private stopped = false;
  private acting: Promise<void>[] = [];

  constructor(private targets: readonly Urls[]) {}

  async start(): Promise<void> {
    const tokens: string[] = [];
    for (let reader = 0; reader < READERS; reader += 1) {
      const response = await fetch(`${this.target(0).engagement}/v1/sites/demo/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      tokens.push(((await response.json()) as { token: string }).token);
    }
    this.acting = tokens.map((token, index) => this.act(token, index));
  }

  /** As a load balancer does: requests that are under way end where they began. */
  sendTo(...targets: readonly Urls[]): void {
    this.targets = targets;
  }

  /** Resolves when so many more requests have been answered. @returns how long the slowest of them took */
  async more(count: number): Promise<number> {
    this.slowestMs = 0;
    const until = this.done + count;
    await poll(
      () => this.done,
      (done) => done >= until,
    );
    return this.slowestMs;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.acting);
  }

  private target(turn: number): Urls {
    const target = this.targets[turn % this.targets.length];
    if (!target) throw new Error('Readers have nowhere to go');
    return target;
  }

  private async act(token: string, index: number): Promise<void> {
    for (let turn = index; !this.stopped; turn += 1) {
      const page = `/v1/sites/demo/pages/${PAGES[turn % PAGES.length]}`;
      const acts: (() => Promise<void>)[] = [
        () => this.send(turn, 'GET', `${page}/comments`),
        () => this.send(turn, 'PUT', `${page}/reactions/like`, token),
        () => this.send(turn, 'POST', `${page}/comments`, token, { body: `A remark ${randomUUID()}` }),
        () => this.send(turn, 'POST', `${page}/shares`, token, { channel: 'copy' }),
        () => this.send(turn, 'POST', `${page}/rewards`, token, { amount: 1 }),
        () => this.send(turn, 'DELETE', `${page}/reactions/like`, token),
        () => this.send(turn, 'GET', '/v1/me', token),
        () => this.send(turn, 'GET', `/articles/${PAGES[turn % PAGES.length]}`),
      ];
      await acts[turn % acts.length]?.();
      await pause(5);
    }
  }

  private async send(turn: number, method: string, path: string, token?: string, body?: object): Promise<void> {
    const began = performance.now();
    // The next version after each round of acts, so that each act is done by each.
    const url = this.target(Math.floor(turn / 8))[path.startsWith('/articles') ? 'content' : 'engagement'] + path;
    try {
      const { status, type, id } = await ask(url, method, token, body);
      // The points of a guest are spent.
      if (status >= 400 && !type.endsWith(':insufficient-balance'))
        this.faults.push(`${method} ${path}: ${status} ${type}`);
      else if (method === 'POST' && path.endsWith('/comments')) this.posted.push(id);
    } catch (error) {
      this.faults.push(`${method} ${path}: ${String(error)}`);
    }
    this.done += 1;
    this.slowestMs = Math.max(this.slowestMs, performance.now() - began);
  }
}

async function ask(url: string, method: string, token?: string, body?: object): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  const { type = '', id = '' } = text.startsWith('{') ? (JSON.parse(text) as Partial<Answer>) : {};
  return { status: response.status, type, id };
}

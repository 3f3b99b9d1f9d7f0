import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Me, Page } from '@afterword/contracts';
import fc from 'fast-check';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { compareWithStored, groups } from './facts';
import { isLinearizable, lineOf, type MarkOperation, shortestOf } from './history';
import type { Operation, Reader } from './load';
import type { Stage } from './stage';

const PATIENCE_MS = 2_000;
const RETRY_MS = 50;
/** All clients are done by then, or something is stuck. Milliseconds. */
const WHOLE_MS = 90_000;

/** Clients of each reader, who has two windows open. */
const READERS = 2;
const WINDOWS = 2;
const PAGES = 2;

const ACTIONS = ['like', 'unlike', 'read', 'comment', 'reward', 'share'] as const;
export type Action = readonly [kind: (typeof ACTIONS)[number], page: number];

const FAULTS = [
  'kill api',
  'stop api',
  'kill worker',
  'cut readers',
  'cut database',
  'slow database',
  'crash database',
] as const;
type FaultName = (typeof FAULTS)[number];

/** What clients do, one list each, and what breaks when: after so many tries, for so many tries. */
export interface Plan {
  clients: Action[][];
  faults: { name: FaultName; after: number; lasts: number }[];
}

const clients = READERS * WINDOWS;
const action: fc.Arbitrary<Action> = fc.tuple(
  // Marks first: they have the most to get wrong.
  fc.constantFrom<Action[0]>('like', 'unlike', 'read', 'like', 'unlike', 'read', ...ACTIONS),
  fc.nat(PAGES - 1),
);

export const plans: fc.Arbitrary<Plan> = fc.record({
  clients: fc.array(fc.array(action, { minLength: 1, maxLength: 14, size: 'max' }), {
    minLength: clients,
    maxLength: clients,
  }),
  faults: fc.array(
    fc.record({ name: fc.constantFrom(...FAULTS), after: fc.nat(40), lasts: fc.integer({ min: 1, max: 8 }) }),
    { maxLength: 2, size: 'max' },
  ),
});

const STRIKES: Record<FaultName, { strike: (stage: Stage) => unknown; heal: (stage: Stage) => unknown }> = {
  'kill api': {
    strike: ({ services }) => services.end('engagement', 'SIGKILL', 'api'),
    heal: ({ services }) => services.startAgain('engagement', 'api'),
  },
  'stop api': {
    strike: ({ services }) => process.kill(services.pid('engagement'), 'SIGSTOP'),
    heal: ({ services }) => process.kill(services.pid('engagement'), 'SIGCONT'),
  },
  'kill worker': {
    strike: ({ services }) => services.end('engagement', 'SIGKILL', 'worker'),
    heal: ({ services }) => services.startAgain('engagement', 'worker'),
  },
  'cut readers': {
    strike: ({ network }) => network.readers.set({ kind: 'cut' }),
    heal: ({ network }) => network.readers.set({ kind: 'open' }),
  },
  'cut database': {
    strike: ({ network }) => network.database.set({ kind: 'cut' }),
    heal: ({ network }) => network.database.set({ kind: 'open' }),
  },
  'slow database': {
    strike: ({ network }) => network.database.set({ kind: 'slow', delayMs: 20 }),
    heal: ({ network }) => network.database.set({ kind: 'open' }),
  },
  'crash database': {
    strike: (stage) => stage.crashPostgres(),
    heal: (stage) => stage.startPostgres(),
  },
};

/**
 * Carries a plan out against the service at `url`, writes down what everybody asked and was told, and looks whether it can be true.
 * @returns what cannot, in lines for people; none where all is well
 */
export async function runHistory(stage: Stage, url: string, plan: Plan): Promise<string[]> {
  const history = await History.open(stage, url);
  await history.perform(plan);
  return history.problems();
}

class History {
  private readonly marks: MarkOperation[] = [];
  readonly operations: Operation[] = [];
  private readonly refusals: string[] = [];
  private turn = 0;
  private tries = 0;
  private done = false;

  private constructor(
    private readonly stage: Stage,
    private readonly url: string,
    readonly readers: readonly Reader[],
  ) {}

  static async open(stage: Stage, url: string): Promise<History> {
    const api = createApi(stage.services.url('engagement'));
    const open = async () => {
      const token = await api.guest('demo');
      return { token, id: expectStatus(200, await api.call<Me>('GET', '/v1/me', { token })).reader.id };
    };
    return new History(stage, url, await Promise.all(Array.from({ length: READERS }, open)));
  }

  async perform({ clients: lists, faults }: Plan): Promise<void> {
    const breaking = this.breakThings(faults);
    try {
      const until = AbortSignal.timeout(WHOLE_MS);
      await Promise.all(
        lists.map(async (actions, client) => {
          for (const one of actions) await this.act(client, one, until);
        }),
      );
    } finally {
      this.done = true;
      await breaking;
    }
    // What everybody sees in the end belongs to the history.
    await poll(
      async () => (await this.stage.services.health('engagement', 'api')).is,
      (is) => is === 'ready',
    );
    for (let page = 0; page < PAGES; page += 1)
      for (let client = 0; client < clients; client += WINDOWS)
        await this.act(client, ['read', page], AbortSignal.timeout(WHOLE_MS));
  }

  async problems(): Promise<string[]> {
    const registers = groups(this.marks, ({ register }) => register);
    const impossible = [...registers.values()].filter((operations) => !isLinearizable(operations));
    const { lost, twice, wrong } = await compareWithStored(this.stage, [this]);
    return [
      ...impossible.map((operations) => `impossible:\n${shortestOf(operations).map(lineOf).join('\n')}`),
      ...lost.map((what) => `lost: ${what}`),
      ...twice.map((what) => `twice: ${what}`),
      ...wrong.map((what) => `wrong: ${what}`),
      ...this.refusals.map((what) => `refused: ${what}`),
    ];
  }

  /** One fault after the other. Where all clients are done before its time comes, it does not come. */
  private async breakThings(faults: Plan['faults']): Promise<void> {
    for (const { name, after, lasts } of faults) {
      await this.reached(after);
      if (this.done) return;
      await STRIKES[name].strike(this.stage);
      await this.reached(this.tries + lasts);
      await STRIKES[name].heal(this.stage);
    }
  }

  private reached(tries: number): Promise<unknown> {
    return poll(
      () => this.done || this.tries >= tries,
      (is) => is,
      { withinMs: WHOLE_MS },
    );
  }

  private async act(client: number, [kind, page]: Action, until: AbortSignal): Promise<void> {
    if (kind === 'like' || kind === 'unlike' || kind === 'read') return this.mark(client, kind, page, until);
    const { id: reader, token } = this.reader(client);
    const key = randomUUID();
    const operation: Operation = {
      ...{ kind, reader, page: this.stage.pages[page]!, key, text: `Remark ${key}` },
      ...{ wanted: true, id: null, acknowledged: false, unanswered: 0 },
    };
    this.operations.push(operation);
    const path = `${pagePath('demo', operation.page)}/${kind}s`;
    const body = { comment: { body: operation.text }, reward: { amount: 1 }, share: { channel: 'copy' } }[kind];
    await this.insist(until, async (signal) => {
      operation.unanswered += 1;
      const headers = { 'idempotency-key': key };
      const answer = await createApi(this.url).call<{ id?: string }>('POST', path, { token, body, headers, signal });
      if (!this.isAnswer(kind, answer)) return false;
      operation.unanswered -= 1;
      operation.acknowledged = true;
      operation.id = answer.body.id ?? null;
      return true;
    });
  }

  /** Each try is an operation of its own: that of a try without an answer may come at any time. */
  private async mark(
    client: number,
    kind: 'like' | 'unlike' | 'read',
    page: number,
    until: AbortSignal,
  ): Promise<void> {
    const { token } = this.reader(client);
    const path = pagePath('demo', this.stage.pages[page]!);
    const register = `reader ${Math.floor(client / WINDOWS)}, page ${page}`;
    await this.insist(until, async (signal) => {
      const operation: MarkOperation = { client, register, invoked: (this.turn += 1) };
      if (kind !== 'read') operation.set = kind === 'like';
      this.marks.push(operation);
      const method = kind === 'read' ? 'GET' : kind === 'like' ? 'PUT' : 'DELETE';
      const to = kind === 'read' ? path : `${path}/reactions/like`;
      const answer = await createApi(this.url).call<Page>(method, to, { token, signal });
      if (!this.isAnswer(kind, answer)) return false;
      operation.answered = this.turn += 1;
      operation.seen = answer.body.viewer?.reactions.includes('like') === true;
      return true;
    });
  }

  private async insist(until: AbortSignal, attempt: (signal: AbortSignal) => Promise<boolean>): Promise<void> {
    while (!until.aborted) {
      this.tries += 1;
      if (await attempt(AbortSignal.timeout(PATIENCE_MS)).catch(() => false)) return;
      await pause(RETRY_MS);
    }
    throw new Error('A client was never answered');
  }

  /** What the service refuses, or fails at by its own fault, is written down and not asked again. */
  private isAnswer(kind: string, { status, body }: { status: number; body: unknown }): boolean {
    if (status > 500) return false;
    if (status >= 300) this.refusals.push(`${kind}: ${status} ${JSON.stringify(body)}`);
    return true;
  }

  private reader(client: number) {
    return this.readers[Math.floor(client / WINDOWS)]!;
  }
}

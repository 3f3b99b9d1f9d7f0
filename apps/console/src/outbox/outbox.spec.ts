import type { CreateDecision, Decision } from '@afterword/contracts';
import type { DecideEntry, UndoEntry } from './entry';
import { Outbox, type OutboxApi, type Outcome } from './outbox';
import { OutboxStore } from './outbox-store';

/** A device's storage, which outlives the page. */
class Device implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'> {
  private readonly items = new Map<string, string>();
  get length() {
    return this.items.size;
  }
  key = (index: number) => [...this.items.keys()][index] ?? null;
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, text: string) => void this.items.set(name, text);
  removeItem = (name: string) => void this.items.delete(name);
}

const about = { site: 'demo', title: 'Ada: Text', delta: { pending: -1, reported: 0, spam: 0 } };
const request: CreateDecision = { decision: 'publish', comments: ['c1'] };
const done: Outcome<Decision> = { kind: 'done', answer: { id: 'd1', results: [] } };
const away: Outcome<never> = { kind: 'failed', detail: 'Away', afterMs: null, waitsForSignIn: false };

/** An outbox whose service answers what the spec says, and whose time the spec moves. */
function start(device = new Device()) {
  const answers: Outcome<Decision>[] = [];
  const sent: (DecideEntry | UndoEntry)[] = [];
  const heard: string[] = [];
  let now = 1_000;
  let timer: { run: () => void; at: number } | null = null;
  let serial = 0;
  const api: OutboxApi = {
    decide: (entry) => {
      sent.push(entry);
      return Promise.resolve(answers.shift() ?? done);
    },
    undo: (entry) => {
      sent.push(entry);
      const answer = answers.shift();
      return Promise.resolve(answer && answer.kind !== 'done' ? answer : { kind: 'done', answer: null });
    },
  };
  const outbox = new Outbox(new OutboxStore(device), api, {
    now: () => (now += 1),
    later: (run, ms) => {
      timer = { run, at: now + ms };
      return () => (timer = null);
    },
    id: () => `e${(serial += 1)}`,
  });
  outbox.listen({
    decided: ({ id }) => heard.push(`decided ${id}`),
    undone: (entry) => heard.push(`undone ${entry.decisionId}`),
    refused: ({ id }, detail) => heard.push(`refused ${id}: ${detail}`),
    drained: () => heard.push('drained'),
  });
  /** Lets everything run that waits for nothing but promises. */
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  const pass = async () => {
    const due = timer;
    timer = null;
    if (!due) throw new Error('Nothing waits for its time');
    now = Math.max(now, due.at);
    due.run();
    await settle();
  };
  return { outbox, answers, sent, heard, settle, pass };
}

const keys = (sent: readonly { id: string }[]) => sent.map(({ id }) => id);

describe('the outbox', () => {
  it('sends what is decided in turn, and forgets it when it is answered', async () => {
    const { outbox, sent, heard, settle } = start();
    outbox.decide(about, request);
    outbox.decide(about, { ...request, comments: ['c2'] });
    await settle();
    expect(keys(sent)).toEqual(['e1', 'e2']);
    expect(outbox.entries.value).toEqual([]);
    expect(heard).toEqual(['decided e1', 'decided e2', 'drained']);
  });

  it('sends what failed again with the same key, and the others meanwhile', async () => {
    const { outbox, answers, sent, heard, settle, pass } = start();
    answers.push(away, done, away);
    outbox.decide(about, request);
    outbox.decide(about, { ...request, comments: ['c2'] });
    await settle();
    expect(outbox.entries.value).toMatchObject([{ id: 'e1', attempts: 1, failure: 'Away' }]);
    await pass();
    await pass();
    expect(keys(sent)).toEqual(['e1', 'e2', 'e1', 'e1']);
    expect(heard).toEqual(['decided e2', 'decided e1', 'drained']);
  });

  it('keeps what was not answered on the device, and a later page sends it with the same key', async () => {
    const device = new Device();
    const before = start(device);
    before.answers.push(away);
    before.outbox.decide(about, request);
    await before.settle();
    const after = start(device);
    expect(after.outbox.entries.value).toMatchObject([{ id: 'e1', request }]);
    after.outbox.retry();
    await after.settle();
    expect(keys(after.sent)).toEqual(['e1']);
    expect(start(device).outbox.entries.value).toEqual([]);
  });

  it('undoes what may have been stored once its decision is known, and drops what was never sent', async () => {
    const { outbox, answers, sent, heard, settle, pass } = start();
    answers.push(away);
    const first = outbox.decide(about, request);
    await settle();
    outbox.undo(about, { entryId: first.id, decisionId: null });
    await settle();
    expect(keys(sent)).toEqual(['e1']);
    await pass();
    expect(heard).toEqual(['decided e1', 'undone d1', 'drained']);

    answers.push({ ...away, waitsForSignIn: true });
    outbox.decide(about, request);
    const unsent = outbox.decide(about, request);
    await settle();
    expect(outbox.undo(about, { entryId: unsent.id, decisionId: null })).toBeNull();
    expect(outbox.entries.value).toHaveLength(1);
  });

  it('says what is refused, with what would undo it, and goes on', async () => {
    const { outbox, answers, heard, settle } = start();
    answers.push({ kind: 'refused', detail: 'No' });
    outbox.decide(about, request);
    outbox.decide(about, request);
    await settle();
    expect(outbox.entries.value).toEqual([]);
    expect(heard).toEqual(['refused e1: No', 'decided e2', 'drained']);
  });

  it('waits for somebody to sign in', async () => {
    const { outbox, answers, sent, settle } = start();
    answers.push({ ...away, waitsForSignIn: true });
    outbox.decide(about, request);
    outbox.decide(about, request);
    await settle();
    expect(keys(sent)).toEqual(['e1']);
    outbox.retry();
    await settle();
    expect(outbox.entries.value).toEqual([]);
  });
});

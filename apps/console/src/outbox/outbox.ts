import type { CreateDecision, Decision } from '@afterword/contracts';
import { signal } from '@preact/signals';
import type { Counts, DecideEntry, OutboxEntry, UndoEntry } from './entry';
import type { OutboxStore } from './outbox-store';

/** How an attempt ended, in the words of the outbox. */
export type Outcome<Answer> =
  | { kind: 'done'; answer: Answer }
  /** The service refused it for good. */
  | { kind: 'refused'; detail: string }
  /** Try again: no answer, a failure of the service, too many requests, or a session that has ended. */
  | { kind: 'failed'; detail: string; afterMs: number | null; waitsForSignIn: boolean };

export interface OutboxApi {
  decide: (entry: DecideEntry) => Promise<Outcome<Decision>>;
  undo: (entry: UndoEntry & { decisionId: string }) => Promise<Outcome<null>>;
}

export interface OutboxListener {
  decided?: (entry: DecideEntry, decision: Decision) => void;
  undone?: (entry: UndoEntry) => void;
  refused?: (entry: OutboxEntry, detail: string) => void;
  /** Nothing is left to send. */
  drained?: () => void;
}

/** What an entry is about. */
export interface EntryOf {
  site: string;
  title: string;
  delta: Counts;
}

interface OutboxClock {
  now: () => number;
  /** @returns cancels it */
  later: (run: () => void, ms: number) => () => void;
  id: () => string;
}

/** Between attempts, doubled with each. Milliseconds. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Sends decisions one after the other and forgets none: an entry is on the device before it is sent, and stays until the service has
 * answered. One that fails is tried again with growing pauses, always with the same key, and does not keep the others waiting.
 */
export class Outbox {
  readonly entries = signal<readonly OutboxEntry[]>([]);
  /** The entry that is being sent. */
  readonly sending = signal<string | null>(null);
  private readonly listeners: OutboxListener[] = [];
  /** When a failed entry may be tried again. Milliseconds since 1970. */
  private readonly notBefore = new Map<string, number>();
  private cancelTimer: (() => void) | null = null;
  private isPaused = false;

  constructor(
    private readonly store: OutboxStore,
    private readonly api: OutboxApi,
    private readonly clock: OutboxClock,
  ) {
    this.entries.value = store.load();
  }

  listen(listener: OutboxListener): void {
    this.listeners.push(listener);
  }

  decide(about: EntryOf, request: CreateDecision): DecideEntry {
    return this.add<DecideEntry>({ ...this.base(about), kind: 'decide', request });
  }

  /** Takes a decision back. One that was never sent is dropped, and nobody learns of it. */
  undo(about: EntryOf, { entryId, decisionId }: { entryId: string; decisionId: string | null }): UndoEntry | null {
    const entry = this.entries.value.find(({ id }) => id === entryId);
    if (entry && entry.attempts === 0 && this.sending.value !== entry.id) {
      this.drop(entry.id);
      return null;
    }
    return this.add<UndoEntry>({ ...this.base(about), kind: 'undo', of: entryId, decisionId });
  }

  /** Whether a decision about the comment has not been sent yet, and was not taken back. */
  isDeciding(comment: string): boolean {
    const entries = this.entries.value;
    return entries.some(
      (entry) =>
        entry.kind === 'decide' &&
        entry.request.comments.includes(comment) &&
        !entries.some((undo) => undo.kind === 'undo' && undo.of === entry.id),
    );
  }

  /** Forgets an entry: the person does not want it sent any more. What undoes it goes with it. */
  drop(id: string): void {
    for (const entry of this.entries.value) {
      if (entry.id === id || (entry.kind === 'undo' && entry.of === id)) this.remove(entry.id);
    }
  }

  /** Sends now what waits for its next attempt. */
  retry(): void {
    this.notBefore.clear();
    this.isPaused = false;
    void this.work();
  }

  private base(about: EntryOf) {
    return { ...about, id: this.clock.id(), at: this.clock.now(), attempts: 0, failure: null };
  }

  private add<Entry extends OutboxEntry>(entry: Entry): Entry {
    this.store.put(entry);
    this.entries.value = [...this.entries.value, entry];
    void this.work();
    return entry;
  }

  private update(changed: OutboxEntry): void {
    this.store.put(changed);
    this.entries.value = this.entries.value.map((entry) => (entry.id === changed.id ? changed : entry));
  }

  private remove(id: string): void {
    this.store.remove(id);
    this.notBefore.delete(id);
    this.entries.value = this.entries.value.filter((entry) => entry.id !== id);
  }

  private next(): OutboxEntry | undefined {
    const now = this.clock.now();
    return this.entries.value.find(
      (entry) => (this.notBefore.get(entry.id) ?? 0) <= now && !(entry.kind === 'undo' && entry.decisionId === null),
    );
  }

  private async work(): Promise<void> {
    if (this.sending.value !== null || this.isPaused) return;
    const entry = this.next();
    if (!entry) return this.wait();
    this.sending.value = entry.id;
    const sent = { ...entry, attempts: entry.attempts + 1 };
    this.update(sent);
    await this.attempt(sent);
    this.sending.value = null;
    if (this.entries.value.length === 0) for (const { drained } of this.listeners) drained?.();
    await this.work();
  }

  private async attempt(entry: OutboxEntry): Promise<void> {
    if (entry.kind === 'decide') {
      const outcome = await this.api.decide(entry);
      if (outcome.kind !== 'done') return this.settle(entry, outcome);
      const decisionId = outcome.answer.id;
      this.remove(entry.id);
      for (const undo of this.entries.value)
        if (undo.kind === 'undo' && undo.of === entry.id) this.update({ ...undo, decisionId });
      for (const { decided } of this.listeners) decided?.(entry, outcome.answer);
      return;
    }
    const { decisionId } = entry;
    if (decisionId === null) return;
    const outcome = await this.api.undo({ ...entry, decisionId });
    if (outcome.kind !== 'done') return this.settle(entry, outcome);
    this.remove(entry.id);
    for (const { undone } of this.listeners) undone?.(entry);
  }

  private settle(entry: OutboxEntry, outcome: Exclude<Outcome<unknown>, { kind: 'done' }>): void {
    if (outcome.kind === 'refused') {
      this.drop(entry.id);
      for (const { refused } of this.listeners) refused?.(entry, outcome.detail);
      return;
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (entry.attempts - 1));
    this.notBefore.set(entry.id, this.clock.now() + (outcome.afterMs ?? pause));
    this.isPaused = outcome.waitsForSignIn;
    this.update({ ...entry, failure: outcome.detail });
  }

  private wait(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    const times = this.entries.value.flatMap(({ id }) => this.notBefore.get(id) ?? []);
    if (times.length === 0) return;
    const ms = Math.max(0, Math.min(...times) - this.clock.now());
    this.cancelTimer = this.clock.later(() => void this.work(), ms);
  }
}

import type { CreateDecision, ModerationQueue } from '@afterword/contracts';

/** A decision that the service has not answered yet, or its undoing. It is stored on the device until then. */
export type OutboxEntry = DecideEntry | UndoEntry;

export type Counts = ModerationQueue['counts'];

interface EntryBase {
  /** Also the `Idempotency-Key`: however often it is sent, it is decided once. */
  id: string;
  site: string;
  /** For people: what it is about. */
  title: string;
  /** What it changes in the counts of queues, shown until the service says. */
  delta: Counts;
  /** Milliseconds since 1970. */
  at: number;
  /** How often it was sent. */
  attempts: number;
  /** What went wrong the last time; null before. */
  failure: string | null;
}

export interface DecideEntry extends EntryBase {
  kind: 'decide';
  request: CreateDecision;
}

export interface UndoEntry extends EntryBase {
  kind: 'undo';
  /** The entry that it undoes. */
  of: string;
  /** Known once that entry has been answered. */
  decisionId: string | null;
}

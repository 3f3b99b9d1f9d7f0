import type { PendingReactions } from '../page-store';

/** Stores pending reactions, one request at a time per key, so that quick clicks end in the last state. */
export class ReactionSync {
  private readonly busy = new Set<string>();

  constructor(
    private readonly pendingReactions: PendingReactions,
    private readonly store: (key: string, wanted: boolean) => Promise<void>,
  ) {}

  /** @returns the stored state, or null if an earlier call is already storing it. A failure discards the pending reaction. */
  async sync(key: string): Promise<boolean | null> {
    if (this.busy.has(key)) return null;
    this.busy.add(key);
    try {
      let stored: boolean | null = null;
      for (
        let pending = this.pendingReactions.get(key);
        pending !== undefined && pending !== stored;
        pending = this.pendingReactions.get(key)
      ) {
        await this.store(key, pending);
        stored = pending;
      }
      return stored;
    } finally {
      this.pendingReactions.delete(key);
      this.busy.delete(key);
    }
  }
}

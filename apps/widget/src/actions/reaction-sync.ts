import type { PendingReactions } from '../page-store';

/** Has wishes stored, one call at a time for each, so that several clicks end in what was wanted last. */
export class ReactionSync {
  private readonly busy = new Set<string>();

  constructor(
    private readonly pendingReactions: PendingReactions,
    private readonly store: (key: string, wanted: boolean) => Promise<void>,
  ) {}

  /** @returns what is stored now, or null where an earlier call is at it already. A wish that fails is dropped. */
  async sync(key: string): Promise<boolean | null> {
    if (this.busy.has(key)) return null;
    this.busy.add(key);
    try {
      let stored: boolean | null = null;
      for (
        let wish = this.pendingReactions.get(key);
        wish !== undefined && wish !== stored;
        wish = this.pendingReactions.get(key)
      ) {
        await this.store(key, wish);
        stored = wish;
      }
      return stored;
    } finally {
      this.pendingReactions.delete(key);
      this.busy.delete(key);
    }
  }
}

import type { Wishes } from '../page-store';

/** Has wishes stored, one call at a time for each, so that several clicks end in what was wanted last. */
export class Grants {
  private readonly busy = new Set<string>();

  constructor(
    private readonly wishes: Wishes,
    private readonly store: (key: string, wanted: boolean) => Promise<void>,
  ) {}

  /** @returns what is stored now, or null where an earlier call is at it already. A wish that fails is dropped. */
  async grant(key: string): Promise<boolean | null> {
    if (this.busy.has(key)) return null;
    this.busy.add(key);
    try {
      let stored: boolean | null = null;
      for (let wish = this.wishes.get(key); wish !== undefined && wish !== stored; wish = this.wishes.get(key)) {
        await this.store(key, wish);
        stored = wish;
      }
      return stored;
    } finally {
      this.wishes.delete(key);
      this.busy.delete(key);
    }
  }
}

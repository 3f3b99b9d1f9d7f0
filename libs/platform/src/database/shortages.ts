/** What PostgreSQL says where it cannot store, by SQLSTATE. */
const SHORTAGES: Record<string, string> = {
  53100: 'PostgreSQL has no room left on its disk, and refuses changes; give it more',
  53200: 'PostgreSQL is out of memory; give it more',
};

/** A shortage is over when PostgreSQL has not complained for this long. Milliseconds. */
const OVER_MS = 5_000;

/** What PostgreSQL lacks. A readiness check writes nothing, so the refusals that requests and relays met tell it. */
export class Shortages {
  private last: { code: string; at: number } | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param code SQLSTATE of an error */
  note(code: string | undefined): void {
    if (code !== undefined && code in SHORTAGES) this.last = { code, at: this.now() };
  }

  /** @returns a sentence, or null where nothing is known to be short */
  current(): string | null {
    if (!this.last || this.now() - this.last.at > OVER_MS) return null;
    return SHORTAGES[this.last.code] ?? null;
  }
}

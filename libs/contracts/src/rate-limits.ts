/** The window of the rate limits below, in seconds. */
export const RATE_LIMIT_WINDOW_SECONDS = 60;

/**
 * Requests allowed per window, by reader and by address. The limits per address are generous because schools, offices and mobile
 * networks share one. The comment of a kind is its meaning in docs/limits.md; `rate-limits.spec.ts` compares the two.
 */
export const RATE_LIMITS = {
  /** Sessions created, and proof-of-work challenges requested. */
  session: { reader: null, address: 1_200 },
  /** Reactions added or removed. */
  reaction: { reader: 300, address: 3_000 },
  /** Comments posted. */
  comment: { reader: 120, address: 1_200 },
  /** Comments edited or deleted, pages described and followed, names changed, notifications read, sessions ended. */
  edit: { reader: 120, address: 1_200 },
  /** Pages shared. */
  share: { reader: 120, address: 1_200 },
  /** Comments reported. */
  report: { reader: 30, address: 300 },
  /** Rewards given or undone, and names of supporters withdrawn. */
  reward: { reader: 120, address: 1_200 },
  /** Short links opened. */
  visit: { reader: null, address: 600 },
  /** Markdown previews. */
  preview: { reader: null, address: 120 },
  /** Embed checks. */
  check: { reader: null, address: 60 },
  /** Exports and deletions of a reader's data, and ending all of a reader's sessions. */
  account: { reader: 10, address: 100 },
  /** Searches. */
  search: { reader: null, address: 600 },
  /** All other reads. */
  read: { reader: null, address: 6_000 },
  /** Requests with a token that was refused, including operator tokens. */
  authentication: { reader: null, address: 60 },
} as const satisfies Record<string, { reader: number | null; address: number }>;

export type RateLimitKind = keyof typeof RATE_LIMITS;

/** Seconds in which the numbers below may be used up. */
export const RATE_LIMIT_WINDOW_SECONDS = 60;

/**
 * How often something may be done within a window, by one reader and from one address. The addresses' numbers are generous:
 * schools, offices and mobile networks share one. docs/limits.md is checked against this object by a test.
 */
export const RATE_LIMITS = {
  /** New sessions. */
  session: { reader: null, address: 1_200 },
  /** Reactions put or taken back. */
  reaction: { reader: 300, address: 3_000 },
  /** New comments. */
  comment: { reader: 120, address: 1_200 },
  /** Comments edited or deleted, pages described, names changed. */
  edit: { reader: 120, address: 1_200 },
  /** Shares. */
  share: { reader: 120, address: 1_200 },
  /** Rewards given or taken back. */
  reward: { reader: 120, address: 1_200 },
  /** Short links followed. */
  visit: { reader: null, address: 600 },
  /** Previews of Markdown. */
  preview: { reader: null, address: 120 },
  /** Checks of how the widget is embedded. */
  check: { reader: null, address: 60 },
  /** Exports and deletions of a reader's data. */
  account: { reader: 10, address: 100 },
  /** Searches. */
  search: { reader: null, address: 600 },
  /** Everything that is only read. */
  read: { reader: null, address: 6_000 },
  /** Tokens that were refused. */
  authentication: { reader: null, address: 60 },
} as const satisfies Record<string, { reader: number | null; address: number }>;

export type RateLimitKind = keyof typeof RATE_LIMITS;

/** Guest sessions in a window, from one address and at one site, after which new guests have to prove work. */
export const GUEST_BURST = { address: 600, site: 6_000 } as const;

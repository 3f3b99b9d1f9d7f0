/** The long window of the limits below, in seconds. */
export const GUEST_WINDOW_SECONDS = 600;

/**
 * How many new guests there are before they have to work, and at most. A guest costs nothing and counts once in every reaction, so
 * these bound what one person can fake (docs/abuse.md). The comment of a limit is its meaning in docs/limits.md; `limits.spec.ts`
 * compares the two.
 */
export const GUEST_LIMITS = {
  /** From one address within 60 seconds, without a proof of work. */
  proofPerMinute: 100,
  /** From one address within 10 minutes, without a proof of work. */
  proofPerTenMinutes: 300,
  /** To one site within 60 seconds, without a proof of work. */
  proofPerSiteMinute: 1_000,
  /** From one address within 10 minutes, at all. */
  mostPerTenMinutes: 1_500,
} as const;

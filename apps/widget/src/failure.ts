import type { Challenge } from '@afterword/contracts';

/** A failed call. */
export class Failure extends Error {
  constructor(
    /**
     * The code of the service's problem, or one of ours: `offline`, `unavailable` (no answer, or 5xx), `not-allowed` (this origin),
     * `sign-in`, `insecure`, `other`. actions/explain.ts has the messages.
     */
    readonly kind: string,
    /** Do not retry before this time. Milliseconds since 1970; 0 if there is no limit. */
    readonly waitUntil = 0,
    /** Proof of work that the service requires before it opens a guest's session. */
    readonly challenge?: Challenge,
  ) {
    super(kind);
  }
}

export const failureOf = (error: unknown): Failure => (error instanceof Failure ? error : new Failure('other'));

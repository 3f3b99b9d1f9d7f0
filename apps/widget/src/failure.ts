import type { Challenge } from '@afterword/contracts';

/** Kinds of failures that have a message for the reader. */
export type FailureKind =
  | 'offline'
  | 'unavailable'
  | 'rate-limited'
  | 'insufficient-balance'
  | 'page-closed'
  | 'sign-in'
  | 'not-allowed'
  | 'too-late'
  | 'own'
  | 'points-spent'
  | 'name-reserved'
  | 'invalid'
  | 'gone'
  | 'insecure'
  | 'other';

/** A failed call, with the kind of message to show. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind | 'unauthorized',
    /** Do not retry before this time. Milliseconds since 1970; 0 if there is no limit. */
    readonly waitUntil = 0,
    /** Proof of work that the service requires before it opens a guest's session. */
    readonly challenge?: Challenge,
  ) {
    super(kind);
  }
}

export const failureOf = (error: unknown): Failure => (error instanceof Failure ? error : new Failure('other'));

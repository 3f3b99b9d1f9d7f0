import type { Challenge } from '@afterword/contracts';

/** Why something did not happen, in kinds that there is something to say about. */
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

/** Why a call failed, in kinds that the widget can say something about. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind | 'unauthorized',
    /** Milliseconds since 1970 until which the service asked to be left alone. */
    readonly waitUntil = 0,
    /** What the service wants solved before it lets a guest in. */
    readonly challenge?: Challenge,
  ) {
    super(kind);
  }
}

export const failureOf = (error: unknown): Failure => (error instanceof Failure ? error : new Failure('other'));

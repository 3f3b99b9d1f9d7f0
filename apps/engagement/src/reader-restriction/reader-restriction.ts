import type { RestrictionKind } from '@afterword/contracts';
import { DomainError, type ReaderRestriction } from '@afterword/platform';

/** The columns of `restrictionNow`. */
export interface RestrictionColumns {
  restriction: RestrictionKind | null;
  restrictedUntil: Date | null;
  restrictionMessage: string | null;
  wasMuted: boolean;
}

export function toRestriction(columns: RestrictionColumns): ReaderRestriction | null {
  const { restriction: kind, restrictedUntil: until, restrictionMessage: message } = columns;
  return kind && { kind, until, message };
}

/** What a banned reader is told. */
export function bannedError({ until, message }: Pick<ReaderRestriction, 'until' | 'message'>): DomainError {
  const end =
    until === null ? 'A moderator has banned you from this site.' : `You are banned until ${until.toISOString()}.`;
  const detail = message === null ? `${end} You can still read, and delete what you wrote.` : `${end} ${message}`;
  return new DomainError('reader-banned', { detail });
}

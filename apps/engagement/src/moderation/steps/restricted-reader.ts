import type { RestrictionKind, Verdict, VerdictCode } from '@afterword/contracts';

/**
 * A moderator reads what this reader writes. Asked inside the transaction of the comment, where the restriction is known for certain, so
 * it cannot fail by itself.
 */
export function restrictedReader(restriction: { kind: RestrictionKind } | null): Verdict | null {
  if (restriction?.kind !== 'premoderate') return null;
  const reason = "A moderator reads this reader's comments before publication.";
  return {
    step: 'restricted-reader',
    verdict: 'hold',
    reason,
    code: 'restricted-reader' satisfies VerdictCode,
    matches: [],
    failed: false,
  };
}

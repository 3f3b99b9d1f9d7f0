import type { ClaimView } from '@afterword/contracts';
import { signal } from '@preact/signals';
import { session } from '../session/session';

type Claim = Pick<ClaimView, 'comment' | 'by'>;

/** Who looks at what on the site that is open, as the service told last. */
export const claims = signal<{ site: string; byComment: ReadonlyMap<string, Claim['by']> }>({
  site: '',
  byComment: new Map(),
});

export function tellClaims(site: string, told: readonly Claim[]): void {
  claims.value = { site, byComment: new Map(told.map(({ comment, by }) => [comment, by])) };
}

/** Whose claim a comment has. */
export type Holder = 'nobody' | 'me' | 'others';

export function holderOf(id: string): Holder {
  if (claimedBy(id) !== null) return 'others';
  return claims.value.byComment.has(id) ? 'me' : 'nobody';
}

/** The name of somebody else who looks at a comment; null where there is nobody. */
export function claimedBy(id: string): string | null {
  const by = claims.value.byComment.get(id);
  return by === undefined || by.id === (session.value?.id ?? null) ? null : by.name;
}

import type { Author, RestrictionKind } from '@afterword/contracts';

/** A reader of one site, as a session names them. `avatarUrl` is what the site said, null where it said nothing. */
export interface ReaderIdentity extends Author {
  siteId: string;
}

/** What a reader is restricted to now. */
export interface ReaderRestriction {
  kind: RestrictionKind;
  until: Date | null;
  /** What a moderator says to a banned reader. */
  message: string | null;
}

/** What a member of staff may do on one site: `admin` may do what `moderator` may, and change settings and staff. */
export interface StaffRole {
  site: string;
  role: 'admin' | 'moderator';
}

/** A member of staff, as their session names them. */
export interface StaffIdentity {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly StaffRole[];
  /**
   * Of whoever signed in, or of a personal token. By its id a write checks inside its transaction that it holds. `mail`: no session, but a
   * link that was sent to the person, whose id it has.
   */
  readonly session: { readonly id: string; readonly kind: 'session' | 'token' | 'mail' };
}

/**
 * Who asks. A closed union: every place that decides by it names each kind, and none is a null that means two things.
 * A reader carries the hash of the session's token, by which a write checks inside its transaction that the session holds.
 */
export type Principal =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'reader';
      readonly reader: ReaderIdentity;
      readonly tokenHash: Buffer;
      readonly restriction: ReaderRestriction | null;
      /** Whether there may be comments that only this reader sees. */
      readonly wasMuted: boolean;
    }
  | ({ readonly kind: 'staff' } & StaffIdentity)
  | { readonly kind: 'operator' }
  | { readonly kind: 'service'; readonly name: string };

export type ReaderPrincipal = Extract<Principal, { kind: 'reader' }>;

export type StaffPrincipal = Extract<Principal, { kind: 'staff' }>;

export const ANONYMOUS: Principal = { kind: 'anonymous' };
export const OPERATOR: Principal = { kind: 'operator' };

/** The id of the person who asks, reader or member of staff; null for every other kind of principal. */
export const actorIdOf = (principal: Principal): string | null =>
  principal.kind === 'staff' ? principal.id : (readerOf(principal)?.id ?? null);

/** The reader who asks, or null for every other kind of principal. For what only readers have, such as their own marks. */
export const readerOf = (principal: Principal): ReaderIdentity | null =>
  principal.kind === 'reader' ? principal.reader : null;

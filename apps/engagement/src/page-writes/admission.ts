import { DomainError, type Pipeline, type ReaderRestriction, rowsOf } from '@afterword/platform';
import { bannedError, type RestrictionColumns, toRestriction } from '../reader-restriction';
import type { PageCommand } from './page-writer';
import { ADMIT_LINKED_STAFF, ADMIT_READERS, ADMIT_STAFF, LOCK_READERS } from './admission.sql';

interface AdmittedSession extends RestrictionColumns {
  tokenHash: Buffer;
  siteId: string;
  readerId: string;
  /** False for a guest of a site that takes guests no more. */
  allowed: boolean;
}

/** A session of staff, and a site on which its owner has a role; null where there is none. */
interface AdmittedStaff {
  sessionId: string;
  siteId: string | null;
}

/** The sessions that may write, as they are inside the transaction. */
export class Admission {
  private readonly sessions: ReadonlyMap<string, AdmittedSession>;

  constructor(
    sessions: readonly AdmittedSession[],
    private readonly staff: readonly AdmittedStaff[] = [],
  ) {
    this.sessions = new Map(sessions.map((session) => [keyOf(session.tokenHash), session]));
  }

  /** Why a command may not be done, or null where it may. A session may have ended while its request was on the way. */
  refusalOf({ siteId, principal, takesBack = false }: PageCommand): DomainError | null {
    if (principal.kind === 'staff') {
      const roles = this.staff.filter(({ sessionId }) => sessionId === principal.session.id);
      if (roles.length === 0) return ended();
      if (roles.some((role) => role.siteId === siteId)) return null;
      return new DomainError('forbidden', { detail: 'You have no role on this site.' });
    }
    if (principal.kind !== 'reader') return null;
    const session = this.sessions.get(keyOf(principal.tokenHash));
    if (session?.readerId !== principal.reader.id) return ended();
    if (takesBack) return null;
    if (!session.allowed) return new DomainError('guests-not-allowed');
    const restriction = toRestriction(session);
    return restriction?.kind === 'ban' ? bannedError(restriction) : null;
  }

  /** What the command's reader is restricted to, as it is inside the transaction. */
  restrictionOf({ principal }: PageCommand): ReaderRestriction | null {
    const session = principal.kind === 'reader' ? this.sessions.get(keyOf(principal.tokenHash)) : undefined;
    return session ? toRestriction(session) : null;
  }
}

/** Checks the sessions of a batch, and holds their readers until the transaction ends. */
export async function admit(tx: Pipeline, commands: readonly PageCommand[]): Promise<Admission> {
  const hashes = new Map<string, Buffer>();
  const [staff, linked] = [new Set<string>(), new Set<string>()];
  for (const { principal } of commands) {
    if (principal.kind === 'reader') hashes.set(keyOf(principal.tokenHash), principal.tokenHash);
    else if (principal.kind === 'staff') (principal.session.kind === 'mail' ? linked : staff).add(principal.session.id);
  }
  const [readers, people, linkedPeople] = await Promise.all([
    hashes.size === 0 ? [] : rowsOf<AdmittedSession>(tx, ADMIT_READERS, [[...hashes.values()]]),
    staff.size === 0 ? [] : rowsOf<AdmittedStaff>(tx, ADMIT_STAFF, [[...staff]]),
    linked.size === 0 ? [] : rowsOf<AdmittedStaff>(tx, ADMIT_LINKED_STAFF, [[...linked]]),
  ]);
  return new Admission(readers, [...people, ...linkedPeople]);
}

/** Holds readers who are about to change. */
export async function lockReaders(tx: Pipeline, readers: readonly { siteId: string; id: string }[]): Promise<void> {
  if (readers.length === 0) return;
  await rowsOf(tx, LOCK_READERS, [readers.map(({ siteId }) => siteId), readers.map(({ id }) => id)]);
}

const ended = () => new DomainError('unauthorized', { headers: { 'www-authenticate': 'Bearer' } });

const keyOf = (tokenHash: Buffer) => tokenHash.toString('latin1');

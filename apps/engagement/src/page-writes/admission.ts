import { DomainError, type Pipeline, type ReaderRestriction, rowsOf } from '@afterword/platform';
import { bannedError, type RestrictionColumns, toRestriction } from '../reader-restriction';
import type { PageCommand } from './page-writer';
import { ADMIT_READERS, LOCK_READERS } from './admission.sql';

interface AdmittedSession extends RestrictionColumns {
  tokenHash: Buffer;
  siteId: string;
  readerId: string;
  /** False for a guest of a site that takes guests no more. */
  allowed: boolean;
}

/** The sessions that may write, as they are inside the transaction. */
export class Admission {
  private readonly sessions: ReadonlyMap<string, AdmittedSession>;

  constructor(sessions: readonly AdmittedSession[]) {
    this.sessions = new Map(sessions.map((session) => [keyOf(session.tokenHash), session]));
  }

  /** Why a command may not be done, or null where it may. A session may have ended while its request was on the way. */
  refusalOf({ principal, takesBack = false }: PageCommand): DomainError | null {
    if (principal.kind !== 'reader') return null;
    const session = this.sessions.get(keyOf(principal.tokenHash));
    if (session?.readerId !== principal.reader.id) {
      return new DomainError('unauthorized', { headers: { 'www-authenticate': 'Bearer' } });
    }
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
  for (const { principal } of commands) {
    if (principal.kind === 'reader') hashes.set(keyOf(principal.tokenHash), principal.tokenHash);
  }
  if (hashes.size === 0) return new Admission([]);
  return new Admission(await rowsOf<AdmittedSession>(tx, ADMIT_READERS, [[...hashes.values()]]));
}

/** Holds readers who are about to change. */
export async function lockReaders(tx: Pipeline, readers: readonly { siteId: string; id: string }[]): Promise<void> {
  if (readers.length === 0) return;
  await rowsOf(tx, LOCK_READERS, [readers.map(({ siteId }) => siteId), readers.map(({ id }) => id)]);
}

const keyOf = (tokenHash: Buffer) => tokenHash.toString('latin1');

import { createHash, randomBytes } from 'node:crypto';
import type { LogAction } from '@afterword/contracts';
import { newId, type Principal } from '@afterword/platform';

/** Something that was decided on a site. What identifies somebody belongs into `by` and `subject`, and nowhere else. */
export interface NewLogEntry {
  siteId: string;
  action: LogAction;
  /** Who decided; null where a program did, by the site's settings. */
  by: Principal | null;
  /** Whom it is about, and what was written about them. It is erased with the reader; staff stay. */
  subject?: LogSubject | undefined;
  comment?: string | undefined;
  report?: string | undefined;
  /** The decision that it is a part of. */
  decision?: string | undefined;
  page?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  reason?: string | undefined;
  ground?: string | undefined;
  /** The law or the clause of the terms. */
  rule?: string | undefined;
  /** True where a program decided. It is where `by` is null. */
  automated?: boolean | undefined;
  /** What changed, where it is something else: as JSON, without anything that identifies a person. */
  details?: Readonly<Record<string, unknown>> | undefined;
}

export type LogSubject =
  | { reader: string; note?: string | undefined; message?: string | undefined }
  | { staff: string; email: string; name: string };

/** Who decided, as the log tells it. */
export interface LogActor {
  kind: 'operator' | 'service' | 'staff' | 'reader';
  id: string | null;
  name: string;
}

export interface PrivatePart {
  part: 'by' | 'subject';
  /** Whose erasure removes it. */
  person: string;
  value: string;
  salt: Buffer;
}

/** An entry that waits for its place. */
export interface WaitingEntry {
  id: string;
  siteId: string;
  entry: string;
  privateParts: PrivatePart[];
}

export const personOf = (kind: 'reader' | 'staff', id: string) => `${kind}:${id}`;

/** Hides a value that can be erased later: without the salt, nobody finds out what it was, not even by trying all readers. */
export const commitmentOf = ({ salt, value }: Pick<PrivatePart, 'salt' | 'value'>): string =>
  createHash('sha256').update(salt).update(value).digest('hex');

export const ENTRY_VERSION = 1;

/** Makes the text that is hashed, but for the entry's place, and what is kept beside it. */
export function toWaiting(entry: NewLogEntry, at: Date): WaitingEntry {
  const id = newId();
  const { siteId, action, by, subject, automated, ...facts } = entry;
  const privateParts: PrivatePart[] = [];
  const seal = (part: PrivatePart['part'], person: string, value: object): string => {
    const sealed = { part, person, value: JSON.stringify(value), salt: randomBytes(32) };
    privateParts.push(sealed);
    return commitmentOf(sealed);
  };
  const text = JSON.stringify({
    version: ENTRY_VERSION,
    id,
    at: at.toISOString(),
    action,
    by: actorOf(by, seal),
    automated: automated ?? by === null,
    ...facts,
    ...(subject && { subject: seal('subject', personOfSubject(subject), subject) }),
  });
  return { id, siteId, entry: text, privateParts };
}

const personOfSubject = (subject: LogSubject): string =>
  'reader' in subject ? personOf('reader', subject.reader) : personOf('staff', subject.staff);

/** The operator and the service are no persons, and stand in the entry itself. */
function actorOf(
  by: Principal | null,
  seal: (part: 'by', person: string, value: LogActor) => string,
): 'operator' | 'service' | { sealed: string } {
  switch (by?.kind) {
    case 'staff':
      return { sealed: seal('by', personOf('staff', by.id), { kind: 'staff', id: by.id, name: by.name }) };
    case 'reader': {
      const { id, name } = by.reader;
      return { sealed: seal('by', personOf('reader', id), { kind: 'reader', id, name }) };
    }
    case 'operator':
      return 'operator';
    case 'anonymous':
    case 'service':
    case undefined:
      return 'service';
  }
}

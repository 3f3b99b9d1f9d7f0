import type { RestrictReader as Request } from '@afterword/contracts';
import { DomainError, execute, newId, type Pipeline, readerOf, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { NewEvent } from '../event-log';
import { GuestClients } from '../guest-clients';
import { RemoveCommentsOfReader } from '../decisions';
import { ModerationLog } from '../moderation-log';
import { ReportsRepository } from '../reports';
import {
  type LockedPages,
  type PageCommand,
  type PageRef,
  pagesOfReader,
  type PageWrite,
  SingleWriter,
} from '../page-writes';
import { END_RESTRICTION, READER_TO_RESTRICT, SET_RESTRICTION, STORE_RESTRICTION } from './restrictions.sql';

export interface RestrictReaderCommand extends PageCommand {
  readerId: string;
  /** Null lifts what there is. */
  restriction: Request | null;
}

/**
 * Restricts a reader, or lifts the restriction. Their writes under way end before it, and none begins after it that does not know of it.
 * @throws DomainError `reader-not-found`, `restriction-not-allowed`
 */
@Injectable()
export class RestrictReader extends SingleWriter<RestrictReaderCommand, null> {
  readonly name = 'restrict-reader';

  constructor(
    private readonly comments: RemoveCommentsOfReader,
    private readonly log: ModerationLog,
    private readonly clients: GuestClients,
    private readonly reports: ReportsRepository,
  ) {
    super();
  }

  readonly readerToChange = ({ siteId, readerId }: RestrictReaderCommand) => ({ siteId, id: readerId });

  readonly pagesOf = async (tx: Pipeline, [command]: readonly RestrictReaderCommand[]): Promise<readonly PageRef[]> =>
    command?.restriction?.comments === 'remove'
      ? pagesOfReader(tx, { siteId: command.siteId, id: command.readerId })
      : [];

  protected async change(tx: Pipeline, command: RestrictReaderCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, readerId, principal, restriction } = command;
    const reader = [siteId, readerId];
    assertRestrictable((await rowsOf<{ role: string }>(tx, READER_TO_RESTRICT, reader))[0]);
    const by = principal.kind === 'staff' ? principal.id : (readerOf(principal)?.id ?? null);
    // Events name readers only.
    const actorId = readerOf(principal)?.id ?? null;
    const ended = await rowsOf(tx, END_RESTRICTION, [...reader, by]);
    if (!restriction) {
      if (ended.length === 0) return { answer: null };
      await execute(tx, SET_RESTRICTION, [...reader, null, null, null]);
      await this.reports.weigh(tx, siteId, [readerId]);
      await this.log.record(tx, [{ siteId, action: 'reader.released', by: principal, subject: { reader: readerId } }]);
      return { answer: null, events: [eventOf(command, actorId)] };
    }
    const { kind, until = null, reason = null, note = null, message = null, comments } = restriction;
    const removed =
      comments === 'remove'
        ? await this.comments.remove(tx, { siteId, readerId, principal, pages }, { reason, note })
        : null;
    await execute(tx, SET_RESTRICTION, [...reader, kind, until, message]);
    await this.reports.weigh(tx, siteId, [readerId]);
    const values = [siteId, newId(), readerId, kind, until, reason, note, message, by, removed?.decision ?? null];
    await execute(tx, STORE_RESTRICTION, values);
    await this.log.record(tx, [
      {
        ...{ siteId, action: 'reader.restricted', by: principal, reason: reason ?? undefined },
        ...{ decision: removed?.decision, details: { kind, until } },
        subject: { reader: readerId, note: note ?? undefined, message: message ?? undefined },
      },
    ]);
    if (kind === 'ban') await this.clients.ban(tx, siteId, readerId);
    const { counters = [], changed = [], events = [] } = removed?.changes ?? {};
    return { answer: null, counters, changed, events: [...events, eventOf(command, actorId)] };
  }
}

/** @throws DomainError `reader-not-found`, `restriction-not-allowed` for who decides about others */
export function assertRestrictable(reader: { role: string } | null | undefined): void {
  if (!reader) throw new DomainError('reader-not-found');
  if (reader.role === 'moderator' || reader.role === 'staff') throw new DomainError('restriction-not-allowed');
}

const eventOf = ({ siteId, readerId, restriction }: RestrictReaderCommand, actorId: string | null): NewEvent => ({
  type: 'reader.restricted',
  siteId,
  pageId: null,
  subjectId: readerId,
  actorId,
  payload: { kind: restriction?.kind ?? null, until: restriction?.until ?? null },
});

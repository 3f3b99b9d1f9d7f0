import { type Pipeline, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentsRepository, CommentStatuses } from '../comments';
import { IdempotencyService } from '@afterword/platform';
import { LedgerService } from '../ledger';
import { ModerationLog } from '../moderation-log';
import {
  type LockedPages,
  nameMentionsAnew,
  type PageCommand,
  type PageRef,
  pagesOfReader,
  type PageWrite,
  showReaderAnew,
  SingleWriter,
} from '../page-writes';
import { ReadersRepository } from '../readers';

/** The name shown with the comments of a reader who left, where the site keeps these. */
const FORMER_READER = 'Former reader';

export interface EraseReaderCommand extends PageCommand {
  principal: ReaderPrincipal;
  /** What becomes of their comments: tombstones, or they stay without a name. */
  comments: 'tombstone' | 'keep';
}

/**
 * Erases who a reader was: their name, address, sessions and kept answers go, their wallet is closed. What they did is still
 * counted, as what nobody in particular did. Their writes under way end before it, and none begins after it.
 */
@Injectable()
export class EraseReader extends SingleWriter<EraseReaderCommand, null> {
  readonly name = 'erase-reader';

  constructor(
    private readonly readers: ReadersRepository,
    private readonly comments: CommentsRepository,
    private readonly statuses: CommentStatuses,
    private readonly ledger: LedgerService,
    private readonly idempotency: IdempotencyService,
    private readonly log: ModerationLog,
  ) {
    super();
  }

  readonly readerToChange = ({ principal }: EraseReaderCommand) => principal.reader;

  readonly pagesOf = async (tx: Pipeline, [command]: readonly EraseReaderCommand[]): Promise<readonly PageRef[]> =>
    command ? pagesOfReader(tx, command.principal.reader) : [];

  protected async change(tx: Pipeline, command: EraseReaderCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, principal } = command;
    const { reader } = principal;
    const effects = await this.hideComments(tx, command, pages);
    await this.ledger.closeWallet(tx, siteId, reader.id);
    await this.idempotency.deleteAllOf(tx, reader);
    await this.readers.erase(tx, reader, FORMER_READER);
    const mentions = await nameMentionsAnew(tx, reader, pages);
    await this.log.forgetReader(tx, reader);
    const erased = { type: 'reader.erased', siteId, pageId: null, subjectId: reader.id, actorId: reader.id } as const;
    const changed = [...(effects.changed ?? []), ...mentions];
    return { answer: null, ...effects, changed, events: [...(effects.events ?? []), { ...erased, payload: {} }] };
  }

  private async hideComments(
    tx: Pipeline,
    { principal, comments }: EraseReaderCommand,
    pages: LockedPages,
  ): Promise<Pick<PageWrite<null>, 'counters' | 'changed' | 'events'>> {
    const { reader } = principal;
    if (comments === 'keep') {
      await this.comments.forgetEarlierTexts(tx, { siteId: reader.siteId, readerId: reader.id });
      return { changed: await showReaderAnew(tx, reader, pages) };
    }
    const written = await this.comments.writtenBy(tx, { siteId: reader.siteId, readerId: reader.id });
    const { counters, changed, events } = await this.statuses.change(tx, written, {
      cause: 'reader-erased',
      by: principal,
      pages,
    });
    return { counters, changed, events };
  }
}

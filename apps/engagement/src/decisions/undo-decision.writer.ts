import { DomainError, execute, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { AkismetCorrections } from '../akismet';
import { CommentStatuses, type StatusUndo } from '../comments';
import { type LockedPages, type PageCommand, type PageRef, type PageWrite, SingleWriter } from '../page-writes';
import { ModerationLog } from '../moderation-log';
import { ReportsRepository } from '../reports';
import { SpamLessons } from '../spam-filter';
import { CHANGES_OF_DECISION, LOCK_DECISION, MARK_UNDONE } from './decisions.sql';

export interface UndoDecisionCommand extends PageCommand {
  /** The id of the decision. */
  id: string;
}

interface DecidedChange extends PageRef {
  id: string;
  from: StatusUndo['from'];
  to: StatusUndo['to'];
  /** False where the comment has changed status since. */
  isLast: boolean;
}

/**
 * Takes a decision back as a whole: each comment has the status again that it had before. Idempotent.
 * @throws DomainError `decision-not-found`, `decision-superseded` where a comment has changed status since
 */
@Injectable()
export class UndoDecision extends SingleWriter<UndoDecisionCommand, null> {
  readonly name = 'undo-decision';

  constructor(
    private readonly statuses: CommentStatuses,
    private readonly reports: ReportsRepository,
    private readonly lessons: SpamLessons,
    private readonly akismet: AkismetCorrections,
    private readonly log: ModerationLog,
  ) {
    super();
  }

  readonly pagesOf = async (tx: Pipeline, [command]: readonly UndoDecisionCommand[]): Promise<readonly PageRef[]> =>
    command ? changesOf(tx, command) : [];

  protected async change(tx: Pipeline, command: UndoDecisionCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, id, principal } = command;
    const [decision] = await rowsOf<{ undoneAt: Date | null }>(tx, LOCK_DECISION, [siteId, id]);
    if (!decision) throw new DomainError('decision-not-found');
    if (decision.undoneAt) return { answer: null };
    const decided = await changesOf(tx, command);
    if (decided.some(({ isLast }) => !isLast)) throw new DomainError('decision-superseded');
    await execute(tx, MARK_UNDONE, [siteId, id]);
    await this.reports.reopen(tx, siteId, id);
    await this.lessons.unlearn(tx, siteId, id);
    await this.akismet.undo(tx, siteId, id);
    await this.log.record(tx, [{ siteId, action: 'decision.undone', by: principal, decision: id }]);
    const comments = decided.map(({ pageId, id: comment, from, to }) => ({
      siteId,
      pageId,
      id: comment,
      from: to,
      to: from,
    }));
    const { counters, changed, events } = await this.statuses.undo(tx, comments, { by: principal, pages });
    return { answer: null, counters, changed, events };
  }
}

const changesOf = (tx: Pipeline, { siteId, id }: UndoDecisionCommand): Promise<DecidedChange[]> =>
  rowsOf<DecidedChange>(tx, CHANGES_OF_DECISION, [siteId, id]);

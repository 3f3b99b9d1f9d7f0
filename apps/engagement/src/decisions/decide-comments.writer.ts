import type { CommentStatus, CreateDecision, Decision } from '@afterword/contracts';
import { actorIdOf, DomainError, execute, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { AkismetCorrections } from '../akismet';
import { CommentStatuses } from '../comments';
import { type LockedPages, type PageCommand, type PageRef, type PageWrite, SingleWriter } from '../page-writes';
import { ModerationLog } from '../moderation-log';
import { ReportsRepository } from '../reports';
import { SpamLessons } from '../spam-filter';
import { versionOf } from './comment-version';
import { COMMENTS_TO_DECIDE, STORE_DECISION } from './decisions.sql';

export interface DecideCommand extends PageCommand {
  /** The id of the decision. */
  id: string;
  request: CreateDecision;
}

interface CommentToDecide extends PageRef {
  id: string;
  readerId: string;
  status: CommentStatus;
  editedAt: Date | null;
}

/** A moderator's decision about comments of one site. Each comment is decided by itself; one that cannot be has a problem. */
@Injectable()
export class DecideComments extends SingleWriter<DecideCommand, Decision> {
  readonly name = 'decide-comments';

  constructor(
    private readonly statuses: CommentStatuses,
    private readonly reports: ReportsRepository,
    private readonly lessons: SpamLessons,
    private readonly akismet: AkismetCorrections,
    private readonly log: ModerationLog,
  ) {
    super();
  }

  readonly pagesOf = async (tx: Pipeline, [command]: readonly DecideCommand[]): Promise<readonly PageRef[]> =>
    command ? commentsOf(tx, command) : [];

  protected async change(tx: Pipeline, command: DecideCommand, pages: LockedPages): Promise<PageWrite<Decision>> {
    const { siteId, id, principal, request } = command;
    const { decision, reason = null, ground = null, rule = null, note = null, message = null } = request;
    const { automated = false } = request;
    // Read again: now nobody changes them.
    const found = new Map((await commentsOf(tx, command)).map((comment) => [comment.id, comment]));
    const refusals = new Map(
      request.comments.map((asked) => [asked, refusalOf(found.get(asked), asked, { request, pages })]),
    );
    const accepted = [...found.values()].filter((comment) => !refusals.get(comment.id));
    await execute(tx, STORE_DECISION, [siteId, id, decision, actorIdOf(principal)]);
    const { ids, counters, changed, events } = await this.statuses.change(tx, accepted, {
      cause: `decision-${decision}`,
      by: principal,
      pages,
      decision: { id, reason, ground, rule, note, message, automated },
    });
    const commentIds = accepted.map((comment) => comment.id);
    const kept = accepted.filter((comment) => !ids.has(comment.id));
    await this.log.record(
      tx,
      kept.map(({ id: comment, readerId, status }) => ({
        ...{
          siteId,
          action: 'comment.kept',
          by: principal,
          automated,
          comment,
          decision: id,
          from: status,
          to: status,
        },
        ...{ reason: request.reason, ground: request.ground, rule: request.rule },
        subject: { reader: readerId, note: request.note, message: request.message },
      })),
    );
    if (decision !== 'hold') {
      // A comment that stays as it is was decided about, too.
      const status = decision === 'publish' ? 'dismissed' : 'upheld';
      await this.reports.resolve(tx, { siteId, commentIds, status, decisionId: id, by: principal, automated });
    }
    await this.lessons.learn(tx, siteId, { id, commentIds, decision, reason });
    await this.akismet.note(tx, siteId, { id, commentIds, decision, reason });
    const results = request.comments.map((comment): Decision['results'][number] => {
      const refusal = refusals.get(comment);
      if (refusal) return { comment, problem: refusal.toProblem() };
      const before = found.get(comment);
      if (!before) return { comment };
      // A comment that had the status before keeps it.
      const status = ids.has(comment) ? STATUS_OF[decision] : before.status;
      return { comment, from: before.status, status, version: versionOf({ ...before, status }) };
    });
    return { answer: { id, results }, counters, changed, events };
  }
}

const STATUS_OF = {
  publish: 'published',
  reject: 'rejected',
  spam: 'spam',
  remove: 'removed',
  hold: 'pending',
} as const satisfies Record<CreateDecision['decision'], CommentStatus>;

const commentsOf = (tx: Pipeline, { siteId, request }: DecideCommand): Promise<CommentToDecide[]> =>
  rowsOf<CommentToDecide>(tx, COMMENTS_TO_DECIDE, [siteId, request.comments]);

function refusalOf(
  comment: CommentToDecide | undefined,
  id: string,
  { request: { versions = {} }, pages }: { request: CreateDecision; pages: LockedPages },
): DomainError | null {
  if (!comment || comment.status === 'deleted') return new DomainError('comment-not-found');
  // Moved to another page by a merge since the pages were locked.
  if (!pages.has(comment.pageId)) return new DomainError('comment-changed');
  const asRead = versions[id];
  return asRead !== undefined && asRead !== versionOf(comment) ? new DomainError('comment-changed') : null;
}

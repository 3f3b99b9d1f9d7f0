import { actorIdOf, execute, newId, type Pipeline, type Principal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { AkismetCorrections } from '../akismet';
import { CommentStatuses, type StatusChanges } from '../comments';
import type { LockedPages } from '../page-writes';
import { ReportsRepository } from '../reports';
import { SpamLessons } from '../spam-filter';
import { COMMENTS_TO_REMOVE, STORE_DECISION } from './decisions.sql';

/** Removes what a reader has written and nobody has decided about, by one decision, which can be undone like others. */
@Injectable()
export class RemoveCommentsOfReader {
  constructor(
    private readonly statuses: CommentStatuses,
    private readonly reports: ReportsRepository,
    private readonly lessons: SpamLessons,
    private readonly akismet: AkismetCorrections,
  ) {}

  /** The caller holds the reader and the pages that they wrote on. @returns the decision's id, and what follows from it */
  async remove(
    tx: Pipeline,
    {
      siteId,
      readerId,
      principal,
      pages,
    }: { siteId: string; readerId: string; principal: Principal; pages: LockedPages },
    { reason, note }: { reason: string | null; note: string | null },
  ): Promise<{ decision: string; changes: StatusChanges }> {
    const decision = newId();
    const rows = await rowsOf<{ siteId: string; pageId: string; id: string }>(tx, COMMENTS_TO_REMOVE, [
      siteId,
      readerId,
    ]);
    const comments = rows.filter(({ pageId }) => pages.has(pageId));
    await execute(tx, STORE_DECISION, [siteId, decision, 'remove', actorIdOf(principal)]);
    const changes = await this.statuses.change(tx, comments, {
      cause: 'decision-remove',
      by: principal,
      pages,
      decision: { id: decision, reason, note, message: null },
    });
    const commentIds = comments.map(({ id }) => id);
    await this.reports.resolve(tx, { siteId, commentIds, status: 'upheld', decisionId: decision, by: principal });
    await this.lessons.learn(tx, siteId, { id: decision, commentIds, decision: 'remove', reason });
    await this.akismet.note(tx, siteId, { id: decision, commentIds, decision: 'remove', reason });
    return { decision, changes };
  }
}

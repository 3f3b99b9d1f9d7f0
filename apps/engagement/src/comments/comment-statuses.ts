import type { CommentStatus } from '@afterword/contracts';
import { newId, type Pipeline, type Principal, readerOf, rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { METRIC } from '../counters';
import type { NewEvent } from '../event-log';
import type { CounterChange, LockedPages, PageChanged } from '../page-writes';
import { type StatusCause, TRANSITIONS } from './comment-status';
import { CHANGE_REPLY_COUNTS, CHANGE_STATUSES, STATUS_HISTORY } from './comment-status.sql';

export interface CommentOfPage {
  siteId: string;
  pageId: string;
  id: string;
}

/** What follows from the changes, for the unit of work. */
export interface StatusChanges {
  /** The comments whose status changed. */
  ids: ReadonlySet<string>;
  counters: CounterChange[];
  changed: PageChanged[];
  events: NewEvent[];
}

export interface StatusRecord {
  from: CommentStatus;
  to: CommentStatus;
  cause: StatusCause;
  actorId: string | null;
  at: Date;
}

/** A comment whose place in lists may have changed. */
interface Relisted {
  siteId: string;
  id: string;
  parentId: string | null;
  wasListed: boolean;
  isListed: boolean;
}

interface ChangedStatus extends Relisted {
  pageId: string;
  from: CommentStatus;
}

/** The one way in which comments change status: the comment, its parents' reply counts, the page's counter, the history. */
@Injectable()
export class CommentStatuses {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** A comment whose status does not allow the change is left alone. The caller holds the pages. */
  async change(
    tx: Pipeline,
    comments: readonly CommentOfPage[],
    { cause, by, pages }: { cause: StatusCause; by: Principal; pages: LockedPages },
  ): Promise<StatusChanges> {
    if (comments.length === 0) return { ids: new Set(), counters: [], changed: [], events: [] };
    const { from, to, erases } = TRANSITIONS[cause];
    const actorId = readerOf(by)?.id ?? null;
    const rows = await rowsOf<ChangedStatus>(tx, CHANGE_STATUSES, [
      comments.map(({ siteId }) => siteId),
      comments.map(({ id }) => id),
      comments.map(() => from.join(' ')),
      comments.map(() => to),
      comments.map(() => erases),
      comments.map(() => cause),
      comments.map(() => actorId),
      comments.map(({ pageId }) => pages.get(pageId)?.nextCommentsVersion ?? 0),
      comments.map(() => newId()),
    ]);
    await this.changeReplyCounts(tx, rows);
    return {
      ids: new Set(rows.map(({ id }) => id)),
      counters: rows.flatMap(({ siteId, pageId, from: before }) => {
        const by = Number(to === 'published') - Number(before === 'published');
        return by === 0 ? [] : [{ siteId, targetId: pageId, metric: METRIC.comments, by }];
      }),
      changed: [...new Set(rows.map(({ pageId }) => pageId))].map((pageId) => ({
        pageId,
        counters: true,
        comments: true,
      })),
      events: rows.map(({ siteId, pageId, id, from: before }): NewEvent => ({
        type: `comment.${to}`,
        siteId,
        pageId,
        subjectId: id,
        actorId,
        payload: { from: before, cause },
      })),
    };
  }

  /** Every change of a comment's status, the oldest first. */
  historyOf(
    { siteId, id }: { siteId: string; id: string },
    runner: SqlRunner = this.dataSource,
  ): Promise<StatusRecord[]> {
    return rowsOf<StatusRecord>(runner, STATUS_HISTORY, [siteId, id]);
  }

  /**
   * A comment that lists show no more, or again, is a reply less or more to its parent; a tombstone that has lost its last listed
   * reply is not listed any more itself, and so on upwards.
   */
  private async changeReplyCounts(tx: Pipeline, changed: readonly Relisted[]): Promise<void> {
    let relisted = changed.filter(({ wasListed, isListed }) => wasListed !== isListed);
    for (;;) {
      const parents = new Map<string, { siteId: string; id: string; by: number }>();
      for (const { siteId, parentId, isListed } of relisted) {
        if (parentId === null) continue;
        const parent = parents.get(parentId) ?? { siteId, id: parentId, by: 0 };
        parent.by += isListed ? 1 : -1;
        parents.set(parentId, parent);
      }
      if (parents.size === 0) return;
      const changes = [...parents.values()];
      const rows = await rowsOf<Relisted>(tx, CHANGE_REPLY_COUNTS, [
        changes.map(({ siteId }) => siteId),
        changes.map(({ id }) => id),
        changes.map(({ by }) => by),
      ]);
      relisted = rows.filter(({ wasListed, isListed }) => wasListed !== isListed);
    }
  }
}

import type { CommentDecision, CommentStatus } from '@afterword/contracts';
import { newId, type Pipeline, type Principal, readerOf, rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { METRIC } from '../counters';
import type { NewEvent } from '../event-log';
import { ModerationLog, type NewLogEntry } from '../moderation-log';
import type { CounterChange, LockedPages, PageChanged } from '../page-writes';
import { type StatusCause, TRANSITIONS } from './comment-status';
import { CHANGE_REPLY_COUNTS, CHANGE_STATUSES, LAST_DECISIONS, STATUS_HISTORY } from './comment-status.sql';

export interface CommentOfPage {
  siteId: string;
  pageId: string;
  id: string;
}

/** Why a status changes, and what is stored with the change. */
export interface StatusChange {
  cause: keyof typeof TRANSITIONS;
  by: Principal;
  pages: LockedPages;
  decision?: DecisionRecord;
}

/** What staff said of a decision. `note` is for staff, `message` for the author. */
export interface DecisionRecord {
  id: string;
  reason: string | null;
  /** `illegal` or `terms`. */
  ground?: string | null;
  /** The law or the clause of the terms. */
  rule?: string | null;
  note: string | null;
  message: string | null;
  /** Whether a program decided. */
  automated?: boolean;
}

/** A comment that goes back to the status that it had before a decision. */
export interface StatusUndo extends CommentOfPage {
  /** Its status now. */
  from: CommentStatus;
  to: CommentStatus;
}

/** A comment that follows another system, which may have deleted it and have it again. */
export interface ImportedStatus extends StatusUndo {
  /** The text that a deleted comment gets back; not used for others. */
  body: string | null;
  html: string | null;
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
  /** Null for somebody who is gone. */
  actorName: string | null;
  reason: string | null;
  ground: string | null;
  rule: string | null;
  note: string | null;
  message: string | null;
  automated: boolean;
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
  readerId: string;
  from: CommentStatus;
}

interface Move extends CommentOfPage {
  /** The statuses that the comment may have now. */
  from: readonly CommentStatus[];
  to: CommentStatus;
  /** For a comment that has none, since it was deleted. */
  body?: string | null;
  html?: string | null;
}

/** The event of each status. Nobody is told that an author is muted. */
const EVENT_OF = {
  published: 'comment.published',
  pending: 'comment.held',
  rejected: 'comment.rejected',
  spam: 'comment.rejected',
  muted: null,
  removed: 'comment.removed',
  deleted: 'comment.deleted',
} as const satisfies Record<CommentStatus, NewEvent['type'] | null>;

/** The one way in which comments change status: the comment, its parents' reply counts, the page's counter, the history. */
@Injectable()
export class CommentStatuses {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly log: ModerationLog,
  ) {}

  /** A comment whose status does not allow the change is left alone. The caller holds the pages. */
  change(
    tx: Pipeline,
    comments: readonly CommentOfPage[],
    { cause, by, pages, decision }: StatusChange,
  ): Promise<StatusChanges> {
    const { from, to, erases } = TRANSITIONS[cause];
    const moves = comments.map((comment): Move => ({ ...comment, from, to }));
    return this.move(tx, moves, { cause, erases, by, pages, decision });
  }

  /** Takes a decision back. A comment whose status is another by now is left alone. The caller holds the pages. */
  undo(
    tx: Pipeline,
    comments: readonly StatusUndo[],
    { by, pages }: Pick<StatusChange, 'by' | 'pages'>,
  ): Promise<StatusChanges> {
    const moves = comments.map((comment): Move => ({ ...comment, from: [comment.from] }));
    return this.move(tx, moves, { cause: 'decision-undone', erases: false, by, pages });
  }

  /** Another system's word on comments that were imported from it. The caller holds the pages. */
  async imported(
    tx: Pipeline,
    comments: readonly ImportedStatus[],
    { by, pages }: Pick<StatusChange, 'by' | 'pages'>,
  ): Promise<StatusChanges> {
    const [gone, others] = [
      comments.filter(({ to }) => to === 'deleted'),
      comments.filter(({ to }) => to !== 'deleted'),
    ];
    const all: StatusChanges[] = [];
    for (const [moved, erases] of [[gone, true] as const, [others, false] as const]) {
      const moves = moved.map((comment): Move => ({ ...comment, from: [comment.from] }));
      all.push(await this.move(tx, moves, { cause: 'import-changed', erases, by, pages }));
    }
    return {
      ids: new Set(all.flatMap(({ ids }) => [...ids])),
      counters: all.flatMap(({ counters }) => counters),
      changed: all.flatMap(({ changed }) => changed),
      events: all.flatMap(({ events }) => events),
    };
  }

  private async move(
    tx: Pipeline,
    moves: readonly Move[],
    change: Omit<StatusChange, 'cause' | 'decision'> & {
      cause: StatusCause;
      erases: boolean;
      decision?: DecisionRecord | undefined;
    },
  ): Promise<StatusChanges> {
    if (moves.length === 0) return { ids: new Set(), counters: [], changed: [], events: [] };
    const { cause, erases, by, pages, decision } = change;
    // Events name readers only.
    const actorId = readerOf(by)?.id ?? null;
    const automated = AUTOMATED.has(cause) || (decision?.automated ?? false);
    const rows = await rowsOf<ChangedStatus>(tx, CHANGE_STATUSES, [
      moves.map(({ siteId }) => siteId),
      moves.map(({ id }) => id),
      moves.map(({ from }) => from.join(' ')),
      moves.map(({ to }) => to),
      moves.map(() => erases),
      moves.map(() => cause),
      moves.map(() => (by.kind === 'staff' ? by.id : actorId)),
      moves.map(({ pageId }) => pages.get(pageId)?.nextCommentsVersion ?? 0),
      moves.map(() => newId()),
      decision?.id ?? null,
      decision?.reason ?? null,
      decision?.note ?? null,
      decision?.message ?? null,
      decision?.ground ?? null,
      decision?.rule ?? null,
      automated,
      moves.map(({ body = null }) => body),
      moves.map(({ html = null }) => html),
    ]);
    const statusOf = new Map(moves.map(({ id, to }) => [id, to]));
    const newStatus = ({ id }: ChangedStatus) => statusOf.get(id) ?? 'deleted';
    await Promise.all([
      this.countReplies(tx, rows),
      this.log.record(tx, logged(rows, { cause, by, decision, automated, statusOf: newStatus })),
    ]);
    return {
      ids: new Set(rows.map(({ id }) => id)),
      counters: rows.flatMap((row) => {
        const { siteId, pageId, from: before } = row;
        const by = Number(newStatus(row) === 'published') - Number(before === 'published');
        return by === 0 ? [] : [{ siteId, targetId: pageId, metric: METRIC.comments, by }];
      }),
      // A held comment that stays hidden changes nothing that readers can see, so no version tells of it.
      changed: [...new Set(rows.filter(isSeen).map(({ pageId }) => pageId))].map((pageId) => ({
        pageId,
        counters: true,
        comments: true,
      })),
      events: rows.flatMap((row): NewEvent[] => {
        const { siteId, pageId, id, from: before } = row;
        const type = EVENT_OF[newStatus(row)];
        return type ? [{ type, siteId, pageId, subjectId: id, actorId, payload: { from: before, cause } }] : [];
      }),
    };
  }

  /** Every change of a comment's status, the oldest first. */
  historyOf(
    { siteId, id }: { siteId: string; id: string },
    runner: SqlRunner = this.dataSource,
  ): Promise<StatusRecord[]> {
    return rowsOf<StatusRecord>(runner, STATUS_HISTORY, [siteId, id]);
  }

  /** What authors are told of the last change of their comments' status, by comment; without one there is nothing to tell. */
  async lastDecisions(siteId: string, commentIds: readonly string[]): Promise<Map<string, CommentDecision>> {
    if (commentIds.length === 0) return new Map();
    const rows = await rowsOf<CommentDecision & { commentId: string }>(this.dataSource, LAST_DECISIONS, [
      siteId,
      [...commentIds],
    ]);
    return new Map(rows.map(({ commentId, ...decision }) => [commentId, decision]));
  }

  /**
   * A comment that lists show no more, or again, is a reply less or more to its parent; a tombstone that has lost its last listed
   * reply is not listed any more itself, and so on upwards. The caller holds the pages.
   */
  async countReplies(tx: Pipeline, changed: readonly Relisted[]): Promise<void> {
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

/** What programs do, by the settings of the site. */
const AUTOMATED: ReadonlySet<StatusCause> = new Set<StatusCause>(['reported', 'edit-held', 'edit-muted']);

/** What the author or the reader themselves do is theirs, and no decision. */
const UNLOGGED: ReadonlySet<StatusCause> = new Set<StatusCause>([
  ...(['author-deleted', 'reader-erased', 'edit-muted', 'import-changed', 'import-undone'] as const),
]);

const ACTION_OF = {
  published: 'comment.published',
  pending: 'comment.held',
  rejected: 'comment.rejected',
  spam: 'comment.spam',
  removed: 'comment.removed',
  muted: null,
  deleted: null,
} as const satisfies Record<CommentStatus, NewLogEntry['action'] | null>;

function logged(
  rows: readonly ChangedStatus[],
  {
    cause,
    by,
    decision,
    automated,
    statusOf,
  }: {
    cause: StatusCause;
    by: Principal;
    decision: DecisionRecord | undefined;
    automated: boolean;
    statusOf: (row: ChangedStatus) => CommentStatus;
  },
): NewLogEntry[] {
  if (UNLOGGED.has(cause)) return [];
  const { id, reason, ground, rule, note, message } = decision ?? {};
  return rows.flatMap((row): NewLogEntry[] => {
    const [action, to] = [ACTION_OF[statusOf(row)], statusOf(row)];
    if (!action) return [];
    const subject = { reader: row.readerId, note: note ?? undefined, message: message ?? undefined };
    return [
      {
        ...{ siteId: row.siteId, action, by: AUTOMATED.has(cause) ? null : by, automated, subject },
        ...{ comment: row.id, from: row.from, to, decision: id, details: { cause } },
        ...{ reason: reason ?? undefined, ground: ground ?? undefined, rule: rule ?? undefined },
      },
    ];
  });
}

const isSeen = ({ wasListed, isListed }: Relisted) => wasListed || isListed;

import type { CommentStatus } from '@afterword/contracts';
import { execute, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentStatuses } from '../comments';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { PageRecount } from '../reconciliation';
import {
  CHANGES_OF_RUN,
  DELETE_BROUGHT,
  DELETE_EMPTY_PAGE,
  DELETE_PAGE_COUNTERS,
  DELETE_VOTES,
  FORGET_CHANGES,
  FORGET_PAGE_REF,
  FORGET_REFS,
  HAND_ON_FORMER,
  HAND_ON_PAGE,
  KEPT_OF_RUN,
  RESTORE_FORMER,
  RESTORE_REFS,
} from './undo.sql';

export interface UndoCommand extends OnePageCommand {
  runId: string;
}

export interface UndonePage {
  removed: number;
  /** Tombstones: readers did something on them. */
  kept: number;
  restored: number;
}

/** A comment that a run changed, as it was before. */
interface FormerComment {
  id: string;
  from: CommentStatus;
  to: CommentStatus;
  body: string | null;
  html: string | null;
}

/**
 * Takes back what a run brought to a page and changed on it. What readers did something on since stays as a tombstone, and so does what is
 * above it; what was changed here since the run stays as it is.
 */
@Injectable()
export class UndoImport extends SingleWriter<UndoCommand, UndonePage> {
  readonly name = 'undo-import';

  constructor(
    private readonly statuses: CommentStatuses,
    private readonly page: PageRecount,
  ) {
    super();
  }

  protected async change(tx: Pipeline, command: UndoCommand, pages: LockedPages): Promise<PageWrite<UndonePage>> {
    const { siteId, pageId, runId, principal } = command;
    const own = [siteId, runId, pageId];
    const version = pageOf(command, pages).nextCommentsVersion;
    const kept = (await rowsOf<{ id: string }>(tx, KEPT_OF_RUN, own)).map(({ id }) => id);
    const removed = (await rowsOf<{ id: string }>(tx, DELETE_BROUGHT, [...own, kept])).map(({ id }) => id);
    if (kept.length > 0) await execute(tx, DELETE_VOTES, [siteId, pageId, kept]);
    const restored = await this.restore(tx, command, pages);
    const tombstones = kept.map((id) => ({ siteId, pageId, id }));
    const hidden = await this.statuses.change(tx, tombstones, { cause: 'import-undone', by: principal, pages });
    await execute(tx, FORGET_REFS, [siteId, runId, [...removed, ...kept]]);
    await execute(tx, FORGET_CHANGES, own);
    // Counts everything anew, so what the changes of statuses say of counters is in it.
    await this.page.recount(tx, { siteId, id: pageId }, version);
    const [gone] = await rowsOf<{ key: string }>(tx, DELETE_EMPTY_PAGE, own);
    if (gone) await execute(tx, DELETE_PAGE_COUNTERS, [siteId, pageId]);
    else await execute(tx, HAND_ON_PAGE, own);
    await execute(tx, FORGET_PAGE_REF, own);
    return {
      answer: { removed: removed.length, kept: kept.length, restored },
      changed: [{ pageId, counters: true, comments: true, ...(gone && { key: gone.key }) }],
      events: hidden.events,
    };
  }

  private async restore(
    tx: Pipeline,
    { siteId, pageId, runId, principal }: UndoCommand,
    pages: LockedPages,
  ): Promise<number> {
    const own = [siteId, runId, pageId];
    const changed = await rowsOf<FormerComment>(tx, CHANGES_OF_RUN, own);
    await execute(tx, HAND_ON_FORMER, own);
    if (changed.length === 0) return 0;
    const ids = changed.map(({ id }) => id);
    await execute(tx, RESTORE_FORMER, [siteId, runId, ids, pages.get(pageId)?.nextCommentsVersion ?? 0]);
    const moves = changed.filter(({ from, to }) => from !== to).map((move) => ({ ...move, siteId, pageId }));
    await this.statuses.imported(tx, moves, { by: principal, pages });
    await execute(tx, RESTORE_REFS, [siteId, runId, ids]);
    return changed.length;
  }
}

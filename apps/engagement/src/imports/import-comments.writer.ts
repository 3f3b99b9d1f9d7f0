import type { CommentStatus } from '@afterword/contracts';
import { execute, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentStatuses, RENDERER_VERSION } from '../comments';
import { METRIC } from '../counters';
import {
  type CounterChange,
  type LockedPages,
  type OnePageCommand,
  type PageWrite,
  type PageWriter,
  type PageWritten,
} from '../page-writes';
import {
  DESCRIBE_IMPORTED_PAGES,
  INSERT_IMPORTED,
  INSERT_PAGE_REFS,
  INSERT_REFS,
  INSERT_VOTES,
  KEEP_FORMER,
  STATUSES_OF,
  UPDATE_IMPORTED,
  UPDATE_REFS,
} from './imports.sql';

/** A comment as it is stored. */
export interface CommentToWrite {
  id: string;
  externalId: string;
  parentId: string | null;
  depth: number;
  readerId: string;
  createdAt: Date;
  editedAt: Date | null;
  status: CommentStatus;
  pinned: boolean;
  sourceHash: Buffer;
  /** `update`: it was imported before. */
  action: 'add' | 'hold' | 'update';
  body: string;
  html: string;
  /** Who liked and disliked it. Each once. */
  likes: readonly string[];
  dislikes: readonly string[];
}

export interface ImportCommand extends OnePageCommand {
  runId: string;
  source: string;
  page: { url: string | null; title: string | null; closed: boolean; isNew: boolean };
  /** Parents before what answers them. */
  comments: readonly CommentToWrite[];
}

interface PlacedComment extends CommentToWrite {
  pageId: string;
  replyCount: number;
}

/**
 * Comments of another system, some of one page in each command. Nobody is told of each: streams and notifications are for what happens now,
 * so they belong to no version of their page, and a reader sees them with the next list.
 */
@Injectable()
export class ImportComments implements PageWriter<ImportCommand, null> {
  readonly name = 'import-comments';

  constructor(private readonly statuses: CommentStatuses) {}

  async write(
    tx: Pipeline,
    commands: readonly ImportCommand[],
    { pages }: { pages: LockedPages },
  ): Promise<PageWritten<null>> {
    const [first] = commands;
    if (!first) return [];
    const { siteId, source, runId } = first;
    const placed = commands.flatMap(({ pageId, comments }) =>
      comments.map((comment): PlacedComment => ({ ...comment, pageId, replyCount: 0 })),
    );
    const added = placed.filter(({ action }) => action !== 'update');
    const outside = countReplies(added, siteId);
    this.describePages(tx, commands);
    if (added.length > 0) this.insert(tx, { siteId, source, runId }, added);
    if (outside.length > 0) await this.statuses.countReplies(tx, outside);
    const updated = placed.filter(({ action }) => action === 'update');
    const changes =
      updated.length > 0 ? await this.update(tx, { siteId, source, runId }, updated, { commands, pages }) : null;
    return commands.map((command): PageWrite<null> => {
      const { pageId } = command;
      const own = added.filter((comment) => comment.pageId === pageId);
      return {
        answer: null,
        counters: [
          ...countersOf(siteId, pageId, own),
          ...(changes?.counters.filter(({ targetId }) => targetId === pageId) ?? []),
        ],
        changed: [{ pageId, counters: true, comments: true }],
        events: changes?.events.filter((event) => event.pageId === pageId) ?? [],
      };
    });
  }

  private describePages(tx: Pipeline, commands: readonly ImportCommand[]): void {
    const { siteId, source, runId } = commands[0] as ImportCommand;
    tx.send(
      execute(tx, DESCRIBE_IMPORTED_PAGES, [
        siteId,
        commands.map(({ pageId }) => pageId),
        commands.map(({ page }) => page.url),
        commands.map(({ page }) => page.title),
        commands.map(({ page }) => page.isNew && page.closed),
      ]),
    );
    const created = commands.filter(({ newKey }) => newKey != null);
    if (created.length === 0) return;
    const values = [siteId, source, runId, created.map(({ pageId }) => pageId), created.map(({ newKey }) => newKey)];
    tx.send(execute(tx, INSERT_PAGE_REFS, values));
  }

  private insert(tx: Pipeline, { siteId, source, runId }: RunOfSite, added: readonly PlacedComment[]): void {
    const textOf = (comment: PlacedComment, text: string) => (comment.status === 'deleted' ? null : text);
    tx.send(
      execute(tx, INSERT_IMPORTED, [
        siteId,
        added.map(({ id }) => id),
        added.map(({ pageId }) => pageId),
        added.map(({ parentId }) => parentId),
        added.map(({ depth }) => depth),
        added.map(({ readerId }) => readerId),
        added.map((comment) => textOf(comment, comment.body)),
        added.map((comment) => textOf(comment, comment.html)),
        added.map(({ createdAt }) => createdAt),
        added.map(({ editedAt }) => editedAt),
        added.map(({ status }) => status),
        added.map(({ pinned }) => pinned),
        added.map(({ likes, dislikes }) => likes.length + dislikes.length),
        added.map(({ replyCount }) => replyCount),
        RENDERER_VERSION,
      ]),
    );
    tx.send(
      execute(tx, INSERT_REFS, [
        siteId,
        source,
        runId,
        added.map(({ externalId }) => externalId),
        added.map(({ id }) => id),
        added.map(({ sourceHash }) => sourceHash),
        added.map((comment) => textOf(comment, comment.body)),
        added.map(({ status }) => status),
      ]),
    );
    const votes = added.flatMap(({ id, pageId, likes, dislikes }) => [
      ...likes.map((readerId) => ({ id, pageId, readerId, kind: 'like' })),
      ...dislikes.map((readerId) => ({ id, pageId, readerId, kind: 'dislike' })),
    ]);
    if (votes.length === 0) return;
    tx.send(
      execute(tx, INSERT_VOTES, [
        siteId,
        votes.map(({ id }) => id),
        votes.map(({ readerId }) => readerId),
        votes.map(({ kind }) => kind),
        votes.map(({ pageId }) => pageId),
      ]),
    );
  }

  /** What the source has changed since. A comment that is on another page by now stays as it is. */
  private async update(
    tx: Pipeline,
    { siteId, source, runId }: RunOfSite,
    updated: readonly PlacedComment[],
    { commands, pages }: { commands: readonly ImportCommand[]; pages: LockedPages },
  ) {
    const rows = await rowsOf<{ id: string; pageId: string; status: CommentStatus }>(tx, STATUSES_OF, [
      siteId,
      updated.map(({ id }) => id),
    ]);
    const now = new Map(rows.map((row) => [row.id, row]));
    const here = updated.filter(({ id, pageId }) => now.get(id)?.pageId === pageId);
    const versionOf = (pageId: string) => pages.get(pageId)?.nextCommentsVersion ?? 0;
    const textOf = ({ status }: PlacedComment, text: string) => (status === 'deleted' ? null : text);
    await execute(tx, KEEP_FORMER, [siteId, runId, here.map(({ id }) => id)]);
    await execute(tx, UPDATE_IMPORTED, [
      siteId,
      here.map(({ id }) => id),
      here.map((comment) => textOf(comment, comment.body)),
      here.map((comment) => textOf(comment, comment.html)),
      here.map(({ editedAt }) => editedAt),
      here.map(({ pinned }) => pinned),
      here.map(({ pageId }) => versionOf(pageId)),
      RENDERER_VERSION,
    ]);
    const moves = here.flatMap(({ id, pageId, status: to, body, html }) => {
      const from = now.get(id)?.status;
      return from === undefined || from === to ? [] : [{ siteId, pageId, id, from, to, body, html }];
    });
    const principal = (commands[0] as ImportCommand).principal;
    const changes = await this.statuses.imported(tx, moves, { by: principal, pages });
    const values = [siteId, source, here.map(({ externalId }) => externalId), here.map(({ sourceHash }) => sourceHash)];
    await execute(tx, UPDATE_REFS, values);
    return changes;
  }
}

interface RunOfSite {
  siteId: string;
  source: string;
  runId: string;
}

/**
 * Sets how many replies each comment has that lists show, from the last ones upwards.
 * @returns those that answer a comment which is stored already
 */
function countReplies(added: readonly PlacedComment[], siteId: string) {
  const byId = new Map(added.map((comment) => [comment.id, comment]));
  const outside: { siteId: string; id: string; parentId: string; wasListed: boolean; isListed: boolean }[] = [];
  for (const { id, parentId, status, replyCount } of added.toReversed()) {
    if (parentId === null || (status !== 'published' && replyCount === 0)) continue;
    const parent = byId.get(parentId);
    if (parent) parent.replyCount += 1;
    else outside.push({ siteId, id, parentId, wasListed: false, isListed: true });
  }
  return outside;
}

function countersOf(siteId: string, pageId: string, added: readonly PlacedComment[]): CounterChange[] {
  const published = added.filter(({ status }) => status === 'published').length;
  const counters: CounterChange[] = [{ siteId, targetId: pageId, metric: METRIC.comments, by: published }];
  for (const { id, likes, dislikes } of added) {
    if (likes.length > 0) counters.push({ siteId, targetId: id, metric: `${METRIC.reactions}like`, by: likes.length });
    if (dislikes.length > 0)
      counters.push({ siteId, targetId: id, metric: `${METRIC.reactions}dislike`, by: dislikes.length });
  }
  return counters;
}

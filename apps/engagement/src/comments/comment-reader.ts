import {
  type Author,
  type Comment,
  type CommentDecision,
  type CommentList,
  type CommentSort,
  type CommentViewer,
  LIMITS,
  type ReplyList,
  type Site,
} from '@afterword/contracts';
import { type Principal, readerOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { Avatars } from '../avatars';
import { CountersRepository } from '../counters';
import { LedgerReader } from '../ledger';
import { PageAuthorsRepository } from '../pages';
import { markKey, ReactionsRepository } from '../reactions';
import { FIRST_REPLY, readTimeCursor, timeCursor, topCursor } from './comment-cursor';
import { ByteBudget } from './byte-budget';
import { isToldAbout } from './comment-status';
import { CommentStatuses } from './comment-statuses';
import { toComment } from './comment-view';
import { MutedComments } from './muted-comments';
import { type CommentRow, CommentsRepository, type ListedComment } from './comments.repository';

export interface ThreadQuery {
  site: Site;
  pageId: string;
  /** The comments that the page features, which come with the beginning of the list. */
  featured?: readonly string[];
  sort: CommentSort;
  limit: number;
  cursor?: string | undefined;
  principal: Principal;
}

/** What is asked of a list of top-level comments, with one more than is shown. */
interface PartOfList {
  siteId: string;
  pageId: string;
  limit: number;
  cursor: string | undefined;
}

const NOTHING_DONE: CommentViewer = { reactions: [], rewarded: 0 };

export interface CommentViewers {
  of: (commentId: string, readerId: string) => CommentViewer;
}

/**
 * Reads comments with their first replies, reactions and what the asking reader did: a fixed number of statements a list. Long comments
 * make lists shorter (`LIMITS.threadBytes`): replies are left out first, then the end of the list, and cursors lead to them.
 */
@Injectable()
export class CommentReader {
  constructor(
    private readonly comments: CommentsRepository,
    private readonly counters: CountersRepository,
    private readonly reactions: ReactionsRepository,
    private readonly ledger: LedgerReader,
    private readonly avatars: Avatars,
    private readonly statuses: CommentStatuses,
    private readonly authors: PageAuthorsRepository,
  ) {}

  private readonly toAuthorOn =
    (site: Site) =>
    (stored: Author): Author =>
      this.avatars.toAuthor(stored, site);

  async thread(query: ThreadQuery): Promise<Omit<CommentList, 'total' | 'lastEventId'>> {
    const { site, pageId, featured: ids = [], cursor, principal } = query;
    if (cursor !== undefined || ids.length === 0) return this.listed(query);
    const [list, rows] = await Promise.all([
      this.listed(query),
      this.comments.featured({ siteId: site.id, pageId, ids: ids.slice(0, LIMITS.featuredComments) }),
    ]);
    return { ...list, ...(rows.length > 0 && { featured: await this.bare(site, rows, principal) }) };
  }

  private async listed({
    site,
    pageId,
    sort,
    limit,
    cursor,
    principal,
  }: ThreadQuery): Promise<Omit<CommentList, 'total' | 'lastEventId'>> {
    const muted = await this.mutedOf(principal, { siteId: site.id, pageId });
    // One more than asked tells whether the list goes on.
    const part = { siteId: site.id, pageId, limit: limit + 1, cursor };
    const rows =
      sort === 'author'
        ? await this.withAuthors(part, { principal, muted })
        : await this.inOrder(part, { sort, muted });
    const budget = new ByteBudget();
    const shown = budget.take(rows.slice(0, limit));
    const last = shown.at(-1);
    const next = rows.length > shown.length && last ? cursorAfter(last, sort) : null;
    const held = cursor === undefined ? await this.heldOf(principal, site.id, pageId) : [];
    if (held.length === 0) return { items: await this.view(site, shown, principal, { budget, muted }), next };
    // What waits for a moderator makes no conversation with an author yet.
    const own = sort === 'author' ? [] : held.filter(({ parentId }) => parentId === null);
    const items = await this.view(site, [...own, ...shown], principal, { budget, muted });
    return {
      items: withHeldReplies(
        items,
        await this.bare(
          site,
          held.filter(({ parentId }) => parentId !== null),
          principal,
        ),
      ),
      next,
    };
  }

  private async inOrder(
    part: PartOfList,
    { sort, muted }: { sort: Exclude<CommentSort, 'author'>; muted: MutedComments | null },
  ): Promise<ListedComment[]> {
    const listed = await this.comments.list({ ...part, sort });
    return muted ? muted.inList(listed, { ...part, sort }) : listed;
  }

  /** To a muted author, their own comments are seen as well. */
  private async withAuthors(
    part: PartOfList,
    { principal, muted }: { principal: Principal; muted: MutedComments | null },
  ): Promise<ListedComment[]> {
    const readerIds = await this.authors.readersOf(part.siteId, part.pageId);
    const asking = readerOf(principal)?.id;
    const mutedId = muted && asking !== undefined && readerIds.includes(asking) ? asking : null;
    const listed = await this.comments.listWithAuthors({ ...part, readerIds, mutedId });
    if (!muted) return listed;
    return mutedId === null ? muted.withReplies(listed) : muted.inList(listed, { ...part, sort: 'author' });
  }

  /** What the asking reader wrote on a page and no list holds. A held comment with replies keeps its place in lists. */
  private async heldOf(principal: Principal, siteId: string, pageId: string): Promise<CommentRow[]> {
    const reader = readerOf(principal);
    if (!reader) return [];
    const held = await this.comments.heldOf({ siteId, pageId, readerId: reader.id });
    return held.filter(({ listed }) => !listed);
  }

  /** What only the asking reader sees of a page; null, without asking, for readers who never were muted. */
  private async mutedOf(
    principal: Principal,
    { siteId, pageId }: Pick<CommentRow, 'siteId' | 'pageId'>,
  ): Promise<MutedComments | null> {
    if (principal.kind !== 'reader' || !principal.wasMuted) return null;
    return new MutedComments(await this.comments.mutedOf({ siteId, pageId, readerId: principal.reader.id }));
  }

  /** Whether a comment that no list shows is above one that only the asking reader sees. */
  async isAboveMuted(row: CommentRow, principal: Principal): Promise<boolean> {
    return (await this.mutedOf(principal, row))?.has(row.id) ?? false;
  }

  async replies(
    site: Site,
    parent: CommentRow,
    { limit, cursor, principal }: { limit: number; cursor?: string | undefined; principal: Principal },
  ): Promise<ReplyList> {
    const after = cursor === undefined ? FIRST_REPLY : readTimeCursor('replies', cursor);
    const asked = { siteId: site.id, parentIds: [parent.id], limit: limit + 1, after };
    const listed = await this.comments.replies(asked);
    const muted = await this.mutedOf(principal, parent);
    const rows = muted ? muted.amongReplies(listed, asked) : listed;
    const budget = new ByteBudget();
    const shown = budget.take(rows.slice(0, limit));
    const last = shown.at(-1);
    const next = rows.length > shown.length && last ? timeCursor('replies', last) : null;
    // The reader's own held replies are the newest, and end the list.
    const held = next === null ? await this.heldOf(principal, site.id, parent.pageId) : [];
    const own = held.filter(({ parentId }) => parentId === parent.id).reverse();
    return { items: await this.view(site, [...shown, ...own], principal, { budget, muted }), next };
  }

  async one(site: Site, row: CommentRow, principal: Principal): Promise<Comment> {
    const budget = new ByteBudget();
    const muted = await this.mutedOf(principal, row);
    const rows = muted ? muted.withReplies([row]) : [row];
    const [comment] = await this.view(site, budget.take(rows), principal, { budget, muted });
    if (!comment) throw new Error('A row has a view');
    return comment;
  }

  /** Some comments by themselves, without their replies. */
  async bare(site: Site, rows: readonly CommentRow[], principal: Principal): Promise<Comment[]> {
    const comments = await this.view(site, rows, principal, { replies: new Map() });
    return comments.map((comment) => ({ ...comment, replies: { items: [], next: null } }));
  }

  /** Comments of any status as they are, without their replies and without what the moderator did to them. */
  async forModerator(site: Site, rows: readonly CommentRow[]): Promise<Comment[]> {
    const counters = await this.counters.ofTargets(rows.map(({ siteId, id }) => ({ siteId, targetId: id })));
    const options = {
      kinds: site.reactionKinds,
      toAuthor: this.toAuthorOn(site),
      counters,
      viewer: null,
      replies: new Map(),
    };
    return rows.map((row) => toComment(row, { ...options, asker: 'moderator' }));
  }

  /** A comment that was posted this moment: nothing hangs on it yet. */
  fresh(site: Site, row: CommentRow): Comment {
    return toComment(row, {
      kinds: site.reactionKinds,
      toAuthor: this.toAuthorOn(site),
      counters: new Map(),
      asker: { id: row.readerId },
      viewer: () => NOTHING_DONE,
      replies: new Map(),
    });
  }

  private async view(
    site: Site,
    rows: readonly CommentRow[],
    principal: Principal,
    inline: { replies: Map<string, CommentRow[]> } | { budget: ByteBudget; muted: MutedComments | null },
  ): Promise<Comment[]> {
    const reader = readerOf(principal);
    const replies = 'replies' in inline ? inline.replies : await this.inlineReplies(site, rows, inline);
    const hidden = 'replies' in inline ? undefined : await this.hiddenReplies(site, rows, replies);
    const all = [...rows, ...[...replies.values()].flat()];
    const targets = all.map(({ siteId, id }) => ({ siteId, targetId: id }));
    const [counters, viewers, decisions] = await Promise.all([
      this.counters.ofTargets(targets),
      reader && this.viewersOf(targets.map((target) => ({ ...target, readerId: reader.id }))),
      this.decisionsAbout(site, all, reader),
    ]);
    const viewer = reader && viewers ? (id: string) => viewers.of(id, reader.id) : null;
    return rows.map((row) =>
      toComment(row, {
        kinds: site.reactionKinds,
        toAuthor: this.toAuthorOn(site),
        counters,
        viewer,
        replies,
        hidden,
        decisions,
        asker: reader,
      }),
    );
  }

  /** What the asking reader is told of their own comments that nobody else sees; no statement where there are none. */
  private async decisionsAbout(
    site: Site,
    rows: readonly CommentRow[],
    reader: { id: string } | null,
  ): Promise<ReadonlyMap<string, CommentDecision>> {
    const own = rows.filter(({ readerId, status }) => readerId === reader?.id && isToldAbout(status));
    return this.statuses.lastDecisions(
      site.id,
      own.map(({ id }) => id),
    );
  }

  /** What readers did to comments. */
  async viewersOf(
    asked: readonly { siteId: string; targetId: string; readerId: string }[],
    runner?: SqlRunner,
  ): Promise<CommentViewers> {
    if (asked.length === 0) return { of: () => NOTHING_DONE };
    const [kinds, rewarded] = await Promise.all([
      this.reactions.kindsOf(asked, runner),
      this.ledger.rewardedBy(asked, runner),
    ]);
    return {
      of: (targetId, readerId) => {
        const key = markKey({ targetId, readerId });
        return { reactions: [...(kinds.get(key) ?? [])], rewarded: rewarded.get(key) ?? 0 };
      },
    };
  }

  /** How many replies are below those comments that do not show all of theirs; no statement where there is none. */
  private async hiddenReplies(
    site: Site,
    rows: readonly CommentRow[],
    replies: ReadonlyMap<string, readonly CommentRow[]>,
  ): Promise<ReadonlyMap<string, number>> {
    const cut = [...rows, ...[...replies.values()].flat()].flatMap(({ id, replyCount }) => {
      const shown = replies.get(id) ?? [];
      return replyCount > shown.length ? [{ id, after: shown.at(-1)?.id ?? FIRST_REPLY.id }] : [];
    });
    if (cut.length === 0) return new Map();
    return this.comments.hiddenReplies(site.id, cut, LIMITS.countedReplies);
  }

  /** The first replies of each comment, level by level: one statement a level. */
  private async inlineReplies(
    site: Site,
    rows: readonly CommentRow[],
    { budget, muted }: { budget: ByteBudget; muted: MutedComments | null },
  ): Promise<Map<string, CommentRow[]>> {
    const byParent = new Map<string, CommentRow[]>();
    let parents = rows.filter(({ replyCount }) => replyCount > 0);
    for (let level = 0; level < site.limits.shownDepth && parents.length > 0 && !budget.isSpent; level += 1) {
      const parentIds = parents.map(({ id }) => id);
      // Oldest first over all parents, so what is taken of each parent is the beginning of its replies.
      const asked = { siteId: site.id, parentIds, limit: LIMITS.inlineReplies, after: FIRST_REPLY };
      const listed = await this.comments.replies(asked);
      const replies = budget.take(muted ? muted.amongReplies(listed, asked) : listed);
      for (const reply of replies) {
        const siblings = byParent.get(reply.parentId ?? '');
        if (siblings) siblings.push(reply);
        else byParent.set(reply.parentId ?? '', [reply]);
      }
      parents = replies.filter(({ replyCount }) => replyCount > 0);
    }
    return byParent;
  }
}

function cursorAfter(last: ListedComment, sort: CommentSort): string {
  if (sort !== 'top') return timeCursor(sort, last);
  const { id, pinned, score, rankPinned = pinned, rankScore = score, rankVersion = 0 } = last;
  return topCursor({ id, pinned: rankPinned, score: rankScore, version: rankVersion });
}

/** Puts the asking reader's own held replies below what they reply to, where the list shows it. */
function withHeldReplies(items: readonly Comment[], held: readonly Comment[]): Comment[] {
  return items.map((comment) => {
    const own = held.filter(({ parentId }) => parentId === comment.id).reverse();
    const replies = { ...comment.replies, items: [...withHeldReplies(comment.replies.items, held), ...own] };
    return { ...comment, replies };
  });
}

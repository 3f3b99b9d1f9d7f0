import type { Comment, CommentContext, CommentList, ReplyList } from '@afterword/contracts';
import { failureOf } from '../failure';
import type { CommentEventName, LiveEvents } from '../live-events';
import type { CommentListener } from './live-page';
import { repliesBelow } from './ui';
import { type Known, type ThreadStore, reactionKey } from '../thread/thread-store';
import { addReply, append, changeAll, changeIn, find, flat, merge, removeFrom } from './comment-tree';
import { onePerKey } from '../one-per-key';

/** Comments in one answer at most; the service's `pageSizeMax`. */
const PAGE_SIZE_MAX = 100;

/** Changes to a loaded thread: more pages, the reader's actions and other readers' events. */
export class ThreadChanges implements CommentListener {
  /** Inserts unsent comments; set by the writer. */
  outgoing: (items: readonly Comment[]) => readonly Comment[] = (items) => items;
  /** While a comment is being sent, it may be one of those that arrived. */
  isSending?: boolean;
  /** Pending reactions, by comment and kind. */
  readonly pendingReactions = new Map<string, boolean>();
  /** Others' new comments by id, not shown until the reader asks for them. */
  readonly arrivals = new Map<string, Comment>();
  /** Ids of those that were shown since, which are marked. */
  readonly fresh = new Set<string>();
  readonly folded = new Set<string>();
  /** Whether the comment in the URL is known not to exist, and this thread tells. */
  linkGone?: boolean;
  /** The thread that tells that a comment does not exist: one of those in the document. */
  private static teller: { id: string; changes: ThreadChanges } | null = null;
  /** Events that came while something was being read: they are told again afterwards. */
  private readonly late: (() => void)[] = [];
  /** How often the featured comments were to be read since reading them began; 0 while they are not read. */
  private renewals = 0;

  private constructor(readonly thread: ThreadStore) {
    thread.overlay = (known) => this.over(known);
    thread.renewed = () => {
      this.arrivals.clear();
      this.fresh.clear();
      this.settleLinked();
    };
    thread.afterReads = () => {
      for (const tell of this.late.splice(0)) tell();
    };
  }

  static readonly of = onePerKey((thread: ThreadStore) => new ThreadChanges(thread));

  async more(): Promise<void> {
    const { thread } = this;
    const { sort } = thread;
    const cursor = thread.known?.next ?? null;
    if (cursor === null) return;
    await thread.attempt(async () => {
      const list = await thread.list(cursor);
      // In a ranking a comment may have risen meanwhile, past the place up to which the list is loaded: then it is on no page.
      if (sort === 'top') await this.readShown();
      const { known } = thread;
      if (sort !== thread.sort || known?.next !== cursor) return;
      this.take(list);
      thread.tellWatchers();
      this.settleLinked();
    });
  }

  /** Reads what the ranking has now where the loaded pages are. */
  private async readShown(): Promise<void> {
    const { thread } = this;
    const { sort } = thread;
    let left = thread.known?.items.length ?? 0;
    let cursor: string | null = null;
    do {
      const list: CommentList = await thread.list(cursor, Math.min(PAGE_SIZE_MAX, left));
      if (sort !== thread.sort) return;
      this.take({ items: list.items });
      left -= list.items.length;
      cursor = list.next;
    } while (cursor !== null && left > 0);
  }

  /** Merges comments into the list; whoever calls tells its watchers. One answer at a time: comparing those of a long thread takes a while. */
  private take({ items, ...more }: Partial<CommentList> & Pick<CommentList, 'items'>): void {
    const { known } = this.thread;
    if (known) this.thread.known = { ...known, ...more, items: merge(known.items, items) };
    for (const { id } of items) this.arrivals.delete(id);
  }

  /** Shows others' new comments where they belong, in the list as it is. @returns the id of the first; null if there is none */
  async showArrived(): Promise<string | null> {
    const { thread } = this;
    // Parents come before their replies.
    const comments = [...this.arrivals.values()].sort((a, b) => a.depth - b.depth || a.id.localeCompare(b.id));
    this.arrivals.clear();
    thread.tellWatchers();
    await thread.attempt(async () => {
      for (const comment of comments) {
        const { id, parentId } = comment;
        if (this.find(id)) continue;
        this.fresh.add(id);
        if (parentId === null || this.find(parentId)) this.put(comment, parentId);
        // What it answers is not loaded: it comes with all that it answers.
        else await this.putBelowAncestors(id);
      }
    });
    return comments.find(({ id }) => this.find(id))?.id ?? null;
  }

  private put(comment: Comment, parentId: string | null): void {
    for (let at = parentId; at !== null; at = this.find(at)?.parentId ?? null) this.folded.delete(at);
    this.update((items) => this.placed(items, comment, parentId === null ? null : { id: parentId }));
    if (parentId === null) return;
    this.change(parentId, ({ replyCount, ...parent }) => ({ ...parent, replyCount: replyCount + 1 }));
  }

  private async putBelowAncestors(id: string): Promise<void> {
    const branch = await this.fetchLinked(id);
    const { known } = this.thread;
    if (!branch || branch === 'gone' || !known) return;
    const isKnown = find(known.items, branch.id) !== null;
    this.thread.set({
      ...known,
      items: isKnown ? graft(known.items, branch) : this.placed(known.items, branch, null),
    });
  }

  async moreReplies({ id, replies: { next } }: Comment): Promise<void> {
    if (next === null) return;
    const { thread } = this;
    await thread.attempt(async () => {
      const query = new URLSearchParams({ cursor: next });
      const list = await thread.page.read<ReplyList>(`/v1/comments/${id}/replies?${query}`);
      this.change(id, ({ hiddenReplies = 0, ...comment }) => ({
        ...comment,
        hiddenReplies: list.items.reduce((left, reply) => left - 1 - repliesBelow(reply), hiddenReplies),
        replies: { items: merge(comment.replies.items, list.items), next: list.next },
      }));
    });
  }

  /** Shows the comment in the URL, wherever in the thread it is. */
  async link(id: string): Promise<void> {
    const { thread } = this;
    this.linkGone = false;
    if (!thread.isCurrent) return;
    this.unfold(id);
    if (this.find(id)) return;
    await thread.attempt(async () => {
      const linked = await this.fetchLinked(id);
      if (linked === 'gone') this.tellGone(id);
      else if (linked && thread.known) thread.set({ ...thread.known, linked });
      this.settleLinked();
    });
  }

  /** Shows a reaction immediately; the caller stores it. */
  setReaction(id: string, kind: string, wanted: boolean): void {
    this.pendingReactions.set(reactionKey(id, kind), wanted);
    this.thread.tellWatchers();
  }

  /** Discards pending reactions that cannot be stored now. */
  dropPendingReactions(): void {
    this.pendingReactions.clear();
    this.thread.tellWatchers();
  }

  fold({ id }: Comment): void {
    if (!this.folded.delete(id)) this.folded.add(id);
    this.thread.tellWatchers();
  }

  /** Inserts a stored comment and counts it. */
  insert(comment: Comment, parent: Pick<Comment, 'id'> | null): void {
    const { thread } = this;
    this.arrivals.delete(comment.id);
    if (parent) {
      this.folded.delete(parent.id);
      this.update((items) =>
        changeIn(this.placed(items, comment, parent), parent.id, ({ replyCount, ...rest }) => ({
          ...rest,
          replyCount: replyCount + Number(comment.status === 'published'),
        })),
      );
    } else if (thread.known) thread.set({ ...thread.known, items: this.placed(thread.known.items, comment, null) });
    if (comment.status === 'published') this.count(1);
  }

  /** The list with a comment inserted at its position. */
  placed(items: readonly Comment[], comment: Comment, parent: Pick<Comment, 'id'> | null): Comment[] {
    if (parent) return addReply(items, parent.id, comment);
    return this.thread.sort === 'oldest' ? append(items, [comment]) : append([comment], items);
  }

  /** Removes a deleted comment; leaves a tombstone if it has replies. */
  takeOut(id: string, status: Comment['status'] = 'deleted'): void {
    const gone = this.find(id);
    if (!gone?.author) return;
    const { items, next } = gone.replies;
    if (items.length === 0 && next === null) this.update((all) => removeFrom(all, id));
    else this.change(id, (old) => ({ ...old, author: null, body: null, html: null, status }));
  }

  change(id: string, change: (comment: Comment) => Comment): void {
    this.update((items) => changeIn(items, id, change));
  }

  /** Adjusts the count for this reader's own changes. Others' changes come with the page's counters. */
  count(by: number): void {
    const { thread } = this;
    const total = Math.max(0, (thread.thread?.total ?? 0) + by);
    if (thread.known) thread.set({ ...thread.known, total });
    thread.page.setCommentCount(total);
  }

  /** Updates changed comments in place. New ones are only announced, so that nothing moves. */
  onComment(name: CommentEventName, data: LiveEvents[CommentEventName]): void {
    const { id } = data;
    if (this.thread.openReads > 0) this.late.push(() => this.onComment(name, data));
    const wasFeatured = this.thread.known?.featured?.some((comment) => comment.id === id);
    if (name === 'comment.removed') {
      this.arrivals.delete(id);
      this.takeOut(id, data.status);
    } else if (!('reactions' in data)) {
      return;
    } else {
      const { featured } = data;
      // What depends on the reader, and what is loaded below it, stays.
      this.change(id, ({ viewer, replies, replyCount, hiddenReplies, ...comment }) => ({
        ...comment,
        ...data,
        ...{ featured, viewer, replies, replyCount, hiddenReplies },
      }));
      // The reader's own leaves again with the answer to its request.
      if (!this.find(id) && (name === 'comment.created' || this.arrivals.has(id))) this.arrivals.set(id, data);
    }
    if (!wasFeatured !== !('featured' in data && data.featured)) void this.renewFeatured();
    this.thread.tellWatchers();
  }

  /**
   * Reads the featured comments again, one request at a time. Where it fails, those that are shown stay: the thread is loaded, and the
   * next change or connection reads them again.
   */
  async renewFeatured(): Promise<void> {
    const { thread } = this;
    if (this.renewals++ > 0) return;
    try {
      let begun;
      do {
        begun = this.renewals;
        const { featured } = await thread.list(null, 1);
        if (thread.known) thread.set({ ...thread.known, featured });
      } while (begun !== this.renewals);
    } catch {
      // What is shown stays.
    }
    this.renewals = 0;
  }

  /** Reads the shown comments again after events may have been missed. Moves nothing either. */
  refresh(): void {
    const { thread } = this;
    if (!thread.isCurrent) void thread.load();
    else
      void thread.attempt(async () => {
        const { items, featured } = await thread.list(null);
        if (thread.known) thread.set({ ...thread.known, featured });
        const newer = new Map(flat(items).map((comment) => [comment.id, comment]));
        this.update((all) =>
          changeAll(all, (comment) => {
            const { id, replies, replyCount } = comment;
            const now = newer.get(id);
            // Replies that have come are counted when they are shown.
            return now ? { ...now, replies, replyCount } : comment;
          }),
        );
        for (const [id, comment] of newer) if (!this.find(id)) this.arrivals.set(id, comment);
      });
  }

  find(id: string): Comment | null {
    const { items = [], linked = null } = this.thread.known ?? {};
    return find(linked ? [...items, linked] : items, id);
  }

  private update(change: (items: readonly Comment[]) => readonly Comment[]): void {
    const { known } = this.thread;
    if (known) this.thread.set(withChange(known, change));
  }

  private over(known: Known): Known {
    let shown = known;
    for (const [key, wanted] of this.pendingReactions) {
      const [id = '', kind = ''] = key.split(' ');
      shown = withChange(shown, (items) => changeIn(items, id, (comment) => marked(comment, kind, wanted)));
    }
    return withChange(shown, this.outgoing);
  }

  /** Shows the replies that a comment is among. */
  unfold(id: string): void {
    for (const folded of this.folded) if (find(this.find(folded)?.replies.items ?? [], id)) this.folded.delete(folded);
  }

  private tellGone(id: string): void {
    const { teller } = ThreadChanges;
    if (teller?.id !== id || !teller.changes.thread.isWatched) ThreadChanges.teller = { id, changes: this };
    this.linkGone = ThreadChanges.teller?.changes === this;
    this.thread.tellWatchers();
  }

  /** The comment below its ancestors, starting at the top level; null if it belongs to another page. */
  private async fetchLinked(id: string): Promise<Comment | 'gone' | null> {
    const { page } = this.thread;
    try {
      const context = await page.read<CommentContext>(`/v1/comments/${id}/context`);
      // A page may have several keys: its main one tells.
      if (page.key === null) await page.load();
      if (context.site !== page.address.site || context.page !== (page.key ?? page.address.page)) return null;
      return context.ancestors.reduceRight(
        // Other replies come with the list.
        (reply, parent) => ({ ...parent, replies: { items: [reply], next: null } }),
        context.comment,
      );
    } catch (error) {
      const { kind } = failureOf(error);
      if (['comment-not-found', 'invalid-request'].includes(kind)) return 'gone';
      // Only the origins of its own site can read a comment: it may belong to another thread of this document.
      if (kind === 'unavailable') return null;
      throw error;
    }
  }

  /** Moves the linked comment into the list once its thread is loaded there. */
  private settleLinked(): void {
    const { known } = this.thread;
    if (!known?.linked || !find(known.items, known.linked.id)) return;
    this.thread.set({ ...known, items: graft(known.items, known.linked), linked: null });
  }
}

/** The tree with a branch of which it has the root. */
const graft = (to: readonly Comment[], branch: Comment): Comment[] =>
  branch.replies.items.reduce((all, reply) => graft(addReply(all, branch.id, reply), reply), [...to]);

/** Applies a change to the list, to the linked comment and to the featured ones. */
function withChange(known: Known, change: (items: readonly Comment[]) => readonly Comment[]): Known {
  const { linked, featured } = known;
  // Each by itself: what the change adds belongs into the list.
  const changed = (one: Comment) => change([one]).find(({ id }) => id === one.id) ?? null;
  return {
    ...known,
    items: [...change(known.items)],
    linked: linked && changed(linked),
    featured: featured?.flatMap((one) => changed(one) ?? []),
  };
}

function marked(comment: Comment, kind: string, wanted: boolean): Comment {
  const { reactions = [], rewarded = 0 } = comment.viewer ?? {};
  if (reactions.includes(kind) === wanted) return comment;
  const count = Math.max(0, (comment.reactions[kind] ?? 0) + (wanted ? 1 : -1));
  const marks = wanted ? [...reactions, kind] : reactions.filter((one) => one !== kind);
  return { ...comment, reactions: { ...comment.reactions, [kind]: count }, viewer: { reactions: marks, rewarded } };
}

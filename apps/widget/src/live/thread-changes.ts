import type { Comment, CommentContext, ReplyList } from '@afterword/contracts';
import { failureOf } from '../failure';
import type { CommentEventName, LiveEvents } from '../live-events';
import type { CommentListener } from './live-page';
import { type Known, type ThreadStore, reactionKey } from '../thread/thread-store';
import { addReply, append, changeIn, find, removeFrom } from './comment-tree';
import { onePerKey } from '../one-per-key';

/** Changes to a loaded thread: more pages, the reader's actions and other readers' events. */
export class ThreadChanges implements CommentListener {
  /** Inserts unsent comments; set by the writer. */
  outgoing: (items: readonly Comment[]) => readonly Comment[] = (items) => items;
  isSending = false;
  /** Pending reactions, by comment and kind. */
  readonly pendingReactions = new Map<string, boolean>();
  /** Ids of others' new comments, not shown until the reader asks for them. */
  readonly arrived = new Set<string>();
  readonly folded = new Set<string>();
  /** Whether the comment in the URL fragment is known not to exist. */
  linkGone = false;

  private constructor(readonly thread: ThreadStore) {
    thread.overlay = (known) => this.over(known);
    thread.renewed = () => {
      this.arrived.clear();
      this.settleLinked();
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
      const { known } = thread;
      if (sort !== thread.sort || known?.next !== cursor) return;
      thread.set({ ...known, ...list, items: append(known.items, list.items) });
      this.settleLinked();
    });
  }

  async moreReplies({ id, replies: { next } }: Comment): Promise<void> {
    if (next === null) return;
    const { thread } = this;
    await thread.attempt(async () => {
      const query = new URLSearchParams({ cursor: next });
      const list = await thread.page.session.read<ReplyList>(`/v1/comments/${id}/replies?${query}`);
      this.change(id, (comment) => ({
        ...comment,
        replies: { items: append(comment.replies.items, list.items), next: list.next },
      }));
    });
  }

  /** Shows the comment in the URL fragment, wherever in the thread it is. */
  async link(id: string): Promise<void> {
    const { thread } = this;
    this.linkGone = false;
    if (!thread.isCurrent || this.find(id)) return;
    await thread.attempt(async () => {
      const linked = await this.fetchLinked(id);
      this.linkGone = linked === null;
      if (thread.known) thread.set({ ...thread.known, linked });
      this.settleLinked();
    });
  }

  /** Shows a reaction immediately; the caller stores it. */
  setReaction(id: string, kind: string, wanted: boolean): void {
    this.pendingReactions.set(reactionKey(id, kind), wanted);
    this.thread.touched();
  }

  /** Discards pending reactions that cannot be stored now. */
  dropPendingReactions(): void {
    this.pendingReactions.clear();
    this.thread.touched();
  }

  fold({ id }: Comment): void {
    if (!this.folded.delete(id)) this.folded.add(id);
    this.thread.touched();
  }

  /** Inserts a stored comment and counts it. */
  insert(comment: Comment, parent: Comment | null): void {
    const { thread } = this;
    this.arrived.delete(comment.id);
    if (parent) {
      this.folded.delete(parent.id);
      this.update((items) =>
        changeIn(this.placed(items, comment, parent), parent.id, ({ replyCount, ...rest }) => ({
          ...rest,
          replyCount: replyCount + 1,
        })),
      );
    } else if (thread.known) thread.set({ ...thread.known, items: this.placed(thread.known.items, comment, null) });
    this.count(1);
  }

  /** The list with a comment inserted at its position. */
  placed(items: readonly Comment[], comment: Comment, parent: Comment | null): Comment[] {
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
    if (name === 'comment.removed') {
      this.arrived.delete(id);
      this.takeOut(id, data.status);
    } else if ('reactions' in data && this.find(id)) {
      const { body, html, editedAt, pinned, reactions, rewards } = data;
      this.change(id, (comment) => ({ ...comment, body, html, editedAt, pinned, reactions, rewards }));
    } else if (name === 'comment.created' && !this.isSending) {
      this.arrived.add(id);
    }
    this.thread.touched();
  }

  /** Reads the shown comments again after events may have been missed. Moves nothing either. */
  refresh(): void {
    const { thread } = this;
    if (!thread.isCurrent) void thread.load();
    else
      void thread.attempt(async () => {
        const { items } = await thread.list(null);
        for (const item of items) {
          if (this.find(item.id)) this.change(item.id, ({ replies }) => ({ ...item, replies }));
          else if (!this.isSending) this.arrived.add(item.id);
        }
      });
  }

  private find(id: string): Comment | null {
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

  /** The comment below its ancestors, starting at the top level; null if the site has no such comment. */
  private async fetchLinked(id: string): Promise<Comment | null> {
    const { session, address } = this.thread.page;
    try {
      const context = await session.read<CommentContext>(`/v1/comments/${id}/context`);
      // Only the site is compared: a page may have several keys.
      if (context.site !== address.site) return null;
      return context.ancestors.reduceRight(
        // Other replies come with the list.
        (reply, parent) => ({ ...parent, replies: { items: [reply], next: null } }),
        context.comment,
      );
    } catch (error) {
      if (failureOf(error).kind === 'comment-not-found') return null;
      throw error;
    }
  }

  /** Moves the linked comment into the list once its thread is loaded there. */
  private settleLinked(): void {
    const { known } = this.thread;
    if (!known?.linked || !find(known.items, known.linked.id)) return;
    const graft = (to: readonly Comment[], branch: Comment): Comment[] =>
      branch.replies.items.reduce((all, reply) => graft(addReply(all, branch.id, reply), reply), [...to]);
    this.thread.set({ ...known, items: graft(known.items, known.linked), linked: null });
  }
}

/** Applies a change to the list and to the linked comment. */
function withChange(known: Known, change: (items: readonly Comment[]) => readonly Comment[]): Known {
  const { linked } = known;
  return {
    ...known,
    items: [...change(known.items)],
    linked: linked && (change([linked]).find(({ id }) => id === linked.id) ?? null),
  };
}

function marked(comment: Comment, kind: string, wanted: boolean): Comment {
  const { reactions = [], rewarded = 0 } = comment.viewer ?? {};
  if (reactions.includes(kind) === wanted) return comment;
  const count = Math.max(0, (comment.reactions[kind] ?? 0) + (wanted ? 1 : -1));
  const marks = wanted ? [...reactions, kind] : reactions.filter((one) => one !== kind);
  return { ...comment, reactions: { ...comment.reactions, [kind]: count }, viewer: { reactions: marks, rewarded } };
}

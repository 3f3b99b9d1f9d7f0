import type { Comment, CommentList, CommentSort, ReplyList } from '@afterword/contracts';
import { type Failure, failureOf } from '../failure';
import type { LiveEvents } from '../live';
import { Observable } from '../observable';
import type { CommentEventName, CommentListener, PageStore, Wishes } from '../page-store';
import { addReply, append, changeIn, find, removeFrom } from './comment-tree';
import type { ThreadData } from './ui';

/** A comment that is on its way, or did not arrive. */
export interface Outgoing {
  comment: Comment;
  parent: Comment | null;
  /** Null while it is being sent. */
  failure: Failure | null;
}

const threads = new WeakMap<PageStore, ThreadStore>();

/** A page's thread: its order, as much of it as the reader asked for, and what they are adding to it. */
export class ThreadStore extends Observable implements CommentListener {
  sort: CommentSort = 'top';
  /** Why the comments could not be loaded. */
  failure: Failure | null = null;
  /** True once the service's own list is here. */
  loaded = false;
  /** By the id that a comment has until the service gives it one. */
  readonly outgoing = new Map<string, Outgoing>();
  /** The id that a comment had while it was on its way: what shows it stays the same, and keeps the focus. */
  readonly sentAs = new Map<string, string>();
  readonly wishes: Wishes = new Map();
  /** Comments of others that came since the thread was read; they wait until the reader wants to see them. */
  readonly arrived = new Set<string>();
  private known: CommentList | null = null;

  private constructor(readonly page: PageStore) {
    super();
  }

  /** One for each page, shared by every element that shows it. */
  static of(page: PageStore): ThreadStore {
    let thread = threads.get(page);
    if (!thread) threads.set(page, (thread = new ThreadStore(page)));
    return thread;
  }

  /** The state that the server rendered, until the truth is here. */
  start({ items, next, total, closed }: ThreadData): void {
    this.known ??= { items: [...items], next, total };
    this.page.closed ||= closed;
  }

  /** What to show: the service's list with what the reader wants over it. Null until it is known. */
  get thread(): ThreadData | null {
    if (!this.known) return null;
    let { items } = this.known;
    for (const [id, wanted] of this.wishes) items = changeIn(items, id, (comment) => marked(comment, wanted));
    for (const { comment, parent } of this.outgoing.values()) items = this.placed(items, comment, parent);
    const total = this.page.counters?.comments ?? this.known.total;
    return { ...this.known, items, total, closed: this.page.closed };
  }

  async load(sort: CommentSort = this.sort): Promise<void> {
    this.sort = sort;
    this.changed();
    await this.attempt(async () => {
      const list = await this.list(null);
      if (sort !== this.sort) return;
      this.loaded = true;
      this.arrived.clear();
      this.set(list);
      this.page.setCommentCount(list.total);
    });
  }

  async more(): Promise<void> {
    const { sort } = this;
    const cursor = this.known?.next ?? null;
    if (cursor === null) return;
    await this.attempt(async () => {
      const list = await this.list(cursor);
      if (sort === this.sort && this.known?.next === cursor)
        this.set({ ...list, items: append(this.known.items, list.items) });
    });
  }

  async moreReplies({ id, replies: { next } }: Comment): Promise<void> {
    if (next === null) return;
    await this.attempt(async () => {
      const query = new URLSearchParams({ cursor: next });
      const list = await this.page.session.read<ReplyList>(`/v1/comments/${id}/replies?${query}`);
      this.change(id, (comment) => ({
        ...comment,
        replies: { items: append(comment.replies.items, list.items), next: list.next },
      }));
    });
  }

  /** Shows at once what the reader wants; it is on them who called to have it stored. */
  wish(id: string, wanted: boolean): void {
    this.wishes.set(id, wanted);
    this.changed();
  }

  /** Nothing can be stored now: what the service said last is shown again. */
  forgetWishes(): void {
    this.wishes.clear();
    this.changed();
  }

  /** A comment that the service has stored takes its place. */
  add(comment: Comment, parent: Comment | null): void {
    this.arrived.delete(comment.id);
    this.update((items) =>
      changeIn(this.placed(items, comment, parent), parent?.id ?? '', ({ replyCount, ...rest }) => ({
        ...rest,
        replyCount: replyCount + 1,
      })),
    );
    this.count(1);
  }

  /** A comment that is stored no longer: a tombstone where others answered it. */
  takeOut(id: string): void {
    const gone = find(this.known?.items ?? [], id);
    if (!gone?.author) return;
    const { items, next } = gone.replies;
    if (items.length === 0 && next === null) this.update((all) => removeFrom(all, id));
    else this.change(id, (old) => ({ ...old, author: null, body: null, html: null, status: 'deleted' }));
  }

  change(id: string, change: (comment: Comment) => Comment): void {
    this.update((items) => changeIn(items, id, change));
  }

  /** Counts what this reader added or took away. What others do is counted by the page. */
  count(by: number): void {
    const total = Math.max(0, (this.thread?.total ?? 0) + by);
    if (this.known) this.known = { ...this.known, total };
    this.page.setCommentCount(total);
    this.changed();
  }

  /** A change shows where the comment is; a new one is announced and moves nothing. */
  heard(name: CommentEventName, data: LiveEvents[CommentEventName]): void {
    const { id } = data;
    if (name === 'comment.removed') {
      this.arrived.delete(id);
      this.takeOut(id);
    } else if ('reactions' in data && find(this.known?.items ?? [], id)) {
      const { body, html, editedAt, pinned, reactions } = data;
      this.change(id, (comment) => ({ ...comment, body, html, editedAt, pinned, reactions }));
    } else if (name === 'comment.created' && this.outgoing.size === 0) {
      this.arrived.add(id);
    }
    this.changed();
  }

  refresh(): void {
    if (this.loaded) void this.load();
  }

  /** Says that what is outgoing is not what it was. */
  touched(): void {
    this.changed();
  }

  private set(list: CommentList): void {
    this.known = list;
    this.changed();
  }

  private update(change: (items: readonly Comment[]) => Comment[]): void {
    if (this.known) this.set({ ...this.known, items: change(this.known.items) });
  }

  private placed(items: readonly Comment[], comment: Comment, parent: Comment | null): Comment[] {
    if (parent) return addReply(items, parent.id, comment);
    return this.sort === 'oldest' ? append(items, [comment]) : append([comment], items);
  }

  private list(cursor: string | null): Promise<CommentList> {
    const query = new URLSearchParams({ sort: this.sort, ...(cursor !== null && { cursor }) });
    return this.page.session.read<CommentList>(`${this.page.path}/comments?${query}`);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
      this.page.allowed &&= this.failure.kind !== 'not-allowed';
    }
    this.changed();
  }
}

function marked(comment: Comment, wanted: boolean): Comment {
  const has = comment.viewer?.reactions.includes('like') ?? false;
  if (has === wanted) return comment;
  const like = Math.max(0, (comment.reactions.like ?? 0) + (wanted ? 1 : -1));
  const viewer = { reactions: wanted ? ['like'] : [], rewarded: comment.viewer?.rewarded ?? 0 };
  return { ...comment, reactions: { ...comment.reactions, like }, viewer };
}

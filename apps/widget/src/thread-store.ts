import type { Comment, CommentList, CommentReactionAnswer, CommentSort, ReplyList } from '@afterword/contracts';
import type { ThreadData } from '@afterword/ui';
import { type Failure, failureOf } from './client';
import { Observable } from './observable';
import type { PageStore } from './page-store';

const EMPTY: ThreadData = { items: [], next: null, total: 0, closed: false };

/** A thread as one element shows it: its order, and as much of it as the reader asked for. */
export class ThreadStore extends Observable {
  thread: ThreadData = EMPTY;
  sort: CommentSort = 'top';
  failure: Failure | null = null;
  loaded = false;
  /** Comments of others that arrived since the thread was read; they wait until the reader wants to see them. */
  arrived = 0;
  private readonly posted = new Set<string>();

  constructor(readonly page: PageStore) {
    super();
  }

  start(thread: ThreadData): void {
    this.thread = thread;
    this.loaded = true;
    this.changed();
  }

  async load(sort: CommentSort = this.sort): Promise<void> {
    this.sort = sort;
    await this.attempt(async () => {
      const { items, next, total } = await this.list(null);
      if (sort !== this.sort) return;
      this.thread = { items, next, total, closed: this.page.closed };
      this.arrived = 0;
      this.loaded = true;
    });
  }

  /** Follows what others do: a change shows where the comment is, a new one is announced and moves nothing. */
  follow(): () => void {
    return this.page.live((name, data) => {
      if (name === 'comment.created') {
        const { id } = data;
        if (this.posted.has(id) || find(this.thread.items, id)) return;
        this.arrived += 1;
        this.changed();
      } else if (name === 'comment.updated') {
        const { body, html, editedAt } = data as Comment;
        this.replace(data.id, (old) => ({ ...old, body, html, editedAt }));
      } else {
        const gone = find(this.thread.items, data.id);
        if (!gone) return;
        this.takeOut(gone);
        this.changed();
      }
    });
  }

  async more(): Promise<void> {
    const { next, items } = this.thread;
    if (next === null) return;
    await this.attempt(async () => {
      const list = await this.list(next);
      const known = new Set(items.map(({ id }) => id));
      const added = list.items.filter(({ id }) => !known.has(id));
      this.thread = { ...this.thread, items: [...items, ...added], next: list.next, total: list.total };
    });
  }

  async moreReplies(comment: Comment): Promise<void> {
    const { next } = comment.replies;
    if (next === null) return;
    await this.attempt(async () => {
      const path = `/v1/comments/${comment.id}/replies?cursor=${next}`;
      const list = await this.read<ReplyList>(path);
      this.replace(comment.id, (old) => ({
        ...old,
        replies: { items: [...old.replies.items, ...list.items], next: list.next },
      }));
    });
  }

  /** Stored when it returns. @throws Failure */
  async post(text: { body: string; name: string; parent: Comment | null; key: string }): Promise<Comment> {
    const { body, name, parent, key } = text;
    const { page } = this;
    // A name that is given with the comment is on the comment.
    if (name !== '') await page.session.rename(name);
    const comment = await page.write(
      (token) =>
        page.client.call<Comment>('POST', `${page.path}/comments`, {
          token,
          key,
          body: { body, ...(parent && { parentId: parent.id }) },
        }),
      name,
    );
    this.posted.add(comment.id);
    if (parent) {
      this.replace(parent.id, (old) => ({
        ...old,
        replyCount: old.replyCount + 1,
        replies: { ...old.replies, items: [...old.replies.items, comment] },
      }));
    } else
      this.thread = {
        ...this.thread,
        items: this.sort === 'oldest' ? [...this.thread.items, comment] : [comment, ...this.thread.items],
      };
    this.count(1);
    return comment;
  }

  async remove(comment: Comment): Promise<void> {
    const { page } = this;
    await page.write((token) => page.client.call('DELETE', `/v1/comments/${comment.id}`, { token }));
    this.takeOut(comment);
    this.count(-1);
  }

  async react(comment: Comment, wanted: boolean): Promise<void> {
    const show = (likes: number, reactions: string[]) =>
      this.replace(comment.id, (old) => ({
        ...old,
        reactions: { ...old.reactions, like: likes },
        viewer: { reactions },
      }));
    const before = comment.reactions.like ?? 0;
    show(Math.max(0, before + (wanted ? 1 : -1)), wanted ? ['like'] : []);
    const { page } = this;
    try {
      const answer = await page.write((token) =>
        page.client.call<CommentReactionAnswer>(
          wanted ? 'PUT' : 'DELETE',
          `/v1/comments/${comment.id}/reactions/like`,
          { token },
        ),
      );
      show(answer.reactions.like ?? 0, answer.viewer.reactions);
    } catch (error) {
      show(before, comment.viewer?.reactions ?? []);
      this.failure = failureOf(error);
      this.changed();
    }
  }

  private takeOut(comment: Comment): void {
    if (comment.replyCount > 0) {
      this.replace(comment.id, (old) => ({ ...old, author: null, body: null, html: null, status: 'deleted' }));
    } else this.thread = { ...this.thread, items: without(this.thread.items, comment.id) };
  }

  private list(cursor: string | null): Promise<CommentList> {
    const query = new URLSearchParams({ sort: this.sort, ...(cursor !== null && { cursor }) });
    return this.read<CommentList>(`${this.page.path}/comments?${query}`);
  }

  private read<Answer>(path: string): Promise<Answer> {
    return this.page.session.read((token) => this.page.client.call<Answer>('GET', path, { token }));
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
    this.changed();
  }

  private count(by: number): void {
    const total = Math.max(0, this.thread.total + by);
    this.thread = { ...this.thread, total };
    this.page.setCounters({ ...this.page.counters, comments: total });
    this.changed();
  }

  private replace(id: string, change: (comment: Comment) => Comment): void {
    this.thread = { ...this.thread, items: changed(this.thread.items, id, change) };
    this.changed();
  }
}

function changed(items: readonly Comment[], id: string, change: (comment: Comment) => Comment): Comment[] {
  return items.map((item) =>
    item.id === id
      ? change(item)
      : item.replies.items.length === 0
        ? item
        : { ...item, replies: { ...item.replies, items: changed(item.replies.items, id, change) } },
  );
}

function find(items: readonly Comment[], id: string): Comment | null {
  for (const item of items) {
    const found = item.id === id ? item : find(item.replies.items, id);
    if (found) return found;
  }
  return null;
}

function without(items: readonly Comment[], id: string): Comment[] {
  return items
    .filter((item) => item.id !== id)
    .map((item) => ({ ...item, replies: { ...item.replies, items: without(item.replies.items, id) } }));
}

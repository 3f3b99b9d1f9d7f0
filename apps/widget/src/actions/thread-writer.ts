import type {
  Author,
  Comment,
  CommentPreview,
  CommentReactionAnswer,
  CommentReward,
  Reversal,
} from '@afterword/contracts';
import { Failure, failureOf } from '../failure';
import type { Parent } from '../live/draft';
import { shown } from '../live/mentions';
import { Outbox, type Sent } from '../live/outbox';
import type { ThreadChanges } from '../live/thread-changes';
import { reactionKey } from '../thread/thread-store';
import { isUncertain } from './explain';
import { newKey } from './idempotency-keys';
import { ReactionSync } from './reaction-sync';
import { PageWriter } from './page-writer';
import type { RewardTarget } from './reward-target';
import { rename } from './sessions';
import { onePerKey } from '../one-per-key';

export interface Words {
  body: string;
  /** Name of a guest; empty if none. */
  name: string;
}

/** A comment that is being sent, or failed. */
export interface Outgoing {
  comment: Comment;
  parent: Parent | null;
  /** Null while it is being sent. */
  failure: Failure | null;
  /** As it is stored on the device. */
  sent: Sent;
}

/** How long leaving a page takes at most. Milliseconds. */
const LEAVING_MS = 500;
/** Counter for temporary ids. */
let count = 0;

/** A reader's writes to a thread, shared by its elements. */
export class ThreadWriter {
  /** By temporary id. */
  readonly outgoing = new Map<string, Outgoing>();
  /** Temporary ids by comment id: the rendering key stays the same, so the element and its focus survive. */
  readonly sentAs = new Map<string, string>();
  /** Temporary ids of comments that were being sent when an earlier visit ended: whether they arrived is unknown. */
  readonly interrupted: string[] = [];
  private readonly page: PageWriter;
  private readonly reactionSync: ReactionSync;
  private readonly outbox: Outbox;

  private constructor(private readonly changes: ThreadChanges) {
    this.page = PageWriter.of(changes.thread.page);
    this.reactionSync = new ReactionSync(changes.pendingReactions, (key, wanted) => this.sendReaction(key, wanted));
    changes.outgoing = (items) =>
      [...this.outgoing.values()].reduce(
        // A parent that is not loaded shows no replies: the comment is shown by itself then.
        (all, { comment, parent }) => changes.placed(all, comment, parent && changes.find(parent.id) && parent),
        items,
      );
    this.outbox = new Outbox(changes.thread.page);
    this.restore();
  }

  static readonly of = onePerKey((changes: ThreadChanges) => new ThreadWriter(changes));

  /** As `PageWriter.react`. @throws Failure */
  async react(id: string, kind: string): Promise<boolean | null> {
    try {
      return await this.reactionSync.sync(reactionKey(id, kind));
    } finally {
      this.changes.thread.tellWatchers();
    }
  }

  /** Shows the comment immediately and sends it. @returns the stored comment, or null on failure, which is shown */
  post(words: Words, parent: Comment | null): Promise<Comment | null> {
    const reader = this.changes.thread.page.session.readerId;
    return this.send(
      this.add({ ...words, at: Date.now(), key: newKey(), parent: parentOf(parent), reader, failure: null }),
    );
  }

  /** Sends an unsent comment, maybe again. The idempotency key is reused, so it is not posted twice. */
  async send(id: string, name?: string): Promise<Comment | null> {
    const { page } = this;
    const { page: store } = this.changes.thread;
    const outgoing = this.outgoing.get(id);
    if (!outgoing) return null;
    if (name !== undefined) outgoing.sent.name = name;
    this.settle(outgoing, null);
    const { parent, sent } = outgoing;
    const body = { body: sent.body, ...(parent && { parentId: parent.id }) };
    try {
      // Rename first, so that the comment carries the new name.
      await rename(store.session, sent.name);
      const options = { key: sent.key, body };
      const comment = await page.send<Comment>('POST', `${store.path}/comments`, options, sent.name);
      this.takeBack(id);
      this.sentAs.set(comment.id, id);
      this.changes.insert(comment, parent);
      return comment;
    } catch (error) {
      const failure = failureOf(error);
      store.closed ||= failure.kind === 'page-closed';
      this.settle(outgoing, failure);
      return null;
    }
  }

  /** Removes an unsent comment. */
  takeBack(id: string): void {
    const outgoing = this.outgoing.get(id);
    if (!outgoing) return;
    this.outgoing.delete(id);
    this.outbox.drop(outgoing.sent);
    this.showOutgoing();
  }

  /** Changes the text of an unsent comment. */
  rewrite(id: string, body: string): void {
    const outgoing = this.outgoing.get(id);
    if (!outgoing) return;
    outgoing.comment = { ...outgoing.comment, body, html: asTyped(body) };
    // Another text is another comment.
    this.keep(outgoing, { body, key: newKey() });
  }

  /** @throws Failure */
  async edit(id: string, text: string): Promise<void> {
    const { body, html, status, editedAt } = await this.page.send<Comment>('PATCH', `/v1/comments/${id}`, {
      body: { body: text },
    });
    // An edit may hold what was published.
    if (this.isPublished(id) && status !== 'published') this.changes.count(-1);
    this.changes.change(id, (comment) => ({ ...comment, body, html, status, editedAt }));
  }

  /** @throws Failure */
  async remove(id: string): Promise<void> {
    const wasPublished = this.isPublished(id);
    await this.page.send('DELETE', `/v1/comments/${id}`);
    this.changes.takeOut(id);
    if (wasPublished) this.changes.count(-1);
  }

  private isPublished(id: string): boolean {
    return this.changes.find(id)?.status === 'published';
  }

  /** The Markdown as HTML; empty if nothing would be shown. @throws Failure */
  async preview(body: string): Promise<string> {
    if (body.trim() === '') return '';
    const { client, path } = this.changes.thread.page.session;
    return (await client.call<CommentPreview>('POST', `${path}/preview`, { body: { body } })).html;
  }

  /** Gives and takes back rewards of a comment's author. */
  rewardTarget({ id }: Comment): RewardTarget {
    const set = ({ rewards, viewer }: Pick<CommentReward, 'rewards'> & { viewer: CommentReward['viewer'] | null }) =>
      this.changes.change(id, (comment) => ({ ...comment, rewards, viewer: viewer ?? comment.viewer }));
    return {
      give: async (amount) => {
        const answer = await this.page.idempotencyKeys.run(`reward ${id} ${amount}`, (key) =>
          this.page.send<CommentReward>('POST', `/v1/comments/${id}/rewards`, { key, body: { amount } }),
        );
        set(answer);
        return answer;
      },
      takeBack: async (reward) => {
        const answer = await this.page.send<Reversal>('DELETE', `/v1/rewards/${reward}`);
        if ('rewards' in answer) set(answer);
        return answer;
      },
    };
  }

  /** Shows what an earlier visit did not send. */
  private restore(): void {
    const { readerId } = this.changes.thread.page.session;
    for (const sent of this.outbox.load()) {
      const id = this.add(sent);
      if (sent.failure === null && (sent.reader ?? readerId) === readerId) this.interrupted.push(id);
    }
    this.showOutgoing();
  }

  private add(sent: Sent): string {
    const id = `new-${++count}`;
    const failure = new Failure(sent.failure ?? 'unavailable');
    this.outgoing.set(id, { comment: this.unsent(id, sent), parent: sent.parent, failure, sent });
    return id;
  }

  private settle(outgoing: Outgoing, failure: Failure | null): void {
    outgoing.failure = failure;
    // The service may keep a refusal under the key.
    const isRefused = failure && !isUncertain(failure);
    this.keep(outgoing, isRefused ? { failure: failure.kind, key: newKey() } : { failure: null });
    // A browser that leaves the page fails its requests first: those are on their way, and the timer does not come.
    if (failure && !isRefused)
      setTimeout(() => outgoing.failure === failure && this.keep(outgoing, { failure: failure.kind }), LEAVING_MS);
    this.showOutgoing();
  }

  private keep(outgoing: Outgoing, changes: Partial<Sent>): void {
    if (!this.outgoing.has(outgoing.comment.id)) return;
    this.outbox.drop(outgoing.sent);
    outgoing.sent = { ...outgoing.sent, ...changes };
    this.outbox.save(outgoing.sent);
  }

  private showOutgoing(): void {
    this.changes.isSending = [...this.outgoing.values()].some(({ failure }) => !failure);
    this.changes.thread.tellWatchers();
  }

  private async sendReaction(key: string, wanted: boolean): Promise<void> {
    const [id = '', kind = ''] = key.split(' ');
    const path = `/v1/comments/${id}/reactions/${encodeURIComponent(kind)}`;
    const { reactions, viewer } = await this.page.send<CommentReactionAnswer>(wanted ? 'PUT' : 'DELETE', path);
    this.changes.change(id, (comment) => ({ ...comment, reactions, viewer }));
  }

  private unsent(id: string, { body, name, parent }: Sent): Comment {
    const { readerId, guestName } = this.changes.thread.page.session;
    const author: Author = { id: readerId ?? '', name: name || guestName || 'Guest', avatarUrl: null, role: 'guest' };
    return {
      id,
      parentId: parent?.id ?? null,
      depth: parent ? parent.depth + 1 : 0,
      author,
      body,
      html: asTyped(body),
      status: 'published',
      createdAt: new Date().toISOString(),
      editedAt: null,
      pinned: false,
      reactions: {},
      rewards: { count: 0, amount: 0 },
      viewer: null,
      replyCount: 0,
      replies: { items: [], next: null },
    };
  }
}

const parentOf = (parent: Comment | null): Parent | null =>
  parent && { id: parent.id, depth: parent.depth, author: parent.author };

/** The text as typed, escaped; only the service renders Markdown. */
const asTyped = (text: string): string =>
  `<p>${shown(text).replace(/[&<]/g, (mark) => `&#${mark.charCodeAt(0)};`)}</p>`;

import type {
  Author,
  Comment,
  CommentPreview,
  CommentReactionAnswer,
  CommentReward,
  Reversal,
} from '@afterword/contracts';
import { type Failure, failureOf } from '../failure';
import type { ThreadChanges } from '../live/thread-changes';
import { reactionKey } from '../thread/thread-store';
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
  parent: Comment | null;
  /** Null while it is being sent. */
  failure: Failure | null;
}

/** Counter for temporary ids. */
let sent = 0;

/** A reader's writes to a thread, shared by its elements. */
export class ThreadWriter {
  /** By temporary id. */
  readonly outgoing = new Map<string, Outgoing>();
  /** Temporary ids by comment id: the rendering key stays the same, so the element and its focus survive. */
  readonly sentAs = new Map<string, string>();
  private readonly page: PageWriter;
  private readonly reactionSync: ReactionSync;

  private constructor(private readonly changes: ThreadChanges) {
    this.page = PageWriter.of(changes.thread.page);
    this.reactionSync = new ReactionSync(changes.pendingReactions, (key, wanted) => this.sendReaction(key, wanted));
    changes.outgoing = (items) =>
      [...this.outgoing.values()].reduce((all, { comment, parent }) => changes.placed(all, comment, parent), items);
  }

  static readonly of = onePerKey((changes: ThreadChanges) => new ThreadWriter(changes));

  /** As `PageWriter.react`. @throws Failure */
  async react(id: string, kind: string): Promise<boolean | null> {
    try {
      return await this.reactionSync.sync(reactionKey(id, kind));
    } finally {
      this.changes.thread.touched();
    }
  }

  /** Shows the comment immediately and sends it. @returns the stored comment, or null on failure, which is shown */
  post(words: Words, parent: Comment | null): Promise<Comment | null> {
    const id = `new-${++sent}`;
    this.outgoing.set(id, { comment: this.unsent(id, words, parent), parent, failure: null });
    return this.send(id, words);
  }

  /** Sends an unsent comment again. The idempotency key is reused, so it is not posted twice. */
  async send(id: string, words: Words): Promise<Comment | null> {
    const { page } = this;
    const { page: store } = this.changes.thread;
    const outgoing = this.outgoing.get(id);
    if (!outgoing) return null;
    outgoing.failure = null;
    this.touched();
    const { parent } = outgoing;
    const body = { body: words.body, ...(parent && { parentId: parent.id }) };
    try {
      // Rename first, so that the comment carries the new name.
      await rename(store.session, words.name);
      const comment = await page.idempotencyKeys.run(`comment ${JSON.stringify(body)}`, (key) =>
        page.send<Comment>('POST', `${store.path}/comments`, { key, body }, words.name),
      );
      this.outgoing.delete(id);
      this.sentAs.set(comment.id, id);
      this.touched();
      this.changes.insert(comment, parent);
      return comment;
    } catch (error) {
      outgoing.failure = failureOf(error);
      store.closed ||= outgoing.failure.kind === 'page-closed';
      this.touched();
      return null;
    }
  }

  /** Removes an unsent comment. */
  takeBack(id: string): void {
    this.outgoing.delete(id);
    this.touched();
  }

  /** @throws Failure */
  async edit(id: string, text: string): Promise<void> {
    const { body, html, editedAt } = await this.page.send<Comment>('PATCH', `/v1/comments/${id}`, {
      body: { body: text },
    });
    this.changes.change(id, (comment) => ({ ...comment, body, html, editedAt }));
  }

  /** @throws Failure */
  async remove(id: string): Promise<void> {
    await this.page.send('DELETE', `/v1/comments/${id}`);
    this.changes.takeOut(id);
    this.changes.count(-1);
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

  private touched(): void {
    this.changes.isSending = this.outgoing.size > 0;
    this.changes.thread.touched();
  }

  private async sendReaction(key: string, wanted: boolean): Promise<void> {
    const [id = '', kind = ''] = key.split(' ');
    const path = `/v1/comments/${id}/reactions/${encodeURIComponent(kind)}`;
    const { reactions, viewer } = await this.page.send<CommentReactionAnswer>(wanted ? 'PUT' : 'DELETE', path);
    this.changes.change(id, (comment) => ({ ...comment, reactions, viewer }));
  }

  private unsent(id: string, { body, name }: Words, parent: Comment | null): Comment {
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

/** The text as typed, escaped; only the service renders Markdown. */
const asTyped = (text: string): string => `<p>${text.replace(/[&<]/g, (mark) => `&#${mark.charCodeAt(0)};`)}</p>`;

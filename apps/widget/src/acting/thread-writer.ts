import type { Author, Comment, CommentReactionAnswer } from '@afterword/contracts';
import { failureOf } from '../failure';
import type { ThreadStore } from '../thread/thread-store';
import { Grants } from './grants';
import { PageWriter } from './page-writer';
import { rename } from './sessions';

export interface Words {
  body: string;
  /** What a guest calls themselves; empty where they did not say. */
  name: string;
}

const writers = new WeakMap<ThreadStore, ThreadWriter>();
/** Tells comments that have no id of the service's yet. */
let sent = 0;

/** What a reader does to a thread, whichever element they do it in. */
export class ThreadWriter {
  private readonly page: PageWriter;
  private readonly grants: Grants;

  private constructor(private readonly thread: ThreadStore) {
    this.page = PageWriter.of(thread.page);
    this.grants = new Grants(thread.wishes, (id, wanted) => this.sendLike(id, wanted));
  }

  static of(thread: ThreadStore): ThreadWriter {
    let writer = writers.get(thread);
    if (!writer) writers.set(thread, (writer = new ThreadWriter(thread)));
    return writer;
  }

  /** As `PageWriter.react`. @throws Failure */
  async like(id: string): Promise<boolean | null> {
    try {
      return await this.grants.grant(id);
    } finally {
      this.thread.touched();
    }
  }

  /** Shows the comment at once in its place and sends it. @returns what was stored, or null where it failed and says so */
  post(words: Words, parent: Comment | null): Promise<Comment | null> {
    const id = `new-${++sent}`;
    this.thread.outgoing.set(id, { comment: this.unsent(id, words, parent), parent, failure: null });
    return this.send(id, words);
  }

  /** Sends again what did not arrive. The key stays the same, so that it is not posted twice. */
  async send(id: string, words: Words): Promise<Comment | null> {
    const { thread, page } = this;
    const outgoing = thread.outgoing.get(id);
    if (!outgoing) return null;
    outgoing.failure = null;
    thread.touched();
    const { parent } = outgoing;
    const body = { body: words.body, ...(parent && { parentId: parent.id }) };
    try {
      // A name that is given with the comment is on the comment.
      await rename(thread.page.session, words.name);
      const comment = await page.intents.run(`comment ${JSON.stringify(body)}`, (key) =>
        page.send<Comment>('POST', `${thread.page.path}/comments`, { key, body }, words.name),
      );
      thread.outgoing.delete(id);
      thread.sentAs.set(comment.id, id);
      thread.add(comment, parent);
      return comment;
    } catch (error) {
      outgoing.failure = failureOf(error);
      thread.page.closed ||= outgoing.failure.kind === 'page-closed';
      thread.touched();
      return null;
    }
  }

  /** @throws Failure */
  async edit(id: string, text: string): Promise<void> {
    const { body, html, editedAt } = await this.page.send<Comment>('PATCH', `/v1/comments/${id}`, {
      body: { body: text },
    });
    this.thread.change(id, (comment) => ({ ...comment, body, html, editedAt }));
  }

  /** @throws Failure */
  async remove(id: string): Promise<void> {
    await this.page.send('DELETE', `/v1/comments/${id}`);
    this.thread.takeOut(id);
    this.thread.count(-1);
  }

  private async sendLike(id: string, wanted: boolean): Promise<void> {
    const path = `/v1/comments/${id}/reactions/like`;
    const { reactions, viewer } = await this.page.send<CommentReactionAnswer>(wanted ? 'PUT' : 'DELETE', path);
    this.thread.change(id, (comment) => ({ ...comment, reactions, viewer }));
  }

  private unsent(id: string, { body, name }: Words, parent: Comment | null): Comment {
    const { readerId, guestName } = this.thread.page.session;
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

/** The text as it was typed: what its Markdown becomes is for the service to say. */
const asTyped = (text: string): string => `<p>${text.replace(/[&<]/g, (mark) => `&#${mark.charCodeAt(0)};`)}</p>`;

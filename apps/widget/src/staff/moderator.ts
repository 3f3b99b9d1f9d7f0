import type { Comment, Decision, ModerationHistory, Page } from '@afterword/contracts';
import { PageWriter } from '../actions/page-writer';
import { Failure } from '../failure';
import type { ThreadChanges } from '../live/thread-changes';
import { newKey } from '../actions/idempotency-keys';
import { onePerKey } from '../one-per-key';
import type { Reason } from '../menu/reasons';

/** Takes back what a moderator has done. */
export type Undo = () => Promise<void>;

export interface Restriction {
  kind: 'ban' | 'mute' | 'premoderate';
  until: string | null;
  message: string | undefined;
  comments: 'keep' | 'remove';
}

/** What a moderator does from a page. Every method throws a `Failure`, and returns what takes it back. */
export class Moderator {
  private readonly writer: PageWriter;

  private constructor(private readonly changes: ThreadChanges) {
    this.writer = PageWriter.of(changes.thread.page);
  }

  static readonly of = onePerKey((changes: ThreadChanges) => new Moderator(changes));

  /** What staff know of a comment, and may decide about it. */
  look({ id }: Comment): Promise<ModerationHistory> {
    return this.writer.page.session.read<ModerationHistory>(`${this.path}/comments/${id}`);
  }

  async decide(
    decision: 'publish' | 'remove',
    { id, version }: ModerationHistory,
    why: { reason?: Reason | undefined; rule?: string | undefined; message?: string | undefined } = {},
  ): Promise<Undo> {
    const body = { decision, comments: [id], versions: { [id]: version }, ...why };
    const answer = await this.writer.send<Decision>('POST', `${this.path}/decisions`, { key: newKey(), body });
    const problem = answer.results[0]?.problem;
    if (problem) throw new Failure(problem.type.split(':').at(-1) ?? 'other');
    await this.show(id);
    return async () => {
      await this.writer.send('DELETE', `${this.path}/decisions/${answer.id}`);
      await this.show(id);
    };
  }

  async highlight({ id }: Comment, change: { pinned: boolean } | { featured: boolean }): Promise<Undo> {
    await this.writer.send('PATCH', `${this.path}/comments/${id}`, { body: change });
    await this.show(id);
    const before = 'pinned' in change ? { pinned: !change.pinned } : { featured: !change.featured };
    return async () => {
      await this.highlight({ id } as Comment, before);
    };
  }

  async restrict(readerId: string, restriction: Restriction): Promise<Undo> {
    const path = `${this.path}/readers/${readerId}/restriction`;
    await this.writer.send('PUT', path, { body: restriction });
    if (restriction.comments === 'remove') this.writer.page.refresh();
    return async () => {
      await this.writer.send('DELETE', path);
      this.writer.page.refresh();
    };
  }

  async close(closed: boolean, reason?: string): Promise<Undo> {
    const { page } = this.writer;
    const path = `${this.path}/pages/${encodeURIComponent(page.address.page)}`;
    const answer = await this.writer.send<Page>('PATCH', path, { body: { closed, reason } });
    page.closed = answer.closed;
    page.closure = answer.closure;
    page.touched();
    return async () => {
      await this.close(!closed);
    };
  }

  private get path(): string {
    return `${this.writer.page.session.path}/moderation`;
  }

  /** Shows a comment as everybody sees it now. */
  private async show(id: string): Promise<void> {
    const { changes } = this;
    const before = changes.find(id);
    const wasPublished = before?.status === 'published';
    try {
      const now = await this.writer.page.session.read<Comment>(`/v1/comments/${id}`);
      if (now.author === null) changes.takeOut(id, now.status);
      else if (before) changes.change(id, ({ replies }) => ({ ...now, replies }));
      else changes.insert(now, now.parentId !== null && changes.find(now.parentId) ? { id: now.parentId } : null);
      if (before) changes.count(Number(now.status === 'published') - Number(wasPublished));
    } catch {
      // Nobody sees it any more.
      changes.takeOut(id, 'removed');
      if (wasPublished) changes.count(-1);
    }
    await changes.renewFeatured();
  }
}

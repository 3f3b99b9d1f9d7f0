import type { Comment, Decision, ModeratedReader, ModerationHistory, Page } from '@afterword/contracts';
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

  /** Its undo puts back what the reader was restricted to before, and the comments that it removed. */
  async restrict(readerId: string, restriction: Restriction): Promise<Undo> {
    const { writer } = this;
    const { page } = writer;
    const path = `${this.path}/readers/${readerId}`;
    const { restriction: before } = await page.session.read<ModeratedReader>(path);
    const put = async (body: object) =>
      (await writer.send<ModeratedReader>('PUT', `${path}/restriction`, { body })).restriction?.decision;
    const decision = await put(restriction);
    if (decision) page.refresh();
    return async () => {
      // One that would have ended by now stays ended.
      if (before && Date.parse(before.until ?? '9999') > Date.now()) {
        const { kind, until, reason, note, message } = before;
        const said = Object.entries({ reason, note, message }).filter(([, value]) => value !== null);
        await put({ kind, until, ...Object.fromEntries(said) });
      } else await writer.send('DELETE', `${path}/restriction`);
      if (decision) await writer.send('DELETE', `${this.path}/decisions/${decision}`);
      page.refresh();
    };
  }

  /** Its undo closes with the reason of before, and the date of now. */
  async close(closed: boolean, reason?: string): Promise<Undo> {
    const { page } = this.writer;
    const before = page.closure?.reason ?? undefined;
    const path = `${this.path}/pages/${encodeURIComponent(page.address.page)}`;
    const answer = await this.writer.send<Page>('PATCH', path, { body: { closed, reason } });
    page.closed = answer.closed;
    page.closure = answer.closure;
    page.tellWatchers();
    return async () => {
      await this.close(!closed, closed ? undefined : before);
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

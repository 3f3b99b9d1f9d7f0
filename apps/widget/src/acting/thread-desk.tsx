import type { Comment } from '@afterword/contracts';
import { type Failure, failureOf } from '../failure';
import type { Draft, Drafts } from '../thread/draft';
import type { Outgoing, ThreadStore } from '../thread/thread-store';
import type { CommentCircumstances } from '../thread/ui';
import { Desk, type DeskHost } from './desk';
import { ThreadWriter } from './thread-writer';

/** What the desk needs of the screen that it stands on. */
export interface ThreadDeskHost extends DeskHost {
  focusOnComment: (id: string) => void;
}

export interface ThreadDeskOptions {
  thread: ThreadStore;
  drafts: Drafts;
  host: ThreadDeskHost;
}

/** A comment whose author is changing it. */
export interface Editing {
  id: string;
  body: string;
  busy: boolean;
  failure: Failure | null;
}

/** Called by Preact once, when the button appears, since it is always the same function. */
const takeFocus = (button: HTMLElement | null) => button?.focus();

/** The thread of a reader who acts: replies and changes being written, questions, and what did not arrive. */
export class ThreadDesk extends Desk {
  /** Spoken once, politely. */
  said = '';
  /** The comment that is being answered. */
  replyingTo: string | null = null;
  editing: Editing | null = null;
  private removing: string | null = null;
  /** What went wrong with a comment that is there, by its id. */
  private readonly mishaps = new Map<string, Failure>();
  private readonly writer: ThreadWriter;

  constructor(private readonly options: ThreadDeskOptions) {
    super(options.host);
    this.writer = ThreadWriter.of(options.thread);
  }

  /** What stands with a comment beyond what every reader sees. */
  circumstancesOf(comment: Comment): CommentCircumstances {
    const { id } = comment;
    const outgoing = this.options.thread.outgoing.get(id);
    if (outgoing) return this.outgoing(id, outgoing);
    const mishap = this.mishaps.get(id);
    return {
      below: (
        <>
          {mishap && this.notice(mishap, null)}
          {this.removing === id && this.question(id)}
        </>
      ),
    };
  }

  toggleReply({ id }: Comment): void {
    const closes = this.replyingTo === id;
    this.replyingTo = closes ? null : id;
    // The reply's own field takes the focus when it opens.
    if (closes) this.options.host.focusOnComment(id);
    this.changed();
  }

  askToRemove({ id }: Comment): void {
    this.removing = id;
    this.changed();
  }

  edit({ id, body }: Comment): void {
    this.editing = { id, body: body ?? '', busy: false, failure: null };
    this.changed();
  }

  stopEditing(): void {
    if (this.editing) this.options.host.focusOnComment(this.editing.id);
    this.editing = null;
    this.changed();
  }

  async save(editing: Editing): Promise<void> {
    Object.assign(editing, { busy: true, failure: null });
    this.say('');
    try {
      await this.writer.edit(editing.id, editing.body);
      this.say(this.words.say('saved'));
      if (this.editing === editing) this.stopEditing();
    } catch (error) {
      Object.assign(editing, { busy: false, failure: failureOf(error) });
      this.changed();
    }
  }

  async like({ id }: Comment): Promise<void> {
    this.mishaps.delete(id);
    try {
      const active = await this.writer.like(id);
      if (active !== null) this.host.announce('reaction', { comment: id, kind: 'like', active });
    } catch (error) {
      this.mishaps.set(id, failureOf(error));
    }
    this.changed();
  }

  async post(parent: Comment | null): Promise<void> {
    const { drafts, host } = this.options;
    const draft = drafts.of(parent);
    const words = { body: draft.take(), name: drafts.name.trim() };
    this.replyingTo = null;
    if (parent) host.focusOnComment(parent.id);
    await this.deliver(draft, () => this.writer.post(words, parent));
  }

  private async deliver(draft: Draft, send: () => Promise<Comment | null>): Promise<void> {
    this.say('');
    const comment = await send();
    if (!comment) return;
    draft.arrived(comment.body);
    this.say(this.words.say('posted'));
    this.host.announce('comment', { comment });
    this.options.host.focusOnComment(comment.id);
  }

  private outgoing(id: string, { comment, parent, failure }: Outgoing): CommentCircumstances {
    if (!failure) return { pending: 'sending' };
    const { drafts, thread } = this.options;
    const draft = drafts.of(parent);
    const body = comment.body ?? '';
    const again = () => void this.deliver(draft, () => this.writer.send(id, { body, name: drafts.name.trim() }));
    const takeBack = () => {
      thread.outgoing.delete(id);
      draft.write(body);
      this.replyingTo = parent?.id ?? null;
      this.host.focusOn('textarea');
      thread.touched();
    };
    return {
      pending: 'failed',
      below: this.notice(
        failure,
        again,
        <button type="button" class="aw-act" onClick={takeBack}>
          {this.words.say('edit')}
        </button>,
      ),
    };
  }

  private question(id: string) {
    const close = () => {
      this.removing = null;
      this.options.host.focusOnComment(id);
      this.changed();
    };
    return (
      <div class="aw-row aw-ui" role="group" aria-label={this.words.say('removeQuestion')}>
        <span>{this.words.say('removeQuestion')}</span>
        <button type="button" class="aw-act" onClick={() => void this.remove(id)}>
          {this.words.say('removeConfirm')}
        </button>
        <button type="button" class="aw-act" ref={takeFocus} onClick={close}>
          {this.words.say('cancel')}
        </button>
      </div>
    );
  }

  private async remove(id: string): Promise<void> {
    this.removing = null;
    this.mishaps.delete(id);
    // The comment will be gone; the head of the thread stays.
    this.host.focusOn('h2');
    this.say('');
    try {
      await this.writer.remove(id);
      this.say(this.words.say('removed'));
    } catch (error) {
      this.mishaps.set(id, failureOf(error));
      this.changed();
    }
  }

  private say(text: string): void {
    this.said = text;
    this.changed();
  }
}

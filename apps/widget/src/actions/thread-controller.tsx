import type { Comment } from '@afterword/contracts';
import { type Failure, failureOf } from '../failure';
import type { Draft, Drafts } from '../live/draft';
import type { ThreadChanges } from '../live/thread-changes';
import { reactionKey } from '../thread/thread-store';
import { type CommentState, commentElementId } from '../thread/ui';
import { Account } from './account';
import { Controller, type ControllerHost, hostWith } from './controller';
import { PageWriter } from './page-writer';
import { onEscape, panelOf } from './panel';
import { RewardPanel } from './reward-panel';
import { panelStyles } from './styles';
import { type Outgoing, ThreadWriter } from './thread-writer';
import { Writing } from './writing';

export interface ThreadControllerOptions {
  changes: ThreadChanges;
  drafts: Drafts;
  host: ControllerHost;
}

/** A comment being edited. */
export interface Editing {
  id: string;
  body: string;
  busy: boolean;
  failure: Failure | null;
}

/** Ref, called once when the button is rendered. */
const takeFocus = (button: HTMLElement | null) => button?.focus();

/** Handles actions in a thread: replies, edits, deletions, rewards and unsent comments. */
export class ThreadController extends Controller {
  /** Text of the status line, announced by screen readers. */
  statusText = '';
  /** Id of the comment being replied to. */
  replyingTo: string | null = null;
  editing: Editing | null = null;
  private removing: string | null = null;
  private rewarding: { comment: Comment; panel: RewardPanel } | null = null;
  /** Failed actions on stored comments, by comment id. */
  private readonly commentFailures = new Map<string, { failure: Failure; again: (() => void) | null }>();
  private readonly writings = new Map<string, Writing>();
  private readonly writer: ThreadWriter;
  private readonly accountController: Account;

  constructor(private readonly options: ThreadControllerOptions) {
    super(options.host);
    const { changes, host, drafts } = options;
    this.writer = ThreadWriter.of(changes);
    this.accountController = new Account(host, changes.thread.page, drafts);
    this.accountController.watch(() => this.changed());
    host.adopt(panelStyles);
  }

  /** State of a comment that comes from the reader's actions. */
  stateOf(comment: Comment): CommentState {
    const { id } = comment;
    const outgoing = this.writer.outgoing.get(id);
    if (outgoing) return this.outgoing(id, outgoing);
    const reactionFailure = this.commentFailures.get(id);
    return {
      below: (
        <>
          {reactionFailure && this.notice(reactionFailure.failure, reactionFailure.again)}
          {this.removing === id && this.deleteQuestion(id)}
          {this.rewarding?.comment.id === id && this.reward(this.rewarding)}
        </>
      ),
    };
  }

  keyOf(id: string): string {
    return this.writer.sentAs.get(id) ?? id;
  }

  /** Formatting tools and preview for a new comment, a reply or an edit. */
  writing(parent: Comment | null, body: () => string, editing = ''): Writing {
    const key = editing || (parent?.id ?? '');
    let writing = this.writings.get(key);
    if (!writing) {
      writing = new Writing(this.host, { writer: this.writer, parent, body, closes: key !== '' });
      this.writings.set(key, writing);
      writing.watch(() => this.changed());
    }
    return writing;
  }

  /** The reader changed the name field. */
  nameChanged(): void {
    this.changed();
  }

  account() {
    return this.accountController.view();
  }

  toggleReply({ id }: Comment): void {
    const closes = this.replyingTo === id;
    this.replyingTo = closes ? null : id;
    this.writings.delete(id);
    // An opened reply focuses its own field.
    if (closes) this.focusOnComment(id);
    this.changed();
  }

  askToRemove({ id }: Comment): void {
    this.removing = id;
    this.changed();
  }

  edit({ id, body }: Comment): void {
    this.editing = { id, body: body ?? '', busy: false, failure: null };
    this.writings.delete(id);
    this.changed();
  }

  stopEditing(): void {
    if (this.editing) this.focusOnComment(this.editing.id);
    this.editing = null;
    this.changed();
  }

  async save(editing: Editing): Promise<void> {
    Object.assign(editing, { busy: true, failure: null });
    this.setStatus('');
    try {
      await this.writer.edit(editing.id, editing.body);
      this.setStatus(this.words.say('saved'));
      if (this.editing === editing) this.stopEditing();
    } catch (error) {
      Object.assign(editing, { busy: false, failure: failureOf(error) });
      this.changed();
    }
  }

  async react({ id }: Comment, kind: string): Promise<void> {
    const { changes } = this.options;
    const wanted = changes.pendingReactions.get(reactionKey(id, kind)) ?? false;
    this.commentFailures.delete(id);
    try {
      const active = await this.writer.react(id, kind);
      if (active !== null) this.host.announce('reaction', { comment: id, kind, active });
    } catch (error) {
      const again = () => {
        changes.setReaction(id, kind, wanted);
        void this.react({ id } as Comment, kind);
      };
      this.commentFailures.set(id, { failure: failureOf(error), again });
    }
    this.changed();
  }

  toggleReward(comment: Comment): void {
    const { id } = comment;
    const closes = this.rewarding?.comment.id === id;
    this.rewarding = null;
    if (closes) this.host.focusOn(`[data-reward="${id}"]`);
    else {
      const host = hostWith(this.host, { close: () => this.toggleReward(comment) });
      const panel = new RewardPanel(host, {
        target: this.writer.rewardTarget(comment),
        writer: PageWriter.of(this.options.changes.thread.page),
        announce: (name, amount) => this.host.announce(name, { comment: id, amount }),
      });
      panel.watch(() => this.changed());
      this.rewarding = { comment, panel };
      panel.open();
    }
    this.changed();
  }

  async post(parent: Comment | null): Promise<void> {
    const { drafts } = this.options;
    const draft = drafts.of(parent);
    const words = { body: draft.take(), name: drafts.name.trim() };
    this.writings.delete(parent?.id ?? '');
    this.replyingTo = null;
    if (parent) this.focusOnComment(parent.id);
    await this.deliver(draft, () => this.writer.post(words, parent));
  }

  private async deliver(draft: Draft, send: () => Promise<Comment | null>): Promise<void> {
    this.setStatus('');
    const comment = await send();
    if (!comment) return;
    draft.arrived(comment.body);
    this.setStatus(this.words.say('posted'));
    this.host.announce('comment', { comment });
    this.focusOnComment(comment.id);
  }

  private outgoing(id: string, { comment, parent, failure }: Outgoing): CommentState {
    if (!failure) return { pending: 'sending' };
    const { drafts } = this.options;
    const draft = drafts.of(parent);
    const body = comment.body ?? '';
    const again = () => void this.deliver(draft, () => this.writer.send(id, { body, name: drafts.name.trim() }));
    const takeBack = () => {
      this.writer.takeBack(id);
      draft.write(body);
      this.replyingTo = parent?.id ?? null;
      this.host.focusOn('textarea');
      this.changed();
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

  private reward({ comment, panel }: { comment: Comment; panel: RewardPanel }) {
    const name = comment.author?.name ?? '';
    return panelOf(this.words.say('rewardAuthor', { name }), () => this.toggleReward(comment), panel.view());
  }

  private deleteQuestion(id: string) {
    const { words } = this;
    const close = () => {
      this.removing = null;
      this.focusOnComment(id);
      this.changed();
    };
    return (
      <div class="aw-row aw-ui" role="group" aria-label={words.say('removeQuestion')} onKeyDown={onEscape(close)}>
        <span>{words.say('removeQuestion')}</span>
        <button type="button" class="aw-act" onClick={() => void this.remove(id)}>
          {words.say('removeConfirm')}
        </button>
        <button type="button" class="aw-act" ref={takeFocus} onClick={close}>
          {words.say('cancel')}
        </button>
      </div>
    );
  }

  private async remove(id: string): Promise<void> {
    this.removing = null;
    this.commentFailures.delete(id);
    // The comment disappears, so focus the heading.
    this.host.focusOn('h2');
    this.setStatus('');
    try {
      await this.writer.remove(id);
      this.setStatus(this.words.say('removed'));
    } catch (error) {
      this.commentFailures.set(id, { failure: failureOf(error), again: () => void this.remove(id) });
      this.changed();
    }
  }

  private focusOnComment(id: string): void {
    this.host.focusOn(`#${commentElementId(id)}`);
  }

  private setStatus(text: string): void {
    this.statusText = text;
    this.changed();
  }
}

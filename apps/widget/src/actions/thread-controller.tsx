import type { Comment } from '@afterword/contracts';
import { actOf } from './act';
import type { CommentMenu, Inbox } from '../menu';
import type { ComponentChild } from 'preact';
import { Failure, failureOf } from '../failure';
import { focused } from '../focus';
import type { Drafts } from '../live/draft';
import type { ThreadChanges } from '../live/thread-changes';
import { reactionKey } from '../thread/thread-store';
import { type CommentState, commentElementId } from '../thread/ui';
import { isBlank } from '../live/ui';
import { Account } from './account';
import { Controller, type ControllerHost, hostWith } from './controller';
import { PageWriter } from './page-writer';
import { panelOf } from './panel';
import { questionOf } from './question';
import { RewardPanel } from './reward-panel';
import { type Outgoing, ThreadWriter } from './thread-writer';
import { Writing } from './writing';

export interface ThreadControllerOptions {
  changes: ThreadChanges;
  drafts: Drafts;
  host: ControllerHost;
  /** The permalink of a comment, on another page if one is named. */
  addressOf: (id: string, page?: string) => string;
  /** Shows a comment of the thread. */
  go: (id: string) => void;
  /** Shows it where a link to it was pressed, unless that opens it elsewhere. */
  follow: (event: MouseEvent, id: string) => void;
}

/** A comment being edited. */
export interface Editing {
  id: string;
  body: string;
  busy: boolean;
  failure: Failure | null;
  /** Whether it was never posted. */
  isUnsent: boolean;
}

/** What stands for the inbox where a comment has its id. */
const INBOX = '';

/** Handles actions in a thread: replies, edits, deletions, rewards and unsent comments. */
export class ThreadController extends Controller {
  /** Text of the status line, announced by screen readers. */
  statusWords = '';
  /** Id of the comment being replied to. */
  replyingTo?: string | null;
  editing?: Editing | null;
  private removing?: string | null;
  private rewarding?: { comment: Comment; panel: RewardPanel } | null;
  /** Failed actions on stored comments, by comment id. */
  private readonly commentFailures = new Map<string, { failure: Failure; again: (() => void) | null }>();
  private readonly writings = new Map<string, Writing>();
  private readonly writer: ThreadWriter;
  private readonly accountController: Account;
  private menu?: CommentMenu | null;
  private theInbox?: Inbox | null;
  isInboxOpen?: boolean;

  constructor(private readonly options: ThreadControllerOptions) {
    super(options.host);
    const { changes, host, drafts } = options;
    this.writer = ThreadWriter.of(changes);
    this.accountController = new Account(host, changes.thread.page, drafts);
    this.accountController.watch(() => this.tellWatchers());
    for (const id of this.writer.interrupted.splice(0)) void this.deliver(this.writer.send(id));
  }

  /** State of a comment that comes from the reader's actions. */
  stateOf(comment: Comment): CommentState {
    const { id } = comment;
    const outgoing = this.writer.outgoing.get(id);
    if (outgoing) return this.outgoing(id, outgoing);
    return {
      menu: this.menu?.menu(comment),
      below: [
        this.menu?.below(comment),
        this.failureOn(id),
        this.removing === id && this.deleteQuestion(id),
        this.rewarding?.comment.id === id && this.reward(this.rewarding),
      ],
    };
  }

  keyOf(id: string): string {
    return this.writer.sentAs.get(id) ?? id;
  }

  /** Formatting tools and preview for a new comment, a reply or an edit. */
  writing(parent: Comment | null, body: () => string, editing: Editing | null = null): Writing {
    const key = editing?.id ?? parent?.id ?? '';
    let writing = this.writings.get(key);
    if (!writing) {
      writing = new Writing(this.host, {
        page: this.options.changes.thread.page,
        writer: this.writer,
        parent,
        body,
        closes: key !== '',
        saves: editing !== null && !editing.isUnsent,
      });
      this.writings.set(key, writing);
      writing.watch(() => this.tellWatchers());
    }
    return writing;
  }

  /** The reader changed the name field. */
  nameChanged(): void {
    this.tellWatchers();
  }

  account() {
    return this.accountController.view();
  }

  toggleReply({ id }: Comment): void {
    const closes = this.replyingTo === id;
    this.replyingTo = closes ? null : id;
    this.writings.delete(id);
    this.focusOnComment(id, closes ? '' : ' textarea');
    this.tellWatchers();
  }

  /** Opens or closes a comment's menu, whose code and messages are loaded with the first one. */
  async toggleMenu(comment: Comment, last: boolean): Promise<void> {
    await this.use(
      comment.id,
      () => void this.toggleMenu(comment, last),
      async () => {
        this.menu ??= await this.loadMenu();
        await this.menu.toggle(comment, last);
      },
    );
  }

  /** Opens or closes what the reader is told, whose code and messages are loaded with the first opening. */
  async toggleInbox(): Promise<void> {
    const opens = !this.isInboxOpen;
    this.host.focusOn(opens ? '.aw-panel' : '.aw-inbox');
    if (opens)
      await this.use(
        INBOX,
        () => void this.toggleInbox(),
        async () => (await this.loadInbox()).open(),
      );
    this.isInboxOpen = opens && !this.commentFailures.has(INBOX);
    this.tellWatchers();
  }

  private async loadInbox(): Promise<Inbox> {
    const { Inbox } = await import('../menu');
    const { changes, addressOf, follow } = this.options;
    const close = () => void this.toggleInbox();
    const options = { page: changes.thread.page, addressOf, follow };
    if (!this.theInbox) {
      this.theInbox = new Inbox(hostWith(this.host, { close }), options);
      this.theInbox.watch(() => this.tellWatchers());
    }
    return this.theInbox;
  }

  /** The list of what the reader is told, or why it does not open. */
  get inbox(): ComponentChild {
    return this.failureOn(INBOX) ?? (this.isInboxOpen && this.theInbox?.panel());
  }

  /** Does what needs code that may not load. @param id of the comment that tells so */
  private async use(id: string, again: () => void, act: () => Promise<void>): Promise<void> {
    this.commentFailures.delete(id);
    try {
      await act();
    } catch {
      this.commentFailures.set(id, { failure: new Failure('other'), again });
      this.tellWatchers();
    }
  }

  private failureOn(id: string): ComponentChild {
    const failed = this.commentFailures.get(id);
    return failed && this.notice(failed.failure, failed.again);
  }

  /** What was done last from a menu. */
  get toast(): ComponentChild {
    return this.menu?.toast;
  }

  private async loadMenu(): Promise<CommentMenu> {
    const { CommentMenu } = await import('../menu');
    const { changes, addressOf, go } = this.options;
    const menu =
      this.menu ??
      new CommentMenu(this.host, {
        ...{ changes, addressOf, go },
        tell: (text) => this.sayStatus(text),
      });
    menu.watch(() => this.tellWatchers());
    return menu;
  }

  askToRemove({ id }: Comment): void {
    this.removing = id;
    this.focusOnComment(id, ' .aw-question button:last-child');
    this.tellWatchers();
  }

  edit({ id, body }: Comment): void {
    const isUnsent = this.writer.outgoing.has(id);
    const kept = isUnsent ? '' : this.options.drafts.ofEdit(id).body;
    this.editing = { id, body: kept || (body ?? ''), busy: false, failure: null, isUnsent };
    this.writings.delete(id);
    this.focusOnComment(id, ' textarea');
    this.tellWatchers();
  }

  /** The reader changed the text of an edit. */
  rewrite(editing: Editing, body: string): void {
    editing.body = body;
    if (editing.isUnsent) this.writer.rewrite(editing.id, body);
    else this.options.drafts.ofEdit(editing.id).write(body);
  }

  /** Closes the editor. Its text stays on the device. */
  stopEditing(): void {
    if (this.editing) this.focusOnComment(this.editing.id);
    this.editing = null;
    this.tellWatchers();
  }

  /** Closes the editor and throws its text away. */
  discardEdit({ id, isUnsent }: Editing): void {
    if (!isUnsent) this.options.drafts.ofEdit(id).write('');
    this.stopEditing();
  }

  async save(editing: Editing): Promise<void> {
    if (editing.busy) return;
    if (editing.isUnsent) {
      this.stopEditing();
      return this.again(editing.id);
    }
    Object.assign(editing, { busy: true, failure: null });
    this.sayStatus('');
    try {
      await this.writer.edit(editing.id, editing.body);
      this.options.drafts.ofEdit(editing.id).write('');
      this.sayStatus(this.words.say('saved'));
      if (this.editing === editing) this.stopEditing();
    } catch (error) {
      Object.assign(editing, { busy: false, failure: failureOf(error) });
      this.tellWatchers();
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
    this.tellWatchers();
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
      panel.watch(() => this.tellWatchers());
      this.rewarding = { comment, panel };
      panel.open();
      this.focusOnComment(id, ' .aw-panel');
    }
    this.tellWatchers();
  }

  async post(parent: Comment | null): Promise<void> {
    const { drafts } = this.options;
    const draft = drafts.of(parent);
    const { body } = draft;
    if (isBlank(body)) return;
    this.writings.delete(parent?.id ?? '');
    if (parent) {
      this.replyingTo = null;
      this.focusOnComment(parent.id);
    }
    // It is kept as unsent before the draft is emptied.
    const sent = this.writer.post({ body, name: drafts.name.trim() }, parent);
    draft.write('');
    drafts.isNaming = false;
    await this.deliver(sent, parent);
  }

  private async deliver(sent: Promise<Comment | null>, parent: Pick<Comment, 'id'> | null = null): Promise<void> {
    const from = focused();
    this.sayStatus('');
    const comment = await sent;
    if (!comment) return;
    this.sayStatus(this.words.say(comment.status === 'published' ? 'posted' : 'held'));
    this.host.announce('comment', { comment });
    // Only where the reader has not gone on: to the next comment, say, in the same field.
    const now = focused();
    const stays = now === from ? !now?.matches('textarea') : now?.id === (parent && commentElementId(parent.id));
    if (!now || stays) this.focusOnComment(comment.id);
  }

  private again(id: string): Promise<void> {
    const { outgoing } = this.writer;
    return this.deliver(this.writer.send(id, this.options.drafts.name.trim()), outgoing.get(id)?.parent);
  }

  private outgoing(id: string, { comment, parent, failure }: Outgoing): CommentState {
    if (!failure) return { pending: 'sending' };
    const draft = this.options.drafts.of(parent);
    const edit = () => {
      // There may be no field, or it may hold the next comment already: then this one is edited where it stands.
      const { changes } = this.options;
      const hasForm = !changes.thread.page.closed && (!parent || changes.find(parent.id));
      if (!hasForm || draft.body !== '') return this.edit(comment);
      draft.write(comment.body ?? '');
      this.writer.takeBack(id);
      if (parent) this.replyingTo = parent.id;
      this.host.focusOn(parent ? `#${commentElementId(parent.id)} textarea` : 'textarea');
      this.tellWatchers();
    };
    const discard = () => {
      this.writer.takeBack(id);
      this.host.focusOn('h2');
    };
    const { words } = this;
    return {
      pending: 'failed',
      below:
        this.editing?.id !== id &&
        this.notice(
          failure,
          () => void this.again(id),
          <>
            {actOf(words.say('edit'), edit)}
            {actOf(words.say('remove'), discard)}
          </>,
        ),
    };
  }

  private reward({ comment, panel }: { comment: Comment; panel: RewardPanel }) {
    return panelOf(this.words.say('reward'), () => this.toggleReward(comment), panel.view());
  }

  private deleteQuestion(id: string) {
    const { words } = this;
    const close = () => {
      this.removing = null;
      this.focusOnComment(id);
      this.tellWatchers();
    };
    return questionOf(words, {
      text: words.say('removeQuestion'),
      confirm: words.say('removeConfirm'),
      onConfirm: () => void this.remove(id),
      onCancel: close,
    });
  }

  private async remove(id: string): Promise<void> {
    this.removing = null;
    this.commentFailures.delete(id);
    // The comment disappears, so focus the heading.
    this.host.focusOn('h2');
    this.sayStatus('');
    try {
      await this.writer.remove(id);
      this.sayStatus(this.words.say('wasRemoved'));
    } catch (error) {
      this.commentFailures.set(id, { failure: failureOf(error), again: () => void this.remove(id) });
      this.tellWatchers();
    }
  }

  /** @param part selector of a part of the comment */
  private focusOnComment(id: string, part = ''): void {
    this.host.focusOn(`#${commentElementId(id)}${part}`);
  }

  private sayStatus(text: string): void {
    this.statusWords = text;
    this.tellWatchers();
  }
}

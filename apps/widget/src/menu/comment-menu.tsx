import type { Author, Comment } from '@afterword/contracts';
import { actOf } from '../actions/act';
import type { ComponentChild, ComponentChildren } from 'preact';
import { Controller, type ControllerHost, hostWith } from '../actions/controller';
import { explain } from '../actions/explain';
import { MODIFIER } from '../actions/keys';
import { panelOf } from '../actions/panel';
import { PeoplePanel } from '../actions/people-panel';
import { withReader } from '../actions/sessions';
import { PageWriter } from '../actions/page-writer';
import { type Failure, failureOf } from '../failure';
import type { WordKey } from '../ui';
import { Follows } from '../inbox/follows';
import { Mutes } from '../live/mutes';
import type { ThreadChanges } from '../live/thread-changes';
import { commentElementId } from '../thread/ui';
import { type MenuForm, type MenuFormHost } from './menu-form';
import { itemFor } from './menu-keys';
import { menuStyles } from './menu-styles';
import { hasMenuWords, loadMenuWords } from './menu-words';
import { ReportForm } from './report-form';
import type { StaffMenu } from '../staff';
import type { Undo } from '../staff/moderator';

export interface CommentMenuOptions {
  changes: ThreadChanges;
  addressOf: (id: string) => string;
  /** Shows a comment of the thread. */
  go: (id: string) => void;
  /** Tells screen readers. */
  tell: (text: string) => void;
}

/** The last done that can be undone. */
interface Done {
  /** The comment from whose menu it was done. */
  id: string;
  text: string;
  undo: Undo | null;
  failure: Failure | null;
}

/** The menus of comments, of which one is open at a time, and what they open. */
export class CommentMenu extends Controller {
  private openId: string | null = null;
  private staff?: StaffMenu | null;
  private panel?: { id: string; form: MenuForm | PeoplePanel } | null;
  private done?: Done | null;
  private element?: HTMLElement | null;
  private readonly mutes: Mutes;
  private readonly follows: Follows;

  constructor(
    host: ControllerHost,
    private readonly options: CommentMenuOptions,
  ) {
    super(host);
    host.adopt(menuStyles);
    const { page } = options.changes.thread;
    this.mutes = Mutes.of(page.session);
    this.follows = Follows.of(page);
    this.follows.watch(() => this.tellWatchers());
  }

  /** Opens the menu of a comment, or closes it. @throws where its messages cannot be loaded */
  async toggle(comment: Comment, last: boolean): Promise<void> {
    const { id } = comment;
    if (this.openId === id) return this.shut(true);
    this.shut(false);
    this.done = null;
    // The same is told again if it is done again.
    this.options.tell('');
    await loadMenuWords(this.words);
    if (this.options.changes.thread.page.session.current) void this.follows.load().catch(() => undefined);
    this.openId = id;
    document.addEventListener('pointerdown', this.shutOutside, true);
    this.host.focusOn(`#${commentElementId(id)} .aw-item${last ? ':last-of-type' : ''}`);
    this.tellWatchers();
    await this.lookAt(comment);
  }

  /** The open menu of a comment. */
  menu(comment: Comment): ComponentChild {
    const { words } = this;
    if (comment.id !== this.openId || !hasMenuWords(words)) return null;
    const { readerId } = this.options.changes.thread.page.session;
    const name = comment.author?.name ?? '';
    const isMine = comment.author?.id === readerId;
    const item = (key: string, label: string, act: () => void) => (
      <button
        key={key}
        type="button"
        class="aw-item"
        role="menuitem"
        tabIndex={-1}
        onClick={() => {
          this.shut(true);
          act();
        }}
      >
        {label}
      </button>
    );
    const staffItems = this.staff?.itemsOf(comment) ?? [];
    return (
      <div
        key="menu"
        class="aw-menu"
        role="menu"
        aria-label={words.say('menuFor', { name })}
        ref={(element) => {
          this.element = element;
          this.place();
        }}
        onKeyDown={(event) => this.onKey(event)}
      >
        {this.items(comment, isMine).map((one) => one && item(one[0], words.say(one[0], { name }), one[1]))}
        {staffItems.length > 0 && <hr key="line" />}
        {staffItems.map((action) =>
          item(action, this.staff?.labelOf(action, name) ?? '', () => this.staff?.act(action, comment)),
        )}
      </div>
    );
  }

  /** What a menu opened below its comment. */
  below(comment: Comment): ComponentChildren {
    const { panel } = this;
    return [
      this.staff?.below(comment),
      panel?.id === comment.id && panelOf(panel.form.title, () => this.closePanel(), panel.form.view()),
    ];
  }

  /** What was done, with the way to undo it. It stays at the window's edge while the thread is scrolled. */
  get toast(): ComponentChild {
    const { done, words } = this;
    if (!done) return null;
    const { failure } = done;
    return (
      <div key="done" class="aw-news aw-ui">
        <p class="aw-toast">
          <span dir="auto">{failure ? explain(words, failure) : done.text}</span>
          {done.undo && !failure && actOf(words.say('undo'), () => void this.undo())}
          {actOf(words.say('close'), () => this.dismiss())}
        </p>
      </div>
    );
  }

  /** Whether a reader is a moderator is known once they have a session, which the host may open. */
  private async lookAt(comment: Comment): Promise<void> {
    const { session } = this.options.changes.thread.page;
    try {
      if (!session.current && session.signsIn) await withReader(session, () => Promise.resolve());
      if (session.current?.role !== 'moderator') return;
      const { StaffMenu } = await import('../staff');
      this.staff ??= new StaffMenu(this.options.changes, {
        ...hostWith(this.host, {}),
        open: (id, make) => this.open(id, make),
        notice: (failure, again) => this.notice(failure, again),
        tellWatchers: () => this.tellWatchers(),
        finish: (id, text, undo) => this.finish(id, text, undo),
        finished: (id, text, undo) => this.finished(id, text, undo),
      });
      await this.staff.look(comment);
      if (this.openId !== comment.id) return;
      this.tellWatchers();
      queueMicrotask(() => this.place());
    } catch {
      // The menu has what every reader can do.
    }
  }

  /** What every reader's menu offers, in its order: its label, and what it does. Editing and deleting are beside it. */
  private items(comment: Comment, isMine: boolean): (false | undefined | [label: WordKey, act: () => void])[] {
    const { options } = this;
    const { id, author, parentId, status } = comment;
    const isPublished = status === 'published';
    const isFollowed = this.follows.has(id);
    const isMuted = this.mutes.has(author?.id);
    return [
      isPublished && ['copy', () => void this.copy(comment)],
      isPublished && parentId !== null && ['toParent', () => options.go(parentId)],
      isPublished &&
        this.words.look.reactors && [
          'whoReacted',
          () =>
            this.open(id, (host) => {
              const people = new PeoplePanel(host, options.changes.thread.page.session, `/v1/comments/${id}`);
              void people.open();
              return people;
            }),
        ],
      isPublished && [isFollowed ? 'unfollowReplies' : 'followReplies', () => void this.follow(id, !isFollowed)],
      isPublished &&
        !isMine && [
          'report',
          () => this.open(id, (host) => new ReportForm(host, PageWriter.of(options.changes.thread.page), comment)),
        ],
      isPublished &&
        !isMine &&
        author !== null && [isMuted ? 'unmutePerson' : 'mutePerson', () => this.mute(id, author, !isMuted)],
    ];
  }

  private async copy({ id }: Comment): Promise<void> {
    const address = this.options.addressOf(id);
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      // To copy by hand, where the browser does not let us write to the clipboard.
      prompt(this.words.say('copyYourself', { keys: `${MODIFIER}C` }), address);
      return;
    }
    this.finish(id, this.words.say('done.copied'), null);
  }

  private async follow(id: string, isFollowed: boolean): Promise<void> {
    const set = (wanted: boolean) => this.follows.set(id, wanted);
    try {
      await set(isFollowed);
      this.finished(id, this.words.say(isFollowed ? 'done.followed' : 'done.unfollowed'), () => set(!isFollowed));
    } catch (error) {
      this.done = { id, text: '', undo: null, failure: failureOf(error) };
      this.tellWatchers();
    }
  }

  private mute(comment: string, { id, name }: Author, isMuted: boolean): void {
    this.mutes.set(id, isMuted);
    // The menu's button goes with what is muted.
    this.finished(comment, this.words.say(isMuted ? 'done.muted' : 'done.unmuted', { name }), () => {
      this.mutes.set(id, !isMuted);
      return Promise.resolve();
    });
  }

  private open(id: string, make: (host: MenuFormHost) => MenuForm | PeoplePanel): void {
    const form = make(hostWith(this.host, { close: () => this.closePanel() }));
    form.watch(() => this.tellWatchers());
    this.panel = { id, form };
    this.host.focusOn(`#${commentElementId(id)} .aw-panel`);
    this.tellWatchers();
  }

  private closePanel(): void {
    if (this.panel) this.host.focusOn(dotsOf(this.panel.id));
    this.panel = null;
    this.tellWatchers();
  }

  /** What was acted on may be gone. */
  private finished(id: string, text: string, undo: Undo): void {
    if (this.panel?.id === id) this.panel = null;
    this.finish(id, text, undo);
    this.host.focusOn(TOAST_BUTTON);
  }

  private finish(id: string, text: string, undo: Undo | null): void {
    this.done = { id, text, undo, failure: null };
    this.options.tell(text);
    this.tellWatchers();
  }

  private async undo(): Promise<void> {
    const { done } = this;
    if (!done?.undo) return;
    done.failure = null;
    try {
      await done.undo();
      this.options.tell(this.words.say('done.undone'));
      this.dismiss();
    } catch (error) {
      done.failure = failureOf(error);
      this.host.focusOn(TOAST_BUTTON);
      this.tellWatchers();
    }
  }

  /** The focus goes back to the comment, if it is still there. */
  private dismiss(): void {
    const id = this.done?.id ?? '';
    this.done = null;
    this.host.focusOn(this.options.changes.find(id) ? `#${commentElementId(id)}` : 'h2');
    this.tellWatchers();
  }

  /** @param returns whether the focus goes back to the button */
  private shut(returns: boolean): void {
    document.removeEventListener('pointerdown', this.shutOutside, true);
    if (this.openId !== null && returns) this.host.focusOn(dotsOf(this.openId));
    this.openId = null;
    this.element = null;
    this.tellWatchers();
  }

  private readonly shutOutside = (event: Event): void => {
    const path = event.composedPath();
    const button = this.element?.parentElement?.querySelector('.aw-dots');
    if (this.element && !path.includes(this.element) && !(button && path.includes(button))) this.shut(false);
  };

  private onKey(event: KeyboardEvent): void {
    const { element } = this;
    if (!element) return;
    if (event.key === 'Tab') {
      // The browser goes on from the button.
      element.parentElement?.querySelector<HTMLElement>('.aw-dots')?.focus();
      this.shut(false);
      return;
    }
    const item = itemFor(event, [...element.querySelectorAll<HTMLElement>('.aw-item')]);
    if (!item && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (item) item.focus();
    else this.shut(true);
  }

  /** Below its button, within the comment's column. */
  private place(): void {
    const { element } = this;
    const button = element?.parentElement?.querySelector<HTMLElement>('.aw-dots');
    if (!element || !button) return;
    const room = (element.parentElement?.clientWidth ?? 0) - element.offsetWidth;
    const isLeftToRight = getComputedStyle(element).direction === 'ltr';
    const wanted = isLeftToRight ? button.offsetLeft + button.offsetWidth - element.offsetWidth : button.offsetLeft;
    element.style.left = `${Math.max(0, Math.min(wanted, room))}px`;
  }
}

const TOAST_BUTTON = '.aw-toast button';

const dotsOf = (id: string): string => `#${commentElementId(id)} .aw-dots`;

import type { Comment } from '@afterword/contracts';
import { actOf } from '../actions/act';
import { insertLast } from '../actions/formatting';
import { PageWriter } from '../actions/page-writer';
import type { ComponentChild, ComponentChildren } from 'preact';
import { targetOf } from '../addresses';
import type { ControllerLoader } from '../controller-loader';
import type { ThreadController } from '../actions/thread-controller';
import type { CommentEventName, LiveEvents } from '../live-events';
import { Observable } from '../observable';
import type { ThreadScreenOptions } from '../thread/thread-host';
import { ThreadStore } from '../thread/thread-store';
import { commentElementId, type CommentState, type CommentView, LINK_GONE_ID } from '../thread/ui';
import { Notice, type UiLimits, type Words } from '../ui';
import { permalink } from './addresses';
import { type Passage, quoteButton, quoteOf, watchPassage } from './article-quote';
import { flat } from './comment-tree';
import { goLive } from './go-live';
import { Mutes } from './mutes';
import { hasUnsent } from './outbox';
import { keepRendered } from './rendered-comments';
import { ThreadChanges } from './thread-changes';
import { ThreadComposer } from './thread-composer';
import { Unread } from './unread';
import { Visit } from './visits';
import { formatDay, threadControls } from './ui';

/** Interval for updating relative times. Milliseconds. */
const CLOCK_MS = 60_000;

/**
 * Marks the list items that are more than a window away from the window: the browser keeps their size and skips what is in them. Once they have
 * been laid out, so that nothing moves; the others have no containment, which would clip menus.
 */
const farItems = () =>
  new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) target.toggleAttribute('data-far', !isIntersecting);
    },
    { rootMargin: '100%' },
  );

const isInEditWindow = ({ createdAt }: Comment, { editWindowMinutes }: UiLimits): boolean =>
  Date.now() - Date.parse(createdAt) < editWindowMinutes * 60_000;

/** From the comment by whose link the reader came, to the beginning of the page. */
const wayBack = (words: Words): ComponentChild => (
  <button type="button" key="back" class="aw-act aw-ui" onClick={() => scrollTo({ top: 0 })}>
    ↑ {words.say('backToArticle')}
  </button>
);

/** The interactive thread: handles actions and follows the page's events. */
export class LiveThread extends Observable {
  readonly changes: ThreadChanges;
  private readonly far: IntersectionObserver;
  private readonly loader: ControllerLoader<ThreadController>;
  private readonly composer: ThreadComposer;
  private readonly reuse = keepRendered();
  private readonly mutes: Mutes;
  private readonly visit: Visit;
  private readonly unread: Unread;
  /** What the reader has selected in the article. */
  private passage?: Passage | null;
  /** Ids of comments of muted people that the reader wants to see. */
  private readonly shownAnyway = new Set<string>();
  /** The comment by whose link the reader came. */
  private readonly arrival = targetOf();
  /** The new comment that the reader was led to last. */
  private lastNew?: string | null;
  private isVisible?: boolean;
  private loadFailed?: boolean;

  constructor(
    private readonly options: ThreadScreenOptions,
    /** Shows, marks and scrolls to a comment. */
    private readonly open: (id: string) => void,
  ) {
    super();
    const { page, element, signal } = options;
    const thread = ThreadStore.of(page);
    const changes = ThreadChanges.of(thread);
    this.changes = changes;
    this.mutes = Mutes.of(page.session);
    this.visit = new Visit(page);
    const refresh = () => this.tellWatchers();
    this.loader = element.controllerLoader<ThreadController>({
      make: ({ ThreadController }) =>
        new ThreadController({
          ...{ changes, drafts: this.composer.drafts, host: element },
          addressOf: (id, page) => permalink(id, element.ownsFragment, page),
          go: (id) => this.go(id),
          follow: (event, id) => this.follow(event, id),
        }),
      ready: (controller) => {
        this.loadFailed = false;
        controller.watch(refresh, signal);
        refresh();
      },
      failed: () => {
        this.loadFailed = true;
        changes.dropPendingReactions();
      },
      waits: refresh,
    });
    this.composer = new ThreadComposer({ page, loader: this.loader, element, signal });
    watchPassage(element, signal, (passage) => {
      if (passage?.text === this.passage?.text) return;
      this.passage = passage;
      refresh();
    });
    const clock = setInterval(refresh, CLOCK_MS);
    signal.addEventListener('abort', () => clearInterval(clock));
    const seen = new IntersectionObserver((entries) => {
      this.isVisible = entries.some(({ isIntersecting }) => isIntersecting);
      this.noteVisit();
    });
    seen.observe(element);
    signal.addEventListener('abort', () => seen.disconnect());
    thread.watch(() => this.noteVisit(), signal);
    const far = (this.far = farItems());
    signal.addEventListener('abort', () => far.disconnect());
    const unread = (this.unread = Unread.of(page.session));
    unread.watch(refresh, signal);
    void unread.load();
    goLive({
      ...{ page, element, signal },
      listener: {
        onComment: (name, comment) => {
          if (this.concerns(comment)) unread.loadSoon();
          changes.onComment(name, comment);
        },
        refresh: () => {
          changes.refresh();
          void unread.load();
        },
      },
    });
    // What an earlier visit did not send is shown again.
    if (hasUnsent(page)) this.loader.run('unsent', () => undefined);
  }

  /** Actions and state of the comments. */
  get view(): Pick<
    CommentView,
    'actions' | 'controls' | 'keyOf' | 'stateOf' | 'hrefOf' | 'follow' | 'reuse' | 'itemRef'
  > {
    const { loader, changes } = this;
    const act = (name: string, run: (controller: ThreadController, comment: Comment) => void) => (comment: Comment) =>
      loader.run(`${name} ${comment.id}`, (controller) => run(controller, comment));
    return {
      controls: { ...threadControls, sorts: (of) => [threadControls.sorts(of), this.news] },
      actions: {
        react: (comment, kind, wanted) => {
          changes.setReaction(comment.id, kind, wanted);
          loader.run(`react ${comment.id} ${kind}`, (controller) => void controller.react(comment, kind));
        },
        reply: act('reply', (controller, comment) => controller.toggleReply(comment)),
        reward: act('reward', (controller, comment) => controller.toggleReward(comment)),
        edit: act('edit', (controller, comment) => controller.edit(comment)),
        remove: act('remove', (controller, comment) => controller.askToRemove(comment)),
        fold: (comment) => changes.fold(comment),
        moreReplies: (comment) => void changes.moreReplies(comment),
        menu: (comment, last = false) =>
          loader.run(`menu ${comment.id}`, (controller) => void controller.toggleMenu(comment, last)),
      },
      itemRef: (item) => item && this.far.observe(item),
      hrefOf: (id) => permalink(id, this.options.element.ownsFragment),
      follow: (event, id) => this.follow(event, id),
      keyOf: ({ id }) => loader.controller?.keyOf(id) ?? id,
      stateOf: (comment) => this.stateOf(comment),
      reuse: this.reuse,
    };
  }

  /** What is between the heading and the list: the way to the inbox, and the composer. @param hint why there is no composer; null if there is one */
  head(hint: string | null): ComponentChildren {
    const { page, element } = this.options;
    const { at, reason } = page.closure ?? {};
    const { words } = element;
    const { passage } = this;
    return (
      <>
        {page.allowed && this.inbox}
        {hint === null ? (
          [
            passage &&
              quoteButton(words.say('quotePassage'), passage, () => {
                const field = element.shadowRoot?.querySelector('textarea');
                if (field) insertLast(field, quoteOf(passage.text, PageWriter.of(page).description.url));
              }),
            this.composer.view(null),
          ]
        ) : (
          <div class="aw-composer aw-closed aw-ui">
            {hint}
            {page.allowed && reason && <p dir="auto">{reason}</p>}
            {page.allowed && at && (
              <p class="aw-hint">{words.say('closedSince', { date: formatDay(at, words.locale) })}</p>
            )}
          </div>
        )}
      </>
    );
  }

  /** The way to what the reader is told, and the list of it while it is open. */
  private get inbox(): ComponentChild {
    const { unread, loader } = this;
    const { page, element } = this.options;
    const { session } = page;
    if (!session.current && !session.signsIn) return null;
    const label = unread.label(element.words);
    return (
      <>
        <button
          type="button"
          class="aw-act aw-gold aw-ui aw-inbox"
          aria-expanded={Boolean(loader.controller?.isInboxOpen)}
          data-done={unread.count > 0 ? '' : undefined}
          onClick={() => loader.run('inbox', (controller) => void controller.toggleInbox())}
        >
          {label}
        </button>
        <p class="aw-hidden" role="status">
          {unread.hasGrown && label}
        </p>
        {loader.controller?.inbox}
      </>
    );
  }

  /** How many comments are new since the last visit, and the way to the next of them. */
  private get news(): ComponentChild {
    const { words } = this.options.element;
    const news = flat(this.changes.thread.known?.items ?? []).filter((comment) => this.isNew(comment));
    const count = news.length;
    return (
      count > 0 && (
        <button
          type="button"
          class="aw-act aw-since"
          aria-label={words.say('newSince', { count })}
          onClick={() => this.toNextNew(news)}
        >
          {words.say('newCount', { count })}
        </button>
      )
    );
  }

  /** New since the last visit, and of somebody else whom the reader wants to read. */
  private isNew(comment: Comment): boolean {
    const { author } = comment;
    return author !== null && this.visit.isNew(comment) && !this.isMine(comment) && !this.mutes.has(author.id);
  }

  private toNextNew(news: readonly Comment[]): void {
    const { element } = this.options;
    const { id } = news[news.findIndex((comment) => comment.id === this.lastNew) + 1] ?? news[0] ?? {};
    if (id === undefined) return;
    this.lastNew = id;
    this.changes.unfold(id);
    element.focusOn(`#${commentElementId(id)}`);
  }

  /** What the reader sees is not new at the next visit. */
  private noteVisit(): void {
    const { known } = this.changes.thread;
    if (this.isVisible && known && this.changes.thread.isCurrent) this.visit.saw(known.items);
  }

  /** Notices above the list. */
  get notices(): ComponentChildren {
    const { loadFailed, loader, changes } = this;
    const { words } = this.options.element;
    const count = changes.isSending ? 0 : changes.arrivals.size;
    return (
      <>
        <p class="aw-hidden" role="status">
          {count > 0 && words.say('arrived', { count })}
        </p>
        <p class="aw-hidden" role="status">
          {loader.controller?.statusWords}
        </p>
        {count > 0 && (
          <div class="aw-news">
            <button type="button" class="aw-new" onClick={() => this.showArrived()}>
              {words.say('arrived', { count })}
            </button>
          </div>
        )}
        {loader.controller?.toast}
        {changes.linkGone && (
          <p class="aw-hint aw-ui" id={LINK_GONE_ID} role="status">
            {words.say('linkGone')}
          </p>
        )}
        {loadFailed && <Notice words={words} text={words.say('notReady')} />}
      </>
    );
  }

  /** Follows a permalink in place: the host may have changed the address since the link was rendered. */
  private follow(event: MouseEvent, id: string): void {
    if (event.button > 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.go(id);
  }

  private go(id: string): void {
    // A router of the host that owns the fragment is not told.
    if (this.options.element.ownsFragment) history.replaceState(history.state, '', permalink(id, true));
    else location.hash = commentElementId(id);
    this.open(id);
  }

  private showArrived(): void {
    const { element } = this.options;
    // The pressed button disappears. The new comment comes to where the reader is, not the reader to the head of the list.
    void this.changes.showArrived().then((id) => element.focusOn(id === null ? 'h2' : `#${commentElementId(id)}`));
  }

  /** Whether the reader may be told of what has happened to a comment: it is theirs, answers them or mentions them. */
  private concerns(data: LiveEvents[CommentEventName]): boolean {
    const { readerId } = this.options.page.session;
    const isTheirs = (id: string | null) => id !== null && this.changes.find(id)?.author?.id === readerId;
    return (
      readerId !== null && (isTheirs(data.id) || isTheirs(data.parentId) || JSON.stringify(data).includes(readerId))
    );
  }

  private isMine({ author }: Comment): boolean {
    return author?.id === this.options.page.session.readerId;
  }

  /** A comment of somebody whom the reader has muted: one line, and its replies. */
  private mutedState({ id }: Comment): CommentState {
    const { element } = this.options;
    const show = () => {
      this.shownAnyway.add(id);
      element.focusOn(`#${commentElementId(id)}`);
    };
    return {
      pending: 'muted',
      folded: this.changes.folded.has(id),
      editor: (
        <div class="aw-row aw-ui aw-hint">
          <span>{element.words.say('muted')}</span>
          {actOf(element.words.say('showMuted'), show)}
        </div>
      ),
    };
  }

  private stateOf(comment: Comment): CommentState {
    const { controller } = this.loader;
    const mine = this.isMine(comment);
    if (this.mutes.has(comment.author?.id) && !this.shownAnyway.has(comment.id)) return this.mutedState(comment);
    const state: CommentState = {
      mine,
      folded: this.changes.folded.has(comment.id),
      fresh: this.changes.fresh.has(comment.id) || this.isNew(comment),
      mayEdit: mine && isInEditWindow(comment, this.options.page.session.limits),
    };
    const back = comment.id === this.arrival && wayBack(this.options.element.words);
    if (!controller) return { ...state, below: back };
    const more = controller.stateOf(comment);
    return {
      ...state,
      ...more,
      editor: controller.editing?.id === comment.id && this.composer.editor(controller, controller.editing),
      // No elements of ours: all comments are asked at each rendering.
      below: [back, more.below, controller.replyingTo === comment.id && this.composer.view(comment)],
    };
  }
}

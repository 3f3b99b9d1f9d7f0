import type { Comment } from '@afterword/contracts';
import type { ActingLoader, ActingOptions } from '../acting-loader';
import type { DeskHost } from '../acting/desk';
import type { Editing, ThreadDesk, ThreadDeskHost } from '../acting/thread-desk';
import { Observable } from '../observable';
import type { PageStore } from '../page-store';
import { type EmbeddedState, Notice, UI_LIMITS, type Words } from '../ui';
import { Drafts } from './draft';
import { ThreadStore } from './thread-store';
import { type CommentCircumstances, commentElementId, type CommentView, Composer, Thread, threadStyles } from './ui';

/** Ages are brought up to date this often. Milliseconds. */
const CLOCK_MS = 60_000;
const EDIT_WINDOW_MS = UI_LIMITS.editMinutes * 60_000;

/** The comment that the address names. */
const targetOf = (hash: string): string | null => /^#comment-([\da-f-]{36})$/.exec(hash)?.[1] ?? null;

/** What the screen needs of its element. */
export interface ThreadHost extends DeskHost {
  prepareActing<Desk extends Observable>(options: ActingOptions<Desk>): ActingLoader<Desk>;
}

export interface ThreadScreenOptions {
  page: PageStore;
  embedded: EmbeddedState | null;
  element: ThreadHost;
  /** Aborted when the element shows something else. */
  signal: AbortSignal;
}

/** What one thread element shows. */
export class ThreadScreen extends Observable {
  private readonly page: PageStore;
  private readonly thread: ThreadStore;
  private readonly drafts: Drafts;
  private readonly acting: ActingLoader<ThreadDesk>;
  private readonly element: ThreadHost;
  private notReady = false;
  private target: string | null = null;
  /** The target that was brought into view: once, when it is there. */
  private scrolledTo: string | null = null;

  constructor({ page, embedded, element, signal }: ThreadScreenOptions) {
    super();
    this.page = page;
    this.thread = ThreadStore.of(page);
    this.drafts = new Drafts(page);
    this.element = element;
    if (embedded && 'thread' in embedded) this.thread.start(embedded.thread);
    element.adopt(threadStyles);

    const refresh = () => this.changed();
    const host: ThreadDeskHost = {
      get words() {
        return element.words;
      },
      announce: element.announce,
      focusOn: element.focusOn,
      adopt: element.adopt,
      focusOnComment: (id) => element.focusOn(`#${commentElementId(id)}`),
    };
    this.acting = element.prepareActing<ThreadDesk>({
      make: ({ ThreadDesk }) => new ThreadDesk({ thread: this.thread, drafts: this.drafts, host }),
      ready: (desk) => {
        this.notReady = false;
        signal.addEventListener('abort', desk.watch(refresh));
      },
      failed: () => {
        this.notReady = true;
        this.thread.forgetWishes();
      },
    });
    for (const watched of [page, this.thread]) signal.addEventListener('abort', watched.watch(refresh));
    const follow = () => {
      this.target = targetOf(location.hash);
      this.scrolledTo = null;
      refresh();
    };
    follow();
    addEventListener('hashchange', follow, { signal });
    const clock = setInterval(refresh, CLOCK_MS);
    signal.addEventListener('abort', () => clearInterval(clock));

    page.follow(signal, this.thread);
    void page.load();
    void this.thread.load();
  }

  view() {
    const { page, thread, acting, hint, words } = this;
    const { readerId } = page.session;
    const arrived = thread.arrived.size;
    const now = Date.now();
    const act = (run: (desk: ThreadDesk, comment: Comment) => void) => (comment: Comment) =>
      acting.run((desk) => run(desk, comment));
    const view: CommentView = {
      words,
      now,
      closed: hint !== null,
      targetId: this.target,
      actions: {
        react: (comment, wanted) => {
          thread.wish(comment.id, wanted);
          acting.run((desk) => void desk.like(comment));
        },
        reply: act((desk, comment) => desk.toggleReply(comment)),
        edit: act((desk, comment) => desk.edit(comment)),
        remove: act((desk, comment) => desk.askToRemove(comment)),
        moreReplies: (comment) => void thread.moreReplies(comment),
      },
      keyOf: ({ id }) => thread.sentAs.get(id) ?? id,
      circumstancesOf: (comment) => this.circumstancesOf(comment, { now, readerId }),
    };
    return (
      <Thread
        view={view}
        thread={thread.thread}
        sort={thread.sort}
        actions={{ sort: (by) => void thread.load(by), more: () => void thread.more() }}
        composer={hint === null ? this.composer(null) : <p class="aw-hint aw-ui">{hint}</p>}
      >
        <p class="aw-hidden" role="status">
          {arrived > 0 ? words.say('arrived', { count: arrived }) : acting.desk?.said}
        </p>
        {arrived > 0 && (
          <button type="button" class="aw-new" onClick={() => this.showArrived()}>
            {words.say('arrived', { count: arrived })}
          </button>
        )}
        {this.notReady && <Notice words={words} text={words.say('notReady')} />}
        {thread.failure && page.allowed && (
          <Notice words={words} text={words.say('notLoaded')} onRetry={() => void thread.load()} />
        )}
      </Thread>
    );
  }

  /** A browser does not look into a shadow root for what an address names. */
  rendered(root: ShadowRoot): void {
    const { target } = this;
    const element = target !== null && target !== this.scrolledTo && root.getElementById(commentElementId(target));
    if (!element) return;
    this.scrolledTo = target;
    element.scrollIntoView({ block: 'center' });
  }

  private get words(): Words {
    return this.element.words;
  }

  private showArrived(): void {
    void this.thread.load();
    // The button goes with what it told of.
    this.element.focusOn('h2');
  }

  private circumstancesOf(comment: Comment, { now, readerId }: { now: number; readerId: string | null }) {
    const { desk } = this.acting;
    const isMine = readerId !== null && comment.author?.id === readerId;
    const circumstances: CommentCircumstances = {
      mayRemove: isMine,
      mayEdit: isMine && now - Date.parse(comment.createdAt) < EDIT_WINDOW_MS,
    };
    if (!desk) return circumstances;
    const more = desk.circumstancesOf(comment);
    return {
      ...circumstances,
      ...more,
      editor: desk.editing?.id === comment.id && this.editor(desk, desk.editing),
      below: (
        <>
          {more.below}
          {desk.replyingTo === comment.id && this.composer(comment)}
        </>
      ),
    };
  }

  /** Where a comment is written, or a reply. */
  private composer(parent: Comment | null) {
    const { page, drafts, acting, words } = this;
    const draft = drafts.of(parent);
    return (
      <Composer
        words={words}
        label={
          parent ? words.say('replyTo', { name: parent.author?.name ?? words.say('someone') }) : words.say('comment')
        }
        submitLabel={words.say('post')}
        body={draft.body}
        name={page.session.isGuest ? drafts.name : null}
        autoFocus={parent !== null}
        limits={UI_LIMITS}
        actions={{
          write: (body) => draft.write(body),
          call: (name) => {
            drafts.name = name;
          },
          submit: () => acting.run((desk) => void desk.post(parent)),
          cancel: parent ? () => acting.run((desk) => desk.toggleReply(parent)) : undefined,
        }}
      />
    );
  }

  private editor(desk: ThreadDesk, editing: Editing) {
    const { words } = this;
    const save = () => void desk.save(editing);
    return (
      <Composer
        words={words}
        label={words.say('comment')}
        submitLabel={words.say('save')}
        body={editing.body}
        name={null}
        busy={editing.busy}
        autoFocus
        limits={UI_LIMITS}
        actions={{
          write: (body) => {
            editing.body = body;
          },
          call: () => undefined,
          submit: save,
          cancel: () => desk.stopEditing(),
        }}
      >
        {editing.failure && desk.notice(editing.failure, save)}
      </Composer>
    );
  }

  /** What stands in the composer's place where nothing can be written. */
  private get hint(): string | null {
    if (!this.page.allowed) return this.words.say('notAllowed');
    return this.page.closed ? this.words.say('closed') : null;
  }
}

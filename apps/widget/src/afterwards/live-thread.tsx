import type { Comment } from '@afterword/contracts';
import type { ComponentChildren } from 'preact';
import type { ActingLoader } from '../acting-loader';
import type { ThreadDesk } from '../acting/thread-desk';
import { Observable } from '../observable';
import type { ThreadScreenOptions } from '../thread/thread-host';
import { ThreadStore } from '../thread/thread-store';
import type { CommentCircumstances, CommentView } from '../thread/ui';
import { Notice } from '../ui';
import { watchPage } from './live';
import { ThreadChanges } from './thread-changes';
import { ThreadComposer } from './thread-composer';

/** Ages are brought up to date this often. Milliseconds. */
const CLOCK_MS = 60_000;

/** A thread that is more than read: everything in it can be used, and it follows what others do. */
export class LiveThread extends Observable {
  readonly changes: ThreadChanges;
  private readonly thread: ThreadStore;
  private readonly acting: ActingLoader<ThreadDesk>;
  private readonly composer: ThreadComposer;
  private notReady = false;

  constructor(private readonly options: ThreadScreenOptions) {
    super();
    const { page, element, signal } = options;
    const thread = ThreadStore.of(page);
    this.thread = thread;
    const changes = ThreadChanges.of(thread);
    this.changes = changes;
    const refresh = () => this.changed();
    this.acting = element.prepareActing<ThreadDesk>({
      make: ({ ThreadDesk }) => new ThreadDesk({ changes, drafts: this.composer.drafts, host: element }),
      ready: (desk) => {
        this.notReady = false;
        signal.addEventListener('abort', desk.watch(refresh));
        refresh();
      },
      failed: () => {
        this.notReady = true;
        changes.forgetWishes();
      },
    });
    this.composer = new ThreadComposer({ page, acting: this.acting, element });
    const clock = setInterval(refresh, CLOCK_MS);
    signal.addEventListener('abort', () => clearInterval(clock));
    page.follow(signal, () => Promise.resolve(watchPage), changes);
  }

  /** What a comment's readers can do with it, and what stands with it now. */
  get view(): Pick<CommentView, 'actions' | 'keyOf' | 'circumstancesOf'> {
    const { acting, changes } = this;
    const act = (run: (desk: ThreadDesk, comment: Comment) => void) => (comment: Comment) =>
      acting.run((desk) => run(desk, comment));
    return {
      actions: {
        react: (comment, kind, wanted) => {
          changes.wish(comment.id, kind, wanted);
          acting.run((desk) => void desk.react(comment, kind));
        },
        reply: act((desk, comment) => desk.toggleReply(comment)),
        reward: act((desk, comment) => desk.toggleReward(comment)),
        edit: act((desk, comment) => desk.edit(comment)),
        remove: act((desk, comment) => desk.askToRemove(comment)),
        fold: (comment) => changes.fold(comment),
        moreReplies: (comment) => void changes.moreReplies(comment),
      },
      keyOf: ({ id }) => acting.desk?.keyOf(id) ?? id,
      circumstancesOf: (comment) => this.circumstancesOf(comment),
    };
  }

  /** Where a comment is written. */
  get place(): ComponentChildren {
    return this.composer.view(null);
  }

  /** What there is to say of the thread. */
  get news(): ComponentChildren {
    const { notReady, acting, changes } = this;
    const { words } = this.options.element;
    const count = changes.arrived.size;
    return (
      <>
        <p class="aw-hidden" role="status">
          {count > 0 ? words.say('arrived', { count }) : acting.desk?.said}
        </p>
        {count > 0 && (
          <button type="button" class="aw-new" onClick={() => this.showArrived()}>
            {words.say('arrived', { count })}
          </button>
        )}
        {changes.linkGone && <p class="aw-hint aw-ui">{words.say('linkGone')}</p>}
        {notReady && <Notice words={words} text={words.say('notReady')} />}
      </>
    );
  }

  private showArrived(): void {
    void this.thread.load();
    // The button goes with what it told of.
    this.options.element.focusOn('h2');
  }

  private circumstancesOf(comment: Comment): CommentCircumstances {
    const { desk } = this.acting;
    const { readerId, limits } = this.options.page.session;
    const mine = readerId !== null && comment.author?.id === readerId;
    const circumstances: CommentCircumstances = {
      mine,
      folded: this.changes.folded.has(comment.id),
      mayEdit: mine && Date.now() - Date.parse(comment.createdAt) < limits.editWindowMinutes * 60_000,
    };
    if (!desk) return circumstances;
    const more = desk.circumstancesOf(comment);
    return {
      ...circumstances,
      ...more,
      editor: desk.editing?.id === comment.id && this.composer.editor(desk, desk.editing),
      below: (
        <>
          {more.below}
          {desk.replyingTo === comment.id && this.composer.view(comment)}
        </>
      ),
    };
  }
}

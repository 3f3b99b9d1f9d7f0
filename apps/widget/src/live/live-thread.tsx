import type { Comment } from '@afterword/contracts';
import type { ComponentChildren } from 'preact';
import type { ControllerLoader } from '../controller-loader';
import type { ThreadController } from '../actions/thread-controller';
import { Observable } from '../observable';
import type { ThreadScreenOptions } from '../thread/thread-host';
import { ThreadStore } from '../thread/thread-store';
import type { CommentState, CommentView } from '../thread/ui';
import { Notice } from '../ui';
import { goLive } from './go-live';
import { ThreadChanges } from './thread-changes';
import { ThreadComposer } from './thread-composer';

/** Interval for updating relative times. Milliseconds. */
const CLOCK_MS = 60_000;

/** The interactive thread: handles actions and follows the page's events. */
export class LiveThread extends Observable {
  readonly changes: ThreadChanges;
  private readonly thread: ThreadStore;
  private readonly loader: ControllerLoader<ThreadController>;
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
    this.loader = element.controllerLoader<ThreadController>({
      make: ({ ThreadController }) => new ThreadController({ changes, drafts: this.composer.drafts, host: element }),
      ready: (controller) => {
        this.notReady = false;
        signal.addEventListener('abort', controller.watch(refresh));
        refresh();
      },
      failed: () => {
        this.notReady = true;
        changes.dropPendingReactions();
      },
    });
    this.composer = new ThreadComposer({ page, loader: this.loader, element });
    const clock = setInterval(refresh, CLOCK_MS);
    signal.addEventListener('abort', () => clearInterval(clock));
    goLive({ page, element, signal, listener: changes });
  }

  /** Actions and state of the comments. */
  get view(): Pick<CommentView, 'actions' | 'keyOf' | 'stateOf'> {
    const { loader, changes } = this;
    const act = (run: (controller: ThreadController, comment: Comment) => void) => (comment: Comment) =>
      loader.run((controller) => run(controller, comment));
    return {
      actions: {
        react: (comment, kind, wanted) => {
          changes.setReaction(comment.id, kind, wanted);
          loader.run((controller) => void controller.react(comment, kind));
        },
        reply: act((controller, comment) => controller.toggleReply(comment)),
        reward: act((controller, comment) => controller.toggleReward(comment)),
        edit: act((controller, comment) => controller.edit(comment)),
        remove: act((controller, comment) => controller.askToRemove(comment)),
        fold: (comment) => changes.fold(comment),
        moreReplies: (comment) => void changes.moreReplies(comment),
      },
      keyOf: ({ id }) => loader.controller?.keyOf(id) ?? id,
      stateOf: (comment) => this.stateOf(comment),
    };
  }

  /** The composer. */
  get composerView(): ComponentChildren {
    return this.composer.view(null);
  }

  /** Notices above the list. */
  get notices(): ComponentChildren {
    const { notReady, loader, changes } = this;
    const { words } = this.options.element;
    const count = changes.arrived.size;
    return (
      <>
        <p class="aw-hidden" role="status">
          {count > 0 ? words.say('arrived', { count }) : loader.controller?.statusText}
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
    // The pressed button disappears.
    this.options.element.focusOn('h2');
  }

  private stateOf(comment: Comment): CommentState {
    const { controller } = this.loader;
    const { readerId, limits } = this.options.page.session;
    const mine = readerId !== null && comment.author?.id === readerId;
    const state: CommentState = {
      mine,
      folded: this.changes.folded.has(comment.id),
      mayEdit: mine && Date.now() - Date.parse(comment.createdAt) < limits.editWindowMinutes * 60_000,
    };
    if (!controller) return state;
    const more = controller.stateOf(comment);
    return {
      ...state,
      ...more,
      editor: controller.editing?.id === comment.id && this.composer.editor(controller, controller.editing),
      below: (
        <>
          {more.below}
          {controller.replyingTo === comment.id && this.composer.view(comment)}
        </>
      ),
    };
  }
}

import type { Comment } from '@afterword/contracts';
import type { ComponentChildren } from 'preact';
import type { ControllerLoader } from '../controller-loader';
import type { ThreadController } from '../actions/thread-controller';
import { Observable } from '../observable';
import type { ThreadScreenOptions } from '../thread/thread-host';
import { ThreadStore } from '../thread/thread-store';
import { commentElementId, type CommentState, type CommentView, LINK_GONE_ID } from '../thread/ui';
import { Notice } from '../ui';
import { permalink } from './addresses';
import { goLive } from './go-live';
import { hasUnsent } from './outbox';
import { ThreadChanges } from './thread-changes';
import { ThreadComposer } from './thread-composer';
import { threadControls } from './ui';

/** Interval for updating relative times. Milliseconds. */
const CLOCK_MS = 60_000;

/** The interactive thread: handles actions and follows the page's events. */
export class LiveThread extends Observable {
  readonly changes: ThreadChanges;
  private readonly loader: ControllerLoader<ThreadController>;
  private readonly composer: ThreadComposer;
  private notReady = false;

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
      waits: refresh,
    });
    this.composer = new ThreadComposer({ page, loader: this.loader, element });
    const clock = setInterval(refresh, CLOCK_MS);
    signal.addEventListener('abort', () => clearInterval(clock));
    goLive({ page, element, signal, listener: changes });
    // What an earlier visit did not send is shown again.
    if (hasUnsent(page)) this.loader.run('unsent', () => undefined);
  }

  /** Actions and state of the comments. */
  get view(): Pick<CommentView, 'actions' | 'controls' | 'keyOf' | 'stateOf' | 'hrefOf' | 'follow'> {
    const { loader, changes } = this;
    const act = (name: string, run: (controller: ThreadController, comment: Comment) => void) => (comment: Comment) =>
      loader.run(`${name} ${comment.id}`, (controller) => run(controller, comment));
    return {
      controls: threadControls,
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
      },
      hrefOf: (id) => permalink(id, this.options.element.ownsFragment),
      follow: (event, id) => this.follow(event, id),
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
    const count = changes.isSending ? 0 : changes.arrived.size;
    return (
      <>
        <p class="aw-hidden" role="status">
          {count > 0 ? words.say('arrived', { count }) : loader.controller?.statusText}
        </p>
        {count > 0 && (
          <div class="aw-news">
            <button type="button" class="aw-new" onClick={() => this.showArrived()}>
              {words.say('arrived', { count })}
            </button>
          </div>
        )}
        {changes.linkGone && (
          <p class="aw-hint aw-ui" id={LINK_GONE_ID} role="status">
            {words.say('linkGone')}
          </p>
        )}
        {notReady && <Notice words={words} text={words.say('notReady')} />}
      </>
    );
  }

  /** Follows a permalink in place: the host may have changed the address since the link was rendered. */
  private follow(event: MouseEvent, id: string): void {
    if (event.button > 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
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

  private stateOf(comment: Comment): CommentState {
    const { controller } = this.loader;
    const { readerId, limits } = this.options.page.session;
    const mine = readerId !== null && comment.author?.id === readerId;
    const state: CommentState = {
      mine,
      folded: this.changes.folded.has(comment.id),
      fresh: this.changes.fresh.has(comment.id),
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

import type { LiveThread } from '../live/live-thread';
import { Observable } from '../observable';
import { Notice } from '../ui';
import type { ThreadScreenOptions } from './thread-host';
import { ThreadStore } from './thread-store';
import { commentElementId, type CommentView, Thread, threadStyles } from './ui';

/** The id of the comment in the URL fragment. */
const targetOf = (hash: string): string | null => /^#comment-([\da-f-]{36})$/.exec(hash)?.[1] ?? null;

/** The content of a thread element: read-only first, interactive once live/ is loaded. */
export class ThreadScreen extends Observable {
  private readonly thread: ThreadStore;
  private live: LiveThread | null = null;
  private notReady = false;
  private target: string | null = null;
  /** The target that was already scrolled to: each target once. */
  private scrolledTo: string | null = null;

  constructor(private readonly options: ThreadScreenOptions) {
    super();
    const { page, embedded, signal } = options;
    const thread = ThreadStore.of(page);
    this.thread = thread;
    if (embedded && 'thread' in embedded) thread.start(embedded.thread);
    for (const watched of [page, thread]) signal.addEventListener('abort', watched.watch(this.refresh));
    addEventListener('hashchange', () => this.follow(), { signal });
    addEventListener('online', () => void this.prepare(), { signal });
    void page.load();
    void Promise.all([thread.load(), this.prepare()]).then(() => this.follow());
  }

  /** Undefined while server-rendered markup stays, until all of it can be adopted. */
  view() {
    const { thread, live, notReady, options } = this;
    const { page, embedded, element } = options;
    const { words } = element;
    if (embedded && !live && !notReady) return undefined;
    // Not earlier: adopting styles moves the server's markup into the shadow root, where only these styles apply.
    element.adopt(threadStyles);
    const hint = page.allowed ? (page.closed ? words.say('closed') : null) : words.say('notAllowed');
    const view: CommentView = {
      words,
      now: Date.now(),
      closed: hint !== null,
      targetId: this.target,
      ...(live?.view ?? { actions: null, stateOf: () => ({}) }),
    };
    const composer = live ? live.composerView : <div class="aw-composer aw-waiting" />;
    return (
      <Thread
        view={view}
        thread={thread.thread}
        sort={thread.sort}
        actions={live && { sort: (by) => void thread.load(by), more: () => void live.changes.more() }}
        composer={hint === null ? !notReady && composer : <p class="aw-composer aw-closed aw-ui">{hint}</p>}
      >
        {live?.notices}
        {notReady && <Notice words={words} text={words.say('notReady')} onRetry={() => void this.prepare()} />}
        {thread.failure && page.allowed && (
          <Notice
            words={words}
            text={words.say(thread.failure.kind === 'offline' && thread.known ? 'offline' : 'notLoaded')}
            onRetry={() => void thread.load()}
          />
        )}
      </Thread>
    );
  }

  /** Scrolls to the target: browsers do not look for fragments inside shadow roots. */
  rendered(root: ShadowRoot): void {
    const { target } = this;
    const element = target !== null && target !== this.scrolledTo && root.getElementById(commentElementId(target));
    if (!element) return;
    this.scrolledTo = target;
    element.scrollIntoView({ block: 'center' });
  }

  private readonly refresh = (): void => this.changed();

  private follow(): void {
    this.target = targetOf(location.hash);
    this.scrolledTo = null;
    if (this.target) void this.live?.changes.link(this.target);
    this.changed();
  }

  /** Loads the interactive part. */
  private async prepare(): Promise<void> {
    const { signal } = this.options;
    if (this.live) return;
    try {
      const { LiveThread } = await import('../live');
      if (signal.aborted) return;
      this.live ??= new LiveThread(this.options);
      signal.addEventListener('abort', this.live.watch(this.refresh));
    } catch {
      this.notReady = true;
      this.changed();
      return;
    }
    this.notReady = false;
    this.changed();
  }
}

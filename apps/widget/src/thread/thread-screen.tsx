import type { CommentList } from '@afterword/contracts';
import { targetOf } from '../addresses';
import type { LiveThread } from '../live/live-thread';
import { Observable } from '../observable';
import { Notice } from '../ui';
import type { ThreadScreenOptions } from './thread-host';
import { ThreadStore } from './thread-store';
import { commentElementId, type CommentView, LINK_GONE_ID, Thread, threadStyles } from './ui';

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
    addEventListener('online', () => void this.prepare(), { signal });
    void page.load();
    void Promise.all([thread.load(), this.prepare()]).then(() => this.open(targetOf()));
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
      ...(live?.view ?? { actions: null, controls: null, stateOf: () => ({}) }),
    };
    const composer = live ? live.composerView : <div class="aw-composer aw-waiting" />;
    const failed = page.allowed && thread.failure;
    const offline = failed && failed.kind === 'offline' && thread.known;
    return (
      <Thread
        view={view}
        thread={thread.thread}
        failed={!page.allowed || failed !== null}
        sort={thread.sort}
        actions={live && { sort: (by) => void thread.load(by), more: () => void live.changes.more() }}
        composer={hint === null ? !notReady && composer : <p class="aw-composer aw-closed aw-ui">{hint}</p>}
      >
        {live?.notices}
        {(failed || (notReady && page.allowed)) && (
          <Notice
            words={words}
            text={words.say(offline ? 'offline' : failed ? 'notLoaded' : 'notReady')}
            onRetry={() => this.retry()}
          />
        )}
      </Thread>
    );
  }

  /** Whether the list is shown. */
  get isKnown(): boolean {
    return this.thread.known !== null;
  }

  /** Loads the list before this returns, if nothing is known yet. */
  loadNow(): void {
    const { thread } = this;
    if (thread.known) return;
    try {
      const request = new XMLHttpRequest();
      request.open('GET', this.options.page.session.client.base + thread.pathOf(null), false);
      request.send();
      if (request.status === 200) thread.set({ ...(JSON.parse(request.responseText) as CommentList), linked: null });
    } catch {
      // Not printed; the list that is on its way says why.
    }
  }

  /** Scrolls to the target: browsers do not look for fragments inside shadow roots. */
  rendered(root: ShadowRoot): void {
    const { target } = this;
    const isGone = this.live?.changes.linkGone;
    const element =
      target !== null &&
      target !== this.scrolledTo &&
      root.getElementById(isGone ? LINK_GONE_ID : commentElementId(target));
    if (!element) return;
    this.scrolledTo = target;
    element.scrollIntoView({ block: 'center' });
  }

  private readonly refresh = (): void => this.changed();

  private retry(): void {
    // The pressed button disappears.
    this.options.element.focusOn('h2');
    if (this.thread.failure) void this.thread.load();
    void this.options.page.load();
    void this.prepare();
  }

  /** Shows the comment that the address names now. */
  follow(): void {
    const target = targetOf();
    if (target !== this.target) this.open(target);
  }

  /** Shows, marks and scrolls to a comment. */
  private open(target: string | null): void {
    this.target = target;
    this.scrolledTo = null;
    if (target) void this.live?.changes.link(target);
    this.changed();
  }

  /** Loads the interactive part. */
  private async prepare(): Promise<void> {
    const { signal } = this.options;
    if (this.live) return;
    try {
      const { LiveThread } = await import('../live');
      if (signal.aborted) return;
      this.live ??= new LiveThread(this.options, (id) => this.open(id));
      signal.addEventListener('abort', this.live.watch(this.refresh));
    } catch {
      this.notReady = true;
      this.changed();
      return;
    }
    this.notReady = false;
    if (this.thread.failure) void this.thread.load();
    this.changed();
  }
}

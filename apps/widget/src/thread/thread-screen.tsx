import type { CommentList, CommentSort } from '@afterword/contracts';
import { targetOf } from '../addresses';
import { loadMoreWords } from '../languages';
import type { LiveThread } from '../live/live-thread';
import { Observable } from '../observable';
import { formatCount, Notice } from '../ui';
import type { ThreadScreenOptions } from './thread-host';
import { ThreadStore } from './thread-store';
import { commentElementId, type CommentView, fragmentOf, LINK_GONE_ID, Thread, threadStyles } from './ui';

/** Comments at the top level, with their replies, that one rendering adds: one is enough for a slow device. */
const SLICE = 1;
/** As many that one rendering takes out: that is faster. */
const LAST = 10;
/** As many may stay until the list is there in another order: more than it begins with. */
const FEW = 50;

/** In the frame after the next one: what has just been rendered is laid out and drawn before. */
const afterFrame = (act: () => void): number => requestAnimationFrame(() => requestAnimationFrame(act));

/** The content of a thread element: read-only first, interactive once live/ is loaded. */
export class ThreadScreen extends Observable {
  private readonly thread: ThreadStore;
  private live?: LiveThread | null;
  private loadFailed?: boolean;
  private target: string | null = null;
  /** The target that was already scrolled to: each target once. */
  private scrolledTo?: string | null;

  /** How many comments at the top level are rendered: more follow a slice at a time, so that no rendering takes long. */
  private shown: number;
  private frame?: number | null;
  private onlyMore?: boolean;

  constructor(private readonly options: ThreadScreenOptions) {
    super();
    const { page, embedded, signal } = options;
    const thread = ThreadStore.of(page);
    this.thread = thread;
    // A server's markup is taken over as a whole.
    this.shown = embedded ? Infinity : SLICE;
    if (embedded && 'thread' in embedded) {
      thread.start(embedded.thread);
      page.authorIds = embedded.thread.authorIds ?? page.authorIds;
      if (this.hasNoSuchOrder) thread.sort = 'top';
    }
    for (const watched of [page, thread]) watched.watch(this.refresh, signal);
    addEventListener('online', () => void this.prepare(), { signal });
    // The first number takes long to format, in the task that shows the comments: while they are on their way there is time.
    setTimeout(formatCount);
    void page.load().then(() => {
      if (!this.hasNoSuchOrder) return;
      // It stays chosen for other pages: it is not stored.
      thread.known = null;
      void thread.load('top');
    });
    void Promise.all([thread.load(), this.prepare()]).then(() => this.open(targetOf()));
  }

  /** Whether the reader chose the order by authors, and the page has none, or none that are known yet. */
  private get hasNoSuchOrder(): boolean {
    return this.thread.sort === 'author' && !this.options.page.authorIds[0];
  }

  /** Undefined while server-rendered markup stays, until all of it can be adopted. */
  view() {
    const { thread, live, loadFailed, options } = this;
    const { page, embedded, element } = options;
    const { words } = element;
    if (embedded && !live && !loadFailed) return undefined;
    // Not earlier: adopting styles moves the server's markup into the shadow root, where only these styles apply.
    element.adopt(threadStyles);
    const hint = page.allowed ? (page.closed ? words.say('closed') : null) : words.say('notAllowed');
    const view: CommentView = {
      words,
      now: Date.now(),
      closed: hint !== null,
      targetId: this.target,
      authorIds: page.authorIds,
      onlyMore: this.onlyMore,
      ...(live?.view ?? { actions: null, controls: null, stateOf: () => ({}), hrefOf: fragmentOf }),
    };
    this.onlyMore = false;
    // What is above the list, and what the reader does not want to see, would move it.
    const waits =
      !live && !loadFailed && (thread.known?.featured || page.session.storage.load(`muted:${page.address.site}`));
    const known = waits || this.hasNoSuchOrder ? null : thread.thread;
    const count = known?.items.length ?? 0;
    // A few more, such as a comment that is posted, are shown with the others.
    const isCut = count > this.shown + (view.onlyMore ? 0 : 3);
    if (known && !isCut) this.shown = count;
    if (isCut)
      this.frame ??= (view.onlyMore ? requestAnimationFrame : afterFrame)(() => {
        this.frame = null;
        this.shown += SLICE;
        this.onlyMore = true;
        this.tellWatchers();
      });
    const failed = page.allowed && thread.failure;
    const offline = failed && failed.kind === 'offline' && thread.known;
    return (
      <Thread
        view={view}
        thread={known && { ...known, items: known.items.slice(0, this.shown), next: isCut ? null : known.next }}
        failed={!page.allowed || failed !== null}
        sort={thread.sort}
        invitation={element.getAttribute('invitation')}
        actions={live ? { sort: (by) => this.sort(by), more: () => void live.changes.more() } : null}
        composer={
          live
            ? live.head(hint)
            : (hint ?? !loadFailed) && <div class={`aw-composer aw-${hint ? 'closed aw-ui' : 'waiting'}`}>{hint}</div>
        }
      >
        {live?.notices}
        {(failed || (loadFailed && page.allowed)) && (
          <Notice
            words={words}
            text={words.say(offline ? 'offline' : failed ? 'notLoaded' : 'notReady')}
            onRetry={() => this.retry()}
          />
        )}
      </Thread>
    );
  }

  /** Reads the list in another order, here and from now on. Of a long one the end is taken out before, a slice at a time. */
  private sort(by: CommentSort): void {
    const { thread } = this;
    const { address, session } = thread.page;
    session.storage.save(`sort:${address.site}`, by === 'top' ? null : by);
    thread.sort = by;
    const next = () => {
      // Another one may have been chosen meanwhile.
      if (thread.sort !== by) return;
      this.frame = null;
      if (this.shown < FEW) return void thread.load();
      this.shown -= LAST;
      this.frame = requestAnimationFrame(next);
      this.onlyMore = true;
      this.tellWatchers();
    };
    this.refresh();
    afterFrame(next);
  }

  /** Whether the list is shown. */
  get isKnown(): boolean {
    return this.thread.known !== null;
  }

  /** Loads the list before this returns, if nothing is known yet. */
  loadNow(): void {
    const { thread } = this;
    this.shown = Infinity;
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

  private readonly refresh = (): void => {
    this.onlyMore = false;
    this.tellWatchers();
  };

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
    this.refresh();
  }

  /** Loads the interactive part. */
  private async prepare(): Promise<void> {
    const { page, element, signal } = this.options;
    if (this.live) return;
    try {
      const [{ LiveThread }] = await Promise.all([import('../live'), loadMoreWords(element, page.session.client.base)]);
      if (signal.aborted) return;
      this.live ??= new LiveThread(this.options, (id) => this.open(id));
      this.live.watch(this.refresh, signal);
    } catch {
      this.loadFailed = true;
      this.refresh();
      return;
    }
    this.loadFailed = false;
    if (this.thread.failure) void this.thread.load();
    this.refresh();
  }
}

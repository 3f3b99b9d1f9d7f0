import type { Counters, Page, PageViewer } from '@afterword/contracts';
import type { CounterBatch } from './counter-batch';
import { failureOf } from './failure';
import type { CommentEventName, LiveEvents, WatchPage } from './live-events';
import { Observable } from './observable';
import type { Session } from './session';

export interface PageAddress {
  site: string;
  page: string;
}

/** Where the page is and what it is called. */
export interface PageDescription {
  url: string;
  title: string;
}

/** What hears of the comments that others write, change and take away. */
export interface CommentListener {
  onComment(name: CommentEventName, data: LiveEvents[CommentEventName]): void;
  /** What was heard so far may have gaps. */
  refresh(): void;
}

/** Loads the code that opens event streams. */
export type LoadWatch = () => Promise<WatchPage>;

/** Marks that the reader wants set or taken away, by kind or comment, and that the service has not confirmed. */
export type PendingReactions = Map<string, boolean>;

/**
 * What is known of a page, shared by every element of it: what the service said last, and over it what the reader wants.
 */
export class PageStore extends Observable {
  closed = false;
  /** Whether the service lets this origin read its answers. */
  allowed = true;
  /** False while the service does not know the page's address. */
  described = true;
  description: PageDescription = { url: location.href, title: document.title };
  readonly pendingReactions: PendingReactions = new Map();
  private known: Counters | null = null;
  private knownViewer: PageViewer | null = null;
  private loaded = false;
  private loading: Promise<void> | null = null;
  /** Writes on their way, and how many have come back. */
  private writing = 0;
  private written = 0;
  /** Answers crossed: what was shown last may not be what is stored. */
  private overlapped = false;
  private followers = 0;
  private loadWatch: LoadWatch | null = null;
  private endLive: (() => void) | null = null;
  private readonly listeners = new Set<CommentListener>();

  constructor(
    readonly session: Session,
    readonly address: PageAddress,
    private readonly batch: CounterBatch,
  ) {
    super();
  }

  get path(): string {
    return `${this.session.path}/pages/${encodeURIComponent(this.address.page)}`;
  }

  /** Null until they are known. */
  get counters(): Counters | null {
    if (!this.known) return null;
    const reactions = { ...this.known.reactions };
    for (const [kind, wanted] of this.pendingReactions) {
      const has = this.knownViewer?.reactions.includes(kind) ?? false;
      if (has !== wanted) reactions[kind] = Math.max(0, (reactions[kind] ?? 0) + (wanted ? 1 : -1));
    }
    return { ...this.known, reactions };
  }

  get viewer(): PageViewer {
    const { reactions = [], rewarded = 0 } = this.knownViewer ?? {};
    const marks = reactions.filter((kind) => this.pendingReactions.get(kind) !== false);
    for (const [kind, wanted] of this.pendingReactions) if (wanted && !marks.includes(kind)) marks.push(kind);
    return { reactions: marks, rewarded };
  }

  /** The state that the server rendered, until the truth is here. */
  start(counters: Counters): void {
    this.known ??= counters;
  }

  /** Fetches the page with what the reader did on it; elements that ask at once share one request. */
  load(): Promise<void> {
    this.loading ??= this.fetch().finally(() => {
      this.loading = null;
      this.settle();
    });
    return this.loading;
  }

  /** Asks again for everything that is shown of the page. */
  refresh(): void {
    void this.listen();
    for (const listener of this.listeners) listener.refresh();
  }

  /** Follows what others do on the page until the signal, in one stream for all elements that show it. */
  follow(signal: AbortSignal, loadWatch: LoadWatch, listener?: CommentListener): void {
    if (listener) this.listeners.add(listener);
    this.loadWatch = loadWatch;
    this.followers += 1;
    void this.listen();
    signal.addEventListener('abort', () => {
      if (listener) this.listeners.delete(listener);
      this.followers -= 1;
      if (this.followers > 0) return;
      this.endLive?.();
      this.endLive = null;
    });
  }

  /** Loads the page, and only then listens: an origin that may not read is not told so twice. */
  private async listen(): Promise<void> {
    await this.load();
    // Without network it is tried again when there is one.
    const watch = await this.loadWatch?.().catch(() => null);
    if (!watch || this.followers === 0 || !this.allowed) return;
    const tell = (name: CommentEventName) => (data: LiveEvents[CommentEventName]) => {
      for (const one of this.listeners) one.onComment(name, data);
    };
    const handlers = {
      counters: ({ counters }: LiveEvents['counters']) => this.onCounters(counters),
      'comment.created': tell('comment.created'),
      'comment.updated': tell('comment.updated'),
      'comment.removed': tell('comment.removed'),
      'thread.changed': () => this.refresh(),
    };
    const address = `${this.session.client.base}${this.path}/events`;
    this.endLive ??= watch(address, handlers, () => this.refresh());
  }

  /** Fetches the counters alone, in one request with those of other pages. */
  async loadCounters(): Promise<void> {
    if (this.loaded || this.loading) return;
    const { written } = this;
    const counters = await this.batch.counters(this.address);
    if (counters && !this.loaded && written === this.written) this.set(counters);
  }

  /** What the service answered to a write. */
  set(counters: Counters, viewer: PageViewer | null = this.knownViewer): void {
    this.known = counters;
    this.knownViewer = viewer;
    this.changed();
  }

  /** What is told while a write is on its way may already count it, or not yet. */
  private onCounters(counters: Counters): void {
    if (this.writing > 0) this.overlapped = true;
    else this.set(counters);
  }

  /** The list of comments knows their number better than what was fetched before it. */
  setCommentCount(comments: number): void {
    if (this.known && this.known.comments !== comments) this.set({ ...this.known, comments });
  }

  /** Shows at once what the reader wants; it is on them who called to have it stored. */
  setReaction(kind: string, wanted: boolean): void {
    this.pendingReactions.set(kind, wanted);
    this.changed();
  }

  /** Nothing can be stored now: what the service said last is shown again. */
  dropPendingReactions(): void {
    this.pendingReactions.clear();
    this.changed();
  }

  /** Says that something other than the counters is not what it was. */
  touched(): void {
    this.changed();
  }

  /** Every write goes through here, so that an answer never overwrites a newer one. */
  async during<Answer>(write: Promise<Answer>): Promise<Answer> {
    if (this.writing > 0) this.overlapped = true;
    this.writing += 1;
    try {
      return await write;
    } finally {
      this.writing -= 1;
      this.written += 1;
      this.settle();
    }
  }

  private async fetch(): Promise<void> {
    const { written, writing } = this;
    this.overlapped = false;
    try {
      const page = await this.session.read<Page>(this.path);
      this.allowed = true;
      this.closed = page.closed;
      this.described = page.url !== null;
      // What was read before a write came back is older than what the write answered.
      this.overlapped = writing + this.writing > 0 || written !== this.written;
      if (!this.overlapped || !this.loaded) this.set(page.counters, page.viewer);
      this.loaded = true;
    } catch (error) {
      // A page that cannot be read keeps what it shows; only an origin that may not read is told so.
      this.allowed = failureOf(error).kind !== 'not-allowed';
    }
    this.changed();
  }

  /** Once nothing is on its way any more, asks what came of it all. */
  private settle(): void {
    if (this.overlapped && this.writing === 0 && !this.loading) void this.load();
  }
}

import type { Counters, Page, PageViewer } from '@afterword/contracts';
import type { CounterBatch } from './counter-batch';
import { failureOf } from './failure';
import { Observable } from './observable';
import type { Session } from './session';

export interface PageAddress {
  site: string;
  page: string;
}

/** Address and title of the page. */
export interface PageDescription {
  url: string;
  title: string;
}

/** A thread that can be scrolled to. */
export interface RevealedThread {
  reveal: (behavior?: ScrollBehavior) => void;
}

/** Reactions that the reader set (true) or removed (false) and the service has not confirmed, by kind, or by comment and kind. */
export type PendingReactions = Map<string, boolean>;

/**
 * The state of a page, shared by all its elements: the service's last answer with the reader's pending reactions applied.
 */
export class PageStore extends Observable {
  closed = false;
  /** Since when it is closed, and why. */
  closure: Page['closure'];
  /** The readers who wrote it. */
  authorIds: readonly string[] = [];
  /** Whether the service allows this origin. */
  allowed = true;
  /** The page's address as the service knows it: null if it has none, '' if it refused ours, undefined until that is known. */
  url: string | null | undefined;
  /** The page's main key; null until known. */
  key: string | null = null;
  /** The elements of this document that can describe the page. */
  readonly describers = new Set<() => PageDescription>();
  /** The page's threads in this document. */
  readonly threads = new Set<RevealedThread>();
  readonly pendingReactions: PendingReactions = new Map();
  /** The first list of comments that was read: it may still be on its way. Undefined where none is shown. */
  listed?: Promise<void>;
  /** Where the page's events stood then. */
  listEventId?: string;
  private known?: Counters | null;
  private knownViewer: PageViewer | null = null;
  private loaded?: boolean;
  private loading?: Promise<void> | null;
  /** Number of writes in flight, and of writes completed. */
  private writesOpen = 0;
  private writesDone = 0;
  /** A read overlapped a write: the displayed state may be stale and is read again. */
  private overlapped?: boolean;

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

  /** The counters with pending reactions applied; null until known. */
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

  /** Starts from the server-rendered state, until the page is loaded. */
  start(counters: Counters): void {
    this.known ??= counters;
  }

  /** Fetches the page with the reader's own reactions and rewards. Concurrent callers share one request. */
  load(): Promise<void> {
    this.loading ??= this.fetch().finally(() => {
      this.loading = null;
      this.settle();
    });
    return this.loading;
  }

  /** Reads everything shown of the page again; replaced where more than the page is shown. */
  refresh: () => void = () => void this.load();

  /** Fetches only the counters, batched with other pages. */
  async loadCounters(): Promise<void> {
    if (this.loaded || this.loading) return;
    const { writesDone } = this;
    const counters = await this.batch.counters(this.address);
    if (counters && !this.loaded && writesDone === this.writesDone) this.set(counters);
  }

  /** Applies the service's answer to a write. */
  set(counters: Counters, viewer: PageViewer | null = this.knownViewer): void {
    this.known = counters;
    this.knownViewer = viewer;
    this.tellWatchers();
  }

  /** Applies counters from the stream. During a write it is unknown whether they include it, so the page is read again afterwards. */
  onCounters(counters: Counters): void {
    if (this.writesOpen > 0) this.overlapped = true;
    else this.set(counters);
  }

  /** Applies the comment count of a newer list of comments. */
  setCommentCount(comments: number): void {
    if (this.known && this.known.comments !== comments) this.set({ ...this.known, comments });
  }

  /** Shows a reaction immediately; the caller stores it. */
  setReaction(kind: string, wanted: boolean): void {
    this.pendingReactions.set(kind, wanted);
    this.tellWatchers();
  }

  /** Discards pending reactions that cannot be stored now. */
  dropPendingReactions(): void {
    this.pendingReactions.clear();
    this.tellWatchers();
  }

  /** Reads something of the page. Asks again where a write was completed meanwhile, which the answer may not know yet. */
  async read<Answer>(path: string): Promise<Answer> {
    const { writesDone } = this;
    const answer = await this.session.read<Answer>(path);
    return writesDone === this.writesDone ? answer : this.read(path);
  }

  /** Tracks a write, so that an older answer never overwrites a newer one. */
  async during<Answer>(write: Promise<Answer>): Promise<Answer> {
    if (this.writesOpen > 0) this.overlapped = true;
    this.writesOpen += 1;
    try {
      return await write;
    } finally {
      this.writesOpen -= 1;
      this.writesDone += 1;
      this.settle();
    }
  }

  private async fetch(): Promise<void> {
    const { writesDone, writesOpen } = this;
    this.overlapped = false;
    try {
      const page = await this.session.read<Page>(this.path);
      this.allowed = true;
      this.closed = page.closed;
      this.closure = page.closure;
      this.authorIds = page.authorIds;
      this.url = page.url;
      this.key = page.page;
      const { session } = this;
      // The same look stays the same object: a new one renders everything again.
      const { look = {} } = page;
      if (JSON.stringify(look) !== JSON.stringify(session.look ?? {})) session.look = look;
      // A read that started before a write completed may be older than the write's answer.
      this.overlapped = writesOpen + this.writesOpen > 0 || writesDone !== this.writesDone;
      if (!this.overlapped || !this.loaded) this.set(page.counters, page.viewer);
      this.loaded = true;
    } catch (error) {
      // A failed read keeps the displayed state; only a forbidden origin is reported.
      this.allowed = failureOf(error).kind !== 'not-allowed';
    }
    this.tellWatchers();
  }

  /** Reads the page again after overlapping requests have completed. */
  private settle(): void {
    if (this.overlapped && this.writesOpen === 0 && !this.loading) void this.load();
  }
}

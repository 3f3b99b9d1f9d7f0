import type { CommentEventName, LiveEvents } from '../live-events';
import { onePerKey } from '../one-per-key';
import type { PageStore } from '../page-store';
import { watchPage } from './watch-page';

/** Receives the comment events of a page. */
export interface CommentListener {
  onComment(name: CommentEventName, data: LiveEvents[CommentEventName]): void;
  /** Events may have been missed: read the data again. */
  refresh(): void;
}

/** Follows a page's events for its elements, over one stream. */
export class LivePage {
  private followers = 0;
  private endLive: (() => void) | null = null;
  private readonly listeners = new Set<CommentListener>();
  /** Whether something happened to comments while nobody listened: a bar follows the page before its thread does. */
  private unheard?: boolean;

  private constructor(private readonly page: PageStore) {
    page.refresh = () => this.refresh();
  }

  static readonly of = onePerKey((page: PageStore) => new LivePage(page));

  /** Follows the page's events until the signal aborts. */
  follow(signal: AbortSignal, listener?: CommentListener): void {
    if (listener) {
      this.listeners.add(listener);
      if (this.unheard) listener.refresh();
      this.unheard = false;
    }
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

  private refresh(): void {
    this.unheard = this.listeners.size === 0;
    void this.listen();
    for (const listener of this.listeners) listener.refresh();
  }

  /**
   * Loads the page first: an origin that is not allowed then opens no stream. One that is known not to be is not asked again. The stream
   * begins where the list of comments stood: what happened since it was read is told.
   */
  private async listen(): Promise<void> {
    const { page } = this;
    if (page.allowed) await page.load();
    await page.listed;
    if (this.followers === 0 || !page.allowed) return;
    const tell = (name: CommentEventName) => (data: LiveEvents[CommentEventName]) => {
      this.unheard = this.listeners.size === 0;
      for (const one of this.listeners) one.onComment(name, data);
    };
    const handlers = {
      counters: ({ counters }: LiveEvents['counters']) => page.onCounters(counters),
      'comment.created': tell('comment.created'),
      'comment.updated': tell('comment.updated'),
      'comment.removed': tell('comment.removed'),
      'thread.changed': () => this.refresh(),
    };
    this.endLive ??= watchPage(handlers, {
      address: `${page.session.client.base}${page.path}/events`,
      since: () => page.listEventId,
      missed: () => this.refresh(),
    });
  }
}

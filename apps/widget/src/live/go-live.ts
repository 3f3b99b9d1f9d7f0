import type { PageStore } from '../page-store';
import { type CommentListener, LivePage } from './live-page';
import { addWords, liveMessages, liveStyles } from './ui';

addWords(liveMessages);

export interface LiveOptions {
  page: PageStore;
  element: { adopt: (css: string) => void };
  /** Aborted when the element shows something else. */
  signal: AbortSignal;
  listener?: CommentListener;
}

/** Keeps what an element shows current, and prepares it for the reader's actions. */
export function goLive({ page, element, signal, listener }: LiveOptions): void {
  element.adopt(liveStyles);
  LivePage.of(page).follow(signal, listener);
}

import type { ComponentChild } from 'preact';
import type { Failure } from '../failure';
import { Notice, type Words } from '../ui';
import { explain, mayRetry } from './explain';

export interface NoticeOptions {
  words: Words;
  failure: Failure;
  /** Offered where it may help, and not before the service wants to hear of us. */
  again: (() => void) | null;
  /** What else can be done. */
  more?: ComponentChild;
  /** Called when the time has come. */
  refresh: () => void;
}

/** Says what went wrong. */
export function noticeOf({ words, failure, again, more, refresh }: NoticeOptions) {
  const wait = failure.waitUntil - Date.now();
  if (wait > 0) setTimeout(refresh, wait);
  return (
    <Notice words={words} text={explain(words, failure)} onRetry={mayRetry(failure) ? again : null} mustWait={wait > 0}>
      {more}
    </Notice>
  );
}

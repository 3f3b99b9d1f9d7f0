import type { ComponentChild } from 'preact';
import type { Failure } from '../failure';
import { english, Notice } from '../ui';
import { explain, mayRetry } from './explain';
import { englishActing } from './messages';

export interface NoticeOptions {
  failure: Failure;
  /** Offered where it may help, and not before the service wants to hear of us. */
  again: (() => void) | null;
  /** What else can be done. */
  more?: ComponentChild;
  /** Called when the time has come. */
  refresh: () => void;
}

/** Says what went wrong. */
export function noticeOf({ failure, again, more, refresh }: NoticeOptions) {
  const wait = failure.waitUntil - Date.now();
  if (wait > 0) setTimeout(refresh, wait);
  return (
    <Notice
      messages={english}
      text={explain(englishActing, failure)}
      onRetry={mayRetry(failure) ? again : null}
      mustWait={wait > 0}
    >
      {more}
    </Notice>
  );
}

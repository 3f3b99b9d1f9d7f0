import type { ComponentChild } from 'preact';
import type { Failure } from '../failure';
import { Notice, type Words } from '../ui';
import { explain, mayRetry } from './explain';

export interface NoticeOptions {
  words: Words;
  failure: Failure;
  /** Retries; offered if that may help, disabled until the service allows it. */
  again: (() => void) | null;
  /** Further actions. */
  more?: ComponentChild;
  /** Called when retrying is allowed. */
  refresh: () => void;
}

/** Tries again by itself when the device is online, if the failure is shown still: what was given up meanwhile is not done after all. */
const whenOnline = (mark: Element | null) =>
  addEventListener('online', () => mark?.isConnected && mark.parentElement?.querySelector('button')?.click(), {
    once: true,
  });

/** Renders a failure. */
export function noticeOf({ words, failure, again, more, refresh }: NoticeOptions) {
  const wait = failure.waitUntil - Date.now();
  if (wait > 0) setTimeout(refresh, wait);
  return (
    <Notice
      words={words}
      text={explain(words, failure)}
      onRetry={mayRetry(words, failure) ? again : null}
      mustWait={wait > 0}
    >
      {again && failure.kind === 'offline' && <i ref={whenOnline} />}
      {more}
    </Notice>
  );
}

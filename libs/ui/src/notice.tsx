import type { ComponentChildren } from 'preact';
import type { Words } from './words';

export interface NoticeProps {
  words: Words;
  text: string;
  /** Retries; null or undefined if that makes no sense. */
  onRetry?: (() => void) | null | undefined;
  /** Disables retrying while the service asks to wait. */
  mustWait?: boolean;
  /** Further actions. */
  children?: ComponentChildren;
}

/** One sentence about a failure, with the actions to take. */
export const Notice = ({ words, text, onRetry, mustWait = false, children }: NoticeProps) => (
  <p class="aw-error aw-ui" role="alert">
    <span dir="auto">{text}</span>
    {onRetry && (
      <button type="button" class="aw-act" disabled={mustWait} onClick={onRetry}>
        {words.say('retry')}
      </button>
    )}
    {children}
  </p>
);

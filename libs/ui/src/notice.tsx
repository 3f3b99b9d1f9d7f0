import type { ComponentChildren } from 'preact';
import type { Words } from './words';

export interface NoticeProps {
  words: Words;
  text: string;
  /** Offered where trying again makes sense. */
  onRetry?: (() => void) | null | undefined;
  /** The service asked to be left alone for a while. */
  mustWait?: boolean;
  /** What else can be done. */
  children?: ComponentChildren;
}

/** One calm sentence about what went wrong, and what to do. */
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

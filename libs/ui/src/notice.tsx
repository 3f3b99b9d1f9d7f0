import type { ComponentChildren } from 'preact';
import type { Messages } from './messages';

export interface NoticeProps {
  messages: Messages;
  text: string;
  /** Offered where trying again makes sense. */
  onRetry?: (() => void) | null | undefined;
  /** The service asked to be left alone for a while. */
  mustWait?: boolean;
  /** What else can be done. */
  children?: ComponentChildren;
}

/** One calm sentence about what went wrong, and what to do. */
export const Notice = ({ messages, text, onRetry, mustWait = false, children }: NoticeProps) => (
  <p class="aw-error aw-ui" role="alert">
    <span dir="auto">{text}</span>
    {onRetry && (
      <button type="button" class="aw-act" disabled={mustWait} onClick={onRetry}>
        {messages.retry}
      </button>
    )}
    {children}
  </p>
);

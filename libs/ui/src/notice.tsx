import type { Messages } from './messages';

export interface NoticeProps {
  messages: Messages;
  text: string;
  /** Offered where trying again makes sense. */
  onRetry?: (() => void) | null | undefined;
}

/** One calm sentence about what went wrong, and what to do. */
export const Notice = ({ messages, text, onRetry }: NoticeProps) => (
  <p class="aw-error aw-ui" role="alert">
    {text}
    {onRetry && (
      <button type="button" class="aw-act" onClick={onRetry}>
        {messages.retry}
      </button>
    )}
  </p>
);

import { failureText } from '../api/failure-text';
import { say } from '../words';

/** What went wrong, and a button to try again. */
export const Failure = ({ error, onRetry }: { error: unknown; onRetry?: () => void }) => (
  <p class="failure" role="alert">
    {failureText(error)}
    {onRetry && (
      <button type="button" class="link" onClick={onRetry}>
        {say('retry')}
      </button>
    )}
  </p>
);

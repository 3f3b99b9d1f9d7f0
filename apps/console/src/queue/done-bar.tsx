import { say } from '../words';
import { lastDone, undo } from './decider';

/** The last decision, and its undo for who has no keyboard. */
export function DoneBar() {
  if (!lastDone.value) return null;
  const { text, canUndo } = lastDone.value;
  return (
    <div class="done">
      <span>{text}</span>
      {canUndo && (
        <button type="button" class="link" onClick={undo}>
          {say('undo')} <kbd aria-hidden="true">U</kbd>
        </button>
      )}
    </div>
  );
}

import { useState } from 'preact/hooks';
import { say, sayCount, sayOf } from '../words';
import { outbox } from '.';

/** Decisions that have not reached the service: what they are, why not, and a button to send them now. */
export function OutboxBar() {
  const [isOpen, setOpen] = useState(false);
  const entries = outbox.entries.value.filter(({ failure }) => failure !== null);
  if (entries.length === 0) return null;
  return (
    <section class="outbox" aria-label={sayCount('outbox', entries.length)}>
      <div class="row">
        <p role="alert">
          <b>{sayCount('outbox', outbox.entries.value.length)}</b> {entries.at(-1)?.failure}
        </p>
        <span class="spacer" />
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {say('details')}
        </button>
        <button type="button" onClick={() => outbox.retry()}>
          {say('outboxRetry')}
        </button>
      </div>
      {isOpen && (
        <>
          <p class="quiet">{say('outboxHint')}</p>
          <ul>
            {outbox.entries.value.map((entry) => (
              <li key={entry.id}>
                <b>
                  {entry.kind === 'undo' ? say('outboxUndo') : sayOf('cause', `decision-${entry.request.decision}`)}
                </b>{' '}
                <span dir="auto">{entry.title}</span>
                <button type="button" class="link" onClick={() => outbox.drop(entry.id)}>
                  {say('outboxDrop')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

import { say } from '../words';

/** An empty list. */
export const CaughtUp = ({ isPending }: { isPending: boolean }) => (
  <div class="empty">
    <svg viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
      <path d="M13 13h30a6 6 0 0 1 6 6v17a6 6 0 0 1-6 6H30l-10 9v-9h-7a6 6 0 0 1-6-6V19a6 6 0 0 1 6-6Z" />
      <path d="m19 28 7 7 12-14" />
    </svg>
    <h2>{say(isPending ? 'emptyPending' : 'empty')}</h2>
    <p class="quiet">{say(isPending ? 'emptyPendingHint' : 'emptyHint')}</p>
  </div>
);

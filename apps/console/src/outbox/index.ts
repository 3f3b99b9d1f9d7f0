import type { Decision } from '@afterword/contracts';
import { effect } from '@preact/signals';
import { ApiProblem, call, sitePath } from '../api/call';
import { failureText } from '../api/failure-text';
import { hasEnded, session } from '../session/session';
import { Outbox, type Outcome } from './outbox';
import { OutboxStore } from './outbox-store';

const decisions = 'moderation/decisions';

/** Refused for good: anything below 500 but what passes by itself. */
function failureOf(error: unknown): Exclude<Outcome<never>, { kind: 'done' }> {
  const detail = failureText(error);
  if (error instanceof ApiProblem && error.status < 500 && ![401, 408, 425, 429].includes(error.status))
    return { kind: 'refused', detail };
  const status = error instanceof ApiProblem ? error.status : 0;
  const afterMs = error instanceof ApiProblem ? error.retryAfterMs : null;
  return { kind: 'failed', detail, afterMs, waitsForSignIn: status === 401 };
}

export const outbox = new Outbox(
  new OutboxStore(localStorage),
  {
    decide: ({ id, site, request }) =>
      call<Decision>('POST', sitePath(site, decisions), { body: request, key: id }).then(
        (answer) => ({ kind: 'done', answer }),
        failureOf,
      ),
    undo: ({ site, decisionId }) =>
      call('DELETE', sitePath(site, `${decisions}/${decisionId}`)).then(
        () => ({ kind: 'done', answer: null }),
        failureOf,
      ),
  },
  {
    now: () => Date.now(),
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    id: () => crypto.randomUUID(),
  },
);

addEventListener('online', () => outbox.retry());
// What an earlier page left, and what waited for somebody to sign in.
effect(() => {
  if (session.value && !hasEnded.value) queueMicrotask(() => outbox.retry());
});

export type { DecideEntry, OutboxEntry, UndoEntry } from './entry';

import type { ClaimView } from '@afterword/contracts';
import { effect } from '@preact/signals';
import { call, sitePath } from '../api/call';
import { claims } from './claims';
import type { QueueList } from './queue-list';

/** A comment is claimed when the look rests on it: who goes through a list by keyboard claims nothing on the way. Milliseconds. */
const REST_MS = 700;
/** A claim is kept well before the service ends it (`LIMITS.claimSeconds`). Milliseconds. */
const KEEP_MS = 25_000;
/** Who has touched nothing for so long is not reading. Milliseconds. */
const AWAY_MS = 120_000;

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'scroll'] as const;

/** Tells others which comment of a list is looked at, until the returned function is called. Nothing waits for it, and failures do no harm. */
export function claimCurrent(list: QueueList): () => void {
  let claimed: string | null = null;
  let activeAt = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const path = (id: string) => sitePath(list.site, `moderation/comments/${id}/claim`);

  const leave = () => {
    if (claimed !== null) call('DELETE', path(claimed)).catch(() => undefined);
    claimed = null;
  };
  const claim = () => {
    const id = list.currentId.peek();
    if (id === null || document.hidden || Date.now() - activeAt > AWAY_MS) return leave();
    call<ClaimView>('PUT', path(id)).then(
      ({ mine }) => {
        claimed = mine ? id : claimed === id ? null : claimed;
      },
      () => undefined,
    );
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(claim, REST_MS);
  };
  const noticed = () => {
    const wasAway = Date.now() - activeAt > AWAY_MS;
    activeAt = Date.now();
    if (wasAway) soon();
  };
  const onVisibility = () => (document.hidden ? leave() : soon());

  const dispose = effect(() => {
    const id = list.currentId.value;
    // What somebody else has left is taken, and what is this person's stays.
    if (id === null || !claims.value.byComment.has(id)) soon();
  });
  const keeping = setInterval(claim, KEEP_MS);
  document.addEventListener('visibilitychange', onVisibility);
  for (const sign of SIGNS) addEventListener(sign, noticed, { passive: true });
  return () => {
    dispose();
    clearTimeout(timer);
    clearInterval(keeping);
    document.removeEventListener('visibilitychange', onVisibility);
    for (const sign of SIGNS) removeEventListener(sign, noticed);
    leave();
  };
}

import type { ClaimView } from '@afterword/contracts';
import { effect } from '@preact/signals';
import { call, sitePath } from '../api/call';
import { type Holder, holderOf } from './claims';
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
  /** The claim of what is looked at here has ended for one in another window of the same person: two windows must not claim in turns. */
  let isElsewhere = false;
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
        // The look has gone on while the answer was on its way.
        if (claimed !== list.currentId.peek()) leave();
      },
      () => undefined,
    );
  };
  const soon = () => {
    isElsewhere = false;
    clearTimeout(timer);
    timer = setTimeout(claim, REST_MS);
  };
  const noticed = () => {
    const wasAway = Date.now() - activeAt > AWAY_MS;
    activeAt = Date.now();
    if (wasAway) soon();
  };
  const onVisibility = () => (document.hidden ? leave() : soon());

  let last: { id: string | null; holder: Holder } = { id: null, holder: 'nobody' };
  const dispose = effect(() => {
    const id = list.currentId.value;
    const holder = id === null ? 'nobody' : holderOf(id);
    const isNew = id !== last.id;
    if (isNew) {
      isElsewhere = false;
      // The next comment may be somebody else's: then no claim of it ends this one.
      if (claimed !== id) leave();
    } else if (last.holder === 'me' && holder !== 'me') {
      isElsewhere = true;
      claimed = null;
    }
    // What somebody else has left is taken.
    if (!isElsewhere && holder !== 'others' && (isNew || last.holder === 'others')) soon();
    last = { id, holder };
  });
  const keeping = setInterval(() => {
    if (!isElsewhere) claim();
  }, KEEP_MS);
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

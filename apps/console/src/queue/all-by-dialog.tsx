import type { ModeratedComment, ModerationQueue } from '@afterword/contracts';
import { useEffect, useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { Dialog } from '../parts/dialog';
import { Failure } from '../parts/failure';
import { say, sayCount } from '../words';
import { decidable, decide, type Reasons } from './decider';
import { ReasonDialog } from './reason-dialog';

interface AllByDialogProps {
  site: string;
  reader: { id: string; name: string };
  onClose: () => void;
}

const KINDS = ['spam', 'reject', 'publish'] as const;

/** Decides about everything that one reader wrote, with one reason. */
export function AllByDialog({ site, reader, onClose }: AllByDialogProps) {
  const [isEvery, setEvery] = useState(false);
  const [found, setFound] = useState<{ comments: readonly ModeratedComment[]; isAll: boolean }>({
    comments: [],
    isAll: false,
  });
  const [error, setError] = useState<unknown>(null);
  const [decision, setDecision] = useState<(typeof KINDS)[number] | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const loading = new AbortController();
    setError(null);
    setFound({ comments: [], isAll: false });
    collect(
      { site, reader: reader.id, statuses: isEvery ? ['pending', 'published'] : ['pending'] },
      loading.signal,
      setFound,
    ).catch((failure: unknown) => !loading.signal.aborted && setError(failure));
    return () => loading.abort();
  }, [isEvery, turn]);
  const { comments, isAll } = found;
  if (decision)
    return (
      <ReasonDialog
        decision={decision}
        count={decidable(decision, comments).length}
        onDecide={(reasons: Reasons) => decide(site, decision, comments, { reasons })}
        onClose={onClose}
      />
    );
  return (
    <Dialog title={say('allByReaderTitle', { name: reader.name })} onClose={onClose}>
      <fieldset class="choices">
        <legend>{say('allByReaderWhich')}</legend>
        <label>
          <input type="radio" name="which" checked={!isEvery} onChange={() => setEvery(false)} />{' '}
          {say('allByReaderWaiting')}
        </label>
        <label>
          <input type="radio" name="which" checked={isEvery} onChange={() => setEvery(true)} />{' '}
          {say('allByReaderEvery')}
        </label>
      </fieldset>
      {error ? (
        <Failure error={error} onRetry={() => setTurn(turn + 1)} />
      ) : (
        <p role="status">
          {isAll && comments.length === 0
            ? say('nothingToDecide')
            : sayCount(isAll ? 'waiting' : 'collecting', comments.length)}
        </p>
      )}
      <div class="row end">
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            disabled={!isAll || decidable(kind, comments).length === 0}
            class={kind === 'spam' ? 'primary' : undefined}
            onClick={() => setDecision(kind)}
          >
            {say(kind === 'spam' ? 'asSpam' : kind)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

async function collect(
  { site, reader, statuses }: { site: string; reader: string; statuses: readonly string[] },
  signal: AbortSignal,
  tell: (found: { comments: readonly ModeratedComment[]; isAll: boolean }) => void,
): Promise<void> {
  const comments: ModeratedComment[] = [];
  for (const status of statuses) {
    let cursor: string | null = null;
    do {
      const path: string = sitePath(site, 'moderation/comments', {
        status,
        reader,
        limit: 100,
        sort: 'oldest',
        cursor: cursor ?? undefined,
      });
      const queue: ModerationQueue = await call<ModerationQueue>('GET', path, { signal });
      comments.push(...queue.items);
      cursor = queue.next;
      tell({ comments: [...comments], isAll: false });
    } while (cursor !== null);
  }
  tell({ comments, isAll: true });
}

import type { DecisionKind, ModeratedComment } from '@afterword/contracts';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { listenToKeys } from '../keys';
import { follow } from '../live/follow-site';
import { Failure } from '../parts/failure';
import { openHelp } from '../site/help-dialog';
import { RestrictDialog } from '../readers/restrict-dialog';
import { go, href } from '../router';
import { say, sayCount } from '../words';
import { AllByDialog } from './all-by-dialog';
import { CaughtUp } from './caught-up';
import { claimCurrent } from './claim-current';
import type { CardActions } from './comment-card';
import { decide, showList, undo } from './decider';
import { HistoryDialog } from './history-dialog';
import { QueueCards } from './queue-cards';
import type { QueueFilter } from './queue-filter';
import { QueueList } from './queue-list';
import { ReasonDialog } from './reason-dialog';

interface QueueViewProps {
  site: string;
  filter: QueueFilter;
}

type Question =
  | { kind: 'reason'; decision: DecisionKind; comments: readonly ModeratedComment[] }
  | { kind: 'all-by'; reader: { id: string; name: string } }
  | { kind: 'history'; id: string }
  | { kind: 'restrict'; reader: { id: string; name: string } };

/** A list of comments to decide about, by keyboard or pointer. */
export function QueueView({ site, filter }: QueueViewProps) {
  const key = JSON.stringify([site, filter]);
  const list = useMemo(() => new QueueList(site, filter), [key]);
  const [question, setQuestion] = useState<Question | null>(null);

  useEffect(() => {
    showList(list);
    const stop = follow(list);
    const leave = claimCurrent(list);
    void list.load();
    return () => {
      stop();
      leave();
      list.close();
      showList(null);
    };
  }, [list]);

  const selected = () => list.items.value.filter(({ id }) => list.selected.value.has(id));
  /** What a key or a button of the selection is about: the selection, else the comment that is looked at. */
  const meant = () => (list.selected.value.size > 0 ? selected() : list.current ? [list.current] : []);

  const actions: CardActions = {
    decide: (decision, comment) => decide(site, decision, [comment]),
    decideWithReason: (decision, comment) => setQuestion({ kind: 'reason', decision, comments: [comment] }),
    decideAllBy: ({ author }) => author && setQuestion({ kind: 'all-by', reader: author }),
    toggle: ({ id }) => list.toggle(id),
    look: ({ id }) => {
      if (list.currentId.value !== id) list.look(id, { focus: false });
    },
    history: ({ id }) => setQuestion({ kind: 'history', id }),
    restrict: ({ author }) => author && setQuestion({ kind: 'restrict', reader: author }),
  };

  useEffect(() => {
    const by = (decision: DecisionKind) => (event: KeyboardEvent) => {
      const comments = meant();
      if (event.shiftKey && comments.length > 0) setQuestion({ kind: 'reason', decision, comments });
      else decide(site, decision, comments);
    };
    return listenToKeys(() => ({
      j: () => list.step(1),
      k: () => list.step(-1),
      a: by('publish'),
      r: by(list.current?.status === 'published' ? 'remove' : 'reject'),
      s: by('spam'),
      b: () => list.current && actions.restrict(list.current),
      u: undo,
      x: () => list.current && list.toggle(list.current.id),
      h: () => list.current && setQuestion({ kind: 'history', id: list.current.id }),
      '/': () => go(href(site, 'search')),
      '?': openHelp,
    }));
  }, [list]);

  const state = list.state.value;
  const count = list.items.value.length;
  const chosen = list.selected.value.size;
  return (
    <>
      {list.arrivals.value.length > 0 && (
        <button type="button" class="arrivals" onClick={() => list.showArrivals()}>
          {sayCount('newItems', list.arrivals.value.length)}
        </button>
      )}
      {chosen > 0 && (
        <div class="selection" role="toolbar" aria-label={sayCount('selection', chosen)}>
          <b>{sayCount('selection', chosen)}</b>
          {(['publish', 'reject', 'spam'] as const).map((kind) => (
            <button key={kind} type="button" onClick={() => decide(site, kind, selected())}>
              {say(kind === 'spam' ? 'asSpam' : kind)}
            </button>
          ))}
          <button
            type="button"
            onClick={() => setQuestion({ kind: 'reason', decision: 'reject', comments: selected() })}
          >
            {say('withReason')}
          </button>
          <span class="spacer" />
          <button type="button" class="link" onClick={() => list.select(list.items.value.map(({ id }) => id))}>
            {say('selectAll')}
          </button>
          <button type="button" class="link" onClick={() => list.select([])}>
            {say('clearSelection')}
          </button>
        </div>
      )}
      <QueueCards list={list} actions={actions} />
      {state.kind === 'failed' && (
        <Failure error={state.error} onRetry={() => void (count > 0 ? list.more() : list.load())} />
      )}
      {state.kind === 'loading' && <p class="quiet center">{say('loading')}</p>}
      {state.kind === 'ready' && count === 0 && (
        <CaughtUp isPending={filter.status === 'pending' && !filter.q && !filter.reader && !filter.page} />
      )}
      {question?.kind === 'reason' && (
        <ReasonDialog
          decision={question.decision}
          count={question.comments.length}
          onDecide={(reasons) => decide(site, question.decision, question.comments, { reasons })}
          onClose={() => setQuestion(null)}
        />
      )}
      {question?.kind === 'all-by' && (
        <AllByDialog site={site} reader={question.reader} onClose={() => setQuestion(null)} />
      )}
      {question?.kind === 'restrict' && (
        <RestrictDialog
          site={site}
          reader={question.reader}
          // Their comments may have been removed with it.
          onDone={() => void list.reload()}
          onClose={() => setQuestion(null)}
        />
      )}
      {question?.kind === 'history' && <HistoryDialog site={site} id={question.id} onClose={() => setQuestion(null)} />}
    </>
  );
}

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { say } from '../words';
import { type CardActions, CommentCard } from './comment-card';
import type { QueueList } from './queue-list';
import { useListWindow } from './use-window';

interface QueueCardsProps {
  list: QueueList;
  actions: CardActions;
}

/** The comments of a list, as a feed: one of them is looked at, and gets the focus when the person moves on. */
export function QueueCards({ list, actions }: QueueCardsProps) {
  const items = list.items.value;
  const currentId = list.currentId.value;
  const focusTurn = list.focusTurn.value;
  const feed = useRef<HTMLDivElement>(null);
  const shownTurn = useRef(focusTurn);
  const keys = items.map(({ id }) => id);
  const view = useListWindow(keys, () => feed.current?.offsetTop ?? 0);

  useLayoutEffect(() => {
    if (shownTurn.current === focusTurn) return;
    const card = currentId === null ? feed.current : document.getElementById(`c-${currentId}`);
    if (card) {
      shownTurn.current = focusTurn;
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: 'nearest' });
    } else view.show(keys.indexOf(currentId ?? ''));
  });

  const last = view.range.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 12) void list.more();
  }, [last, items.length]);

  return (
    <div
      ref={feed}
      class="feed"
      // A feed has articles: an empty one would be announced as a list without a meaning.
      role={items.length > 0 ? 'feed' : undefined}
      tabIndex={-1}
      aria-busy={list.state.value.kind === 'loading'}
      aria-label={items.length > 0 ? say(list.filter.status) : undefined}
      style={{ paddingBlockStart: `${view.before}px`, paddingBlockEnd: `${view.after}px` }}
    >
      {view.range.map(({ index, key }) => {
        const comment = items[index];
        return (
          comment && (
            <div key={key} data-index={index} class="slot" ref={view.measure}>
              <CommentCard
                site={list.site}
                comment={comment}
                isCurrent={key === currentId}
                isSelected={list.selected.value.has(key)}
                position={index + 1}
                note={list.notes.value.get(key)}
                showStatus={list.filter.status === 'all' || list.filter.status === 'reported'}
                actions={actions}
              />
            </div>
          )
        );
      })}
    </div>
  );
}

import type { Comment, CommentSort } from '@afterword/contracts';
import type { ComponentChildren } from 'preact';
import { CommentItem, type CommentView } from './comment';
import { formatCount } from './format';
import { EmptyIcon } from './icons';

export interface ThreadData {
  items: readonly Comment[];
  next: string | null;
  total: number;
  closed: boolean;
}

export interface ThreadProps {
  view: CommentView;
  thread: ThreadData;
  sort: CommentSort;
  /** Null on the server. */
  actions: { sort: (by: CommentSort) => void; more: () => void } | null;
  /** What stands above the list: the composer, or why there is none. */
  composer: ComponentChildren;
  children?: ComponentChildren;
}

const SORTS: readonly CommentSort[] = ['top', 'newest', 'oldest'];

/** A page's comments with the way to add one. */
export function Thread({ view, thread, sort, actions, composer, children }: ThreadProps) {
  const { messages, locale } = view;
  const { items, next, total } = thread;
  return (
    <section class="aw-thread" aria-labelledby="aw-thread-title">
      <h2 id="aw-thread-title">
        {messages.comments} <span>{formatCount(total, locale)}</span>
      </h2>
      {composer}
      {children}
      {items.length === 0 ? (
        <div class="aw-empty">
          <EmptyIcon />
          <p>{messages.empty}</p>
          {!thread.closed && <p class="aw-ui">{messages.emptyHint}</p>}
        </div>
      ) : (
        <>
          <div class="aw-tabs aw-ui" role="radiogroup" aria-label={messages.sort}>
            {SORTS.map((by) => (
              <label key={by}>
                <input
                  type="radio"
                  name="aw-sort"
                  checked={by === sort}
                  disabled={!actions}
                  onChange={actions ? () => actions.sort(by) : undefined}
                />
                {messages[by]}
              </label>
            ))}
          </div>
          <ul class="aw-comments">
            {items.map((comment) => (
              <CommentItem key={comment.id} comment={comment} parent={null} view={view} />
            ))}
          </ul>
          {next !== null && actions && (
            <button type="button" class="aw-pill aw-more" onClick={actions.more}>
              {messages.more}
            </button>
          )}
        </>
      )}
    </section>
  );
}

import type { Comment, CommentSort } from '@afterword/contracts';
import type { ComponentChildren } from 'preact';
import { CommentItem, type CommentView } from './comment';
import { formatCount } from './format';
import { EmptyIcon } from './icons';
import { languageAttributes } from './words';

export interface ThreadData {
  items: readonly Comment[];
  next: string | null;
  total: number;
  closed: boolean;
  /** The comment in the URL fragment below its ancestors, if it is not among the items. */
  linked?: Comment | null;
}

export interface ThreadProps {
  view: CommentView;
  /** Null until known: "No comments yet" would be wrong. */
  thread: ThreadData | null;
  /** Whether it cannot be loaded: the children or the composer's place say why. */
  failed?: boolean;
  sort: CommentSort;
  /** Null on the server, which renders links to other orders and to the next page instead. */
  actions: { sort: (by: CommentSort) => void; more: () => void } | null;
  plain?: { sorts: ComponentChildren; more: ComponentChildren };
  /** Above the list: the composer, or why there is none. */
  composer: ComponentChildren;
  children?: ComponentChildren;
}

export const SORTS: readonly CommentSort[] = ['top', 'newest', 'oldest'];

/** A page's comments and the composer. */
export function Thread({ view, thread, failed = false, sort, actions, plain, composer, children }: ThreadProps) {
  const { words } = view;
  const list = (comments: readonly Comment[]) => (
    <ul class="aw-comments">
      {comments.map((comment) => (
        <CommentItem key={view.keyOf?.(comment) ?? comment.id} comment={comment} parent={null} view={view} />
      ))}
    </ul>
  );
  return (
    <section class="aw aw-thread" aria-label={words.say('comments')} {...languageAttributes(words)}>
      <h2 tabIndex={-1}>
        {words.say('comments')} {thread && <span>{formatCount(thread.total, words.locale)}</span>}
      </h2>
      {composer}
      {children}
      {thread?.linked && (
        <div class="aw-linked" role="group" aria-label={words.say('linked')}>
          <p class="aw-hint aw-ui" aria-hidden="true">
            {words.say('linked')}
          </p>
          {list([thread.linked])}
        </div>
      )}
      {thread === null ? (
        !failed && <p class="aw-empty aw-ui">{words.say('loading')}</p>
      ) : thread.items.length === 0 ? (
        <div class="aw-empty">
          <EmptyIcon />
          <p>{words.say('empty')}</p>
          {!view.closed && <p class="aw-ui">{words.say('emptyHint')}</p>}
        </div>
      ) : (
        <>
          {plain?.sorts ?? (
            <div class="aw-tabs aw-ui" role="radiogroup" aria-label={words.say('sort')}>
              {SORTS.map((by) => (
                <label key={by}>
                  <input type="radio" name="aw-sort" checked={by === sort} onChange={() => actions?.sort(by)} />
                  {words.say(by)}
                </label>
              ))}
            </div>
          )}
          {list(thread.items)}
          {thread.next !== null &&
            (actions ? (
              <button type="button" class="aw-pill aw-more" onClick={actions.more}>
                {words.say('more')}
              </button>
            ) : (
              plain?.more
            ))}
        </>
      )}
    </section>
  );
}

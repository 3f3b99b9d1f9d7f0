import type { Comment, CommentSort } from '@afterword/contracts';
import type { ComponentChildren } from 'preact';
import { CommentItem, type CommentView } from './comment';
import { formatCount } from './format';
import { languageAttributes } from './words';

export interface ThreadData {
  items: readonly Comment[];
  next: string | null;
  total: number;
  closed: boolean;
  /** Shown above the list. */
  featured?: readonly Comment[] | undefined;
  /** The readers who wrote the page, where a server shows it; the widget asks for them with the page. */
  authorIds?: readonly string[] | undefined;
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
  /** What the publisher says where there are no comments yet, in place of the usual words. */
  invitation?: string | null;
  /** Above the list: the composer, or why there is none. */
  composer: ComponentChildren;
  children?: ComponentChildren;
}

/** A page's comments and the composer. */
export function Thread(props: ThreadProps) {
  const { view, thread, failed = false, sort, actions, plain, invitation, composer, children } = props;
  const { words } = view;
  const isEmpty = !thread?.items[0];
  const item = (comment: Comment) => (
    <CommentItem key={view.keyOf?.(comment) ?? comment.id} comment={comment} parent={null} view={view} />
  );
  const list = (comments: readonly Comment[]) => (
    <ul class="aw-comments">{comments.map((comment) => view.reuse?.(comment, view, item) ?? item(comment))}</ul>
  );
  return (
    <section class="aw aw-thread" aria-label={words.say('comments')} {...languageAttributes(words)}>
      <h2 tabIndex={-1}>
        {words.say('comments')} {thread && <span>{formatCount(thread.total, words.locale)}</span>}
      </h2>
      {composer}
      {children}
      {thread?.featured && view.controls?.featured({ comments: thread.featured, view })}
      {thread?.linked && view.controls?.linked({ words, list: list([thread.linked]) })}
      {thread === null ? (
        !failed && (
          <p class="aw-loading">
            <span class="aw-hidden">{words.say('loading')}</span>
          </p>
        )
      ) : (
        <>
          {(!isEmpty || sort === 'author') &&
            (plain?.sorts ?? view.controls?.sorts({ view, sort, onSort: actions?.sort }) ?? <div class="aw-tabs" />)}
          {isEmpty ? (
            <div class="aw-empty">
              {view.controls?.emptyIcon() ?? <svg />}
              <p>{words.say('empty')}</p>
              {!view.closed && (
                <p class="aw-ui" dir="auto">
                  {invitation || words.say('emptyHint')}
                </p>
              )}
            </div>
          ) : (
            list(thread.items)
          )}
          {thread.next !== null && (plain?.more ?? view.controls?.moreComments({ words, onMore: actions?.more }))}
        </>
      )}
    </section>
  );
}

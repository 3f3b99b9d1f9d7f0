import type { Author, Comment, CommentSort } from '@afterword/contracts';
import type { ComponentChild, ComponentChildren } from 'preact';
import { formatAge, hueOf, initialsOf, PICTURE } from './format';
import type { Words } from './words';

export interface CommentActions {
  react: (comment: Comment, kind: string, wanted: boolean) => void;
  reply: (comment: Comment) => void;
  reward: (comment: Comment) => void;
  edit: (comment: Comment) => void;
  remove: (comment: Comment) => void;
  /** Toggles the replies. */
  fold: (comment: Comment) => void;
  moreReplies: (comment: Comment) => void;
  /** Opens or closes the menu. `last` focuses its last item. */
  menu: (comment: Comment, last?: boolean) => void;
}

/** Transient state of one comment. */
export interface CommentState {
  /** Being sent, failed, or muted by the reader: it cannot be replied to yet. */
  pending?: 'sending' | 'failed' | 'muted' | undefined;
  /** Whether the reader wrote it. */
  mine?: boolean;
  /** Whether its author may still edit it. */
  mayEdit?: boolean;
  /** Whether its replies are hidden. */
  folded?: boolean;
  /** Whether it came since the thread was loaded. */
  fresh?: boolean;
  /** Its open menu. */
  menu?: ComponentChildren;
  /** Replaces the text while it is edited. */
  editor?: ComponentChildren;
  /** Content below it: a reply form, a question, a failure. */
  below?: ComponentChildren;
}

/** Links in place of buttons, where no script runs. */
export interface PlainLinks {
  reply: (comment: Comment) => ComponentChild;
  moreReplies: (comment: Comment, missing: number) => ComponentChild;
  /** To a featured comment where it stands. */
  inThread: (comment: Comment) => ComponentChild;
  /** A time that is true for everybody, in place of an age. */
  time: (iso: string) => ComponentChild;
}

/** Renders what a thread and its comments are acted on with. */
export interface ThreadControls {
  sorts: (of: {
    view: CommentView;
    sort: CommentSort;
    onSort: ((by: CommentSort) => void) | undefined;
  }) => ComponentChild;
  moreComments: (of: { words: Words; onMore: (() => void) | undefined }) => ComponentChild;
  fullTime: (iso: string, locale: string) => string;
  /** Drawn where there are no comments, in room that is kept for it. */
  emptyIcon: () => ComponentChild;
  /** The comment that the URL leads to, above the list. */
  linked: (of: { words: Words; list: ComponentChild }) => ComponentChild;
  /** Featured comments, above the list. */
  featured: (of: { comments: readonly Comment[]; view: CommentView }) => ComponentChild;
  /** What a comment's author is told of a moderator's decision. */
  told: (of: { comment: Comment; view: CommentView }) => ComponentChild;
  /** Who the author is, and where a held comment stands. */
  badge: (props: WrittenCommentProps) => ComponentChild;
  buttons: (props: WrittenCommentProps) => ComponentChild;
  /** Hides the replies, or shows them again. */
  fold: (of: { comment: Comment; view: CommentView; folded: boolean }) => ComponentChild;
  /** Loads more replies. */
  more: (of: { comment: Comment; view: CommentView }) => ComponentChild;
}

/** What all comments of a thread share. */
export interface CommentView {
  words: Words;
  /** Milliseconds since 1970; null shows dates instead of ages, because server-rendered pages are cached. */
  now: number | null;
  /** Null on the server, which renders links instead. */
  actions: CommentActions | null;
  /** What comments are acted on with (thread-controls.tsx); null before it is loaded, which leaves its room. */
  controls: ThreadControls | null;
  plain?: PlainLinks;
  /** Whether new comments are refused. */
  closed: boolean;
  /** Id of the comment in the URL fragment. */
  targetId: string | null;
  /** The readers who wrote the page. */
  authorIds?: readonly string[];
  stateOf: (comment: Comment) => CommentState;
  /** Whether nothing has changed but that more comments are rendered. */
  onlyMore?: boolean;
  /** What was rendered of a comment at the top level and its replies before, or what `make` renders of them now. */
  reuse?: (comment: Comment, view: CommentView, make: (comment: Comment) => ComponentChild) => ComponentChild;
  /** Called with the list item of each comment at the top level. */
  itemRef?: (item: Element | null) => void;
  /** Address of a comment. */
  hrefOf: (id: string) => string;
  /** Handles a click on a comment's permalink. */
  follow?: (event: MouseEvent, id: string) => void;
  /** Rendering key of a comment, if it is not its id. */
  keyOf?: (comment: Comment) => string;
}

export interface CommentItemProps {
  comment: Comment;
  parent: Comment | null;
  view: CommentView;
}

/** From this depth on replies are not indented further and name the parent's author. */
export const ALIGNED_DEPTH = 3;

/** DOM id of a comment, used in its permalink. */
export const commentElementId = (id: string): string => `comment-${id}`;

/** Address of a comment on its own page. */
export const fragmentOf = (id: string): string => `#${commentElementId(id)}`;

/** DOM id of the message that the comment in the URL does not exist. */
export const LINK_GONE_ID = 'aw-link-gone';

/** A comment with its replies, which the line beside them folds; a tombstone if it was deleted. */
export function CommentItem({ comment, parent, view }: CommentItemProps) {
  const { words } = view;
  const { items, next } = comment.replies;
  const state = view.stateOf(comment);
  const folded = state.folded ?? false;
  // Of a page that may carry no more, the cursor is empty.
  const hasReplies = items[0] || next !== null;
  return (
    <li ref={parent ? undefined : view.itemRef}>
      {comment.author ? (
        <WrittenComment {...{ comment, author: comment.author, parent, view, state }} />
      ) : (
        <article class="aw-comment aw-tomb" {...anchor(comment, view)}>
          <span class="aw-avatar" />
          <div>
            <p class="aw-body">{words.say(comment.status === 'removed' ? 'removed' : 'deleted')}</p>
            {view.controls?.told({ comment, view })}
          </div>
        </article>
      )}
      {hasReplies && (
        <div class="aw-branch">
          {view.controls?.fold({ comment, view, folded })}
          {!folded && (
            <ul class="aw-replies">
              {items.map((reply) => (
                <CommentItem key={view.keyOf?.(reply) ?? reply.id} comment={reply} parent={comment} view={view} />
              ))}
              {next !== null && <li>{view.controls?.more({ comment, view })}</li>}
            </ul>
          )}
        </div>
      )}
    </li>
  );
}

const anchor = ({ id }: Comment, { targetId }: CommentView) => ({
  id: commentElementId(id),
  tabIndex: -1,
  'data-target': id === targetId ? '' : undefined,
});

export interface WrittenCommentProps extends CommentItemProps {
  author: Author;
  state: CommentState;
}

function WrittenComment(props: WrittenCommentProps) {
  const { comment, author, parent, view, state } = props;
  const { words, now } = view;
  const { id, html, createdAt, editedAt, pinned, depth } = comment;
  const { pending, mine, fresh, editor, below } = state;
  const picture = author.avatarUrl?.match(PICTURE)?.input;
  return (
    <article
      class="aw-comment"

      {...anchor(comment, view)}
      aria-label={words.say('commentBy', { name: author.name })}
      data-pending={pending}
      data-fresh={fresh ? '' : undefined}
    >
      <span class="aw-avatar" data-hue={hueOf(author.id)} aria-hidden="true">
        {initialsOf(words.name(author.name))}
        {picture && <img src={picture} alt="" loading="lazy" />}
      </span>
      <div>
        <div class="aw-who aw-ui">
          <strong dir="auto">{words.name(author.name)}</strong>
          {author.role === 'staff' && <span class="aw-badge">{words.say('staff')}</span>}
          {mine && <span class="aw-hint">{words.say('you')}</span>}
          {pinned && <span class="aw-hint">{words.say('pinned')}</span>}
          {fresh && <span class="aw-badge">{words.say('isNew')}</span>}
          {view.controls?.badge(props)}
          {depth >= ALIGNED_DEPTH && (
            <a href={view.hrefOf(parent?.id ?? id)} onClick={(event) => view.follow?.(event, parent?.id ?? id)}>
              {words.say('inReplyTo', { name: parent?.author?.name ?? words.say('someone') })}
            </a>
          )}
          {pending ? (
            pending === 'sending' && <span class="aw-hint">{words.say('sending')}</span>
          ) : (
            <a href={view.hrefOf(id)} onClick={(event) => view.follow?.(event, id)}>
              {view.plain ? (
                view.plain.time(createdAt)
              ) : (
                <time dateTime={createdAt} title={view.controls?.fullTime(createdAt, words.locale)}>
                  {formatAge(createdAt, now ?? 0, words.locale)}
                </time>
              )}
            </a>
          )}
          {editedAt && <span class="aw-hint">{words.say('edited')}</span>}
        </div>
        {editor || (
          // Sanitised by the server when it was written.
          <div class="aw-body" dir="auto" dangerouslySetInnerHTML={{ __html: html ?? '' }} />
        )}
        {!pending && !editor && (view.controls?.buttons(props) ?? <div class="aw-acts" />)}
        {below}
      </div>
    </article>
  );
}

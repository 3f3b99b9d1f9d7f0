import type { Author, Comment } from '@afterword/contracts';
import type { ComponentChild, ComponentChildren } from 'preact';
import { formatAge, formatCount, formatDate, hueOf, initialsOf } from './format';
import { CoinIcon, HeartIcon, MarkIcon } from './icons';
import { kindLabel, rewardLabel, type Words } from './words';

export interface CommentActions {
  react: (comment: Comment, kind: string, wanted: boolean) => void;
  reply: (comment: Comment) => void;
  reward: (comment: Comment) => void;
  edit: (comment: Comment) => void;
  remove: (comment: Comment) => void;
  /** Toggles the replies. */
  fold: (comment: Comment) => void;
  moreReplies: (comment: Comment) => void;
}

/** Transient state of one comment. */
export interface CommentState {
  /** Being sent, or failed: it cannot be replied to yet. */
  pending?: 'sending' | 'failed' | undefined;
  /** Whether the reader wrote it. */
  mine?: boolean;
  /** Whether its author may still edit it. */
  mayEdit?: boolean;
  /** Whether its replies are hidden. */
  folded?: boolean;
  /** Replaces the text while it is edited. */
  editor?: ComponentChildren;
  /** Content below it: a reply form, a question, a failure. */
  below?: ComponentChildren;
}

/** Links in place of buttons, where no script runs. */
export interface PlainLinks {
  reply: (comment: Comment) => ComponentChild;
  moreReplies: (comment: Comment, missing: number) => ComponentChild;
}

/** What all comments of a thread share. */
export interface CommentView {
  words: Words;
  /** Milliseconds since 1970; null shows dates instead of ages, because server-rendered pages are cached. */
  now: number | null;
  /** Null on the server, which renders links instead. */
  actions: CommentActions | null;
  plain?: PlainLinks;
  /** Whether new comments are refused. */
  closed: boolean;
  /** Id of the comment in the URL fragment. */
  targetId: string | null;
  stateOf: (comment: Comment) => CommentState;
  /** Address of a comment; its fragment if missing. */
  hrefOf?: (id: string) => string;
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
const ALIGNED_DEPTH = 3;

/** DOM id of a comment, used in its permalink. */
export const commentElementId = (id: string): string => `comment-${id}`;

/** DOM id of the message that the comment in the URL does not exist. */
export const LINK_GONE_ID = 'aw-link-gone';

/** A comment with its replies; a tombstone if it was deleted. */
export function CommentItem({ comment, parent, view }: CommentItemProps) {
  const { words, actions } = view;
  const { items, next } = comment.replies;
  const state = view.stateOf(comment);
  const folded = state.folded ?? false;
  const hasReplies = items.length > 0 || next !== null;
  const count = Math.max(items.length, comment.replyCount);
  const missing = Math.max(1, comment.replyCount - items.length);
  const fold = hasReplies && actions && (
    <button type="button" class="aw-act" aria-expanded={!folded} onClick={() => actions.fold(comment)}>
      {folded ? words.say('showReplies', { count }) : words.say('hideReplies')}
    </button>
  );
  return (
    <li>
      {comment.author ? (
        <WrittenComment {...{ comment, author: comment.author, parent, view, state, fold }} />
      ) : (
        <article class="aw-comment aw-tomb" {...anchor(comment, view)}>
          <span class="aw-avatar" />
          <div>
            <p class="aw-body">{words.say(comment.status === 'removed' ? 'removed' : 'deleted')}</p>
            {/* Keeps its place where a server, which folds nothing, has shown it. */}
            {hasReplies && <div class="aw-acts aw-ui">{fold}</div>}
          </div>
        </article>
      )}
      {hasReplies && !folded && (
        <ul class="aw-replies">
          {items.map((reply) => (
            <CommentItem key={view.keyOf?.(reply) ?? reply.id} comment={reply} parent={comment} view={view} />
          ))}
          {next !== null && (
            <li>
              {actions ? (
                <button type="button" class="aw-act" onClick={() => actions.moreReplies(comment)}>
                  {words.say('moreReplies', { count: missing })}
                </button>
              ) : (
                view.plain?.moreReplies(comment, missing)
              )}
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

const anchor = ({ id }: Comment, { targetId }: CommentView) => ({
  id: commentElementId(id),
  tabIndex: -1,
  'data-target': id === targetId ? '' : undefined,
});

interface WrittenCommentProps extends CommentItemProps {
  author: Author;
  state: CommentState;
  fold: ComponentChildren;
}

function WrittenComment(props: WrittenCommentProps) {
  const { comment, author, parent, view, state } = props;
  const { words, now } = view;
  const { id, html, createdAt, editedAt, pinned, depth } = comment;
  const { pending, mine, editor, below } = state;
  const date = formatDate(createdAt, words.locale);
  return (
    <article
      class="aw-comment"

      {...anchor(comment, view)}
      aria-label={words.say('commentBy', { name: author.name })}
      data-pending={pending}
    >
      <span class="aw-avatar" data-hue={hueOf(author.id)} aria-hidden="true">
        {initialsOf(author.name)}
      </span>
      <div>
        <div class="aw-who aw-ui">
          <strong dir="auto">{author.name}</strong>
          {author.role === 'staff' && <span class="aw-badge">{words.say('staff')}</span>}
          {mine && <span class="aw-hint">{words.say('you')}</span>}
          {pinned && <span class="aw-hint">{words.say('pinned')}</span>}
          {depth >= ALIGNED_DEPTH && (
            <span class="aw-hint">
              {words.say('inReplyTo', { name: parent?.author?.name ?? words.say('someone') })}
            </span>
          )}
          {pending ? (
            pending === 'sending' && <span class="aw-hint">{words.say('sending')}</span>
          ) : (
            <a href={view.hrefOf?.(id) ?? `#${commentElementId(id)}`} onClick={(event) => view.follow?.(event, id)}>
              <time dateTime={createdAt} title={date}>
                {now === null ? date : formatAge(createdAt, now, words.locale)}
              </time>
            </a>
          )}
          {editedAt !== null && <span class="aw-hint">{words.say('edited')}</span>}
        </div>
        {editor || (
          // Sanitised by the server when it was written.
          <div class="aw-body" dir="auto" dangerouslySetInnerHTML={{ __html: html ?? '' }} />
        )}
        {!pending && !editor && <CommentButtons {...props} />}
        {below}
      </div>
    </article>
  );
}

function CommentButtons({ comment, view, state: { mine, mayEdit }, fold }: WrittenCommentProps) {
  const { words, actions } = view;
  const { viewer, rewards } = comment;
  const act = (label: string, run: ((comment: Comment) => void) | undefined) => (
    <button type="button" class="aw-act" onClick={() => run?.(comment)}>
      {label}
    </button>
  );
  return (
    <div class="aw-acts aw-ui">
      {Object.entries({ like: 0, ...comment.reactions }).map(([kind, count]) => {
        const marked = Boolean(viewer?.reactions.includes(kind));
        const isLike = kind === 'like';
        return (
          <button
            key={kind}
            type="button"
            class="aw-act"

            aria-pressed={marked}
            onClick={() => actions?.react(comment, kind, !marked)}
          >
            {isLike ? <HeartIcon /> : <MarkIcon />}
            <span class={isLike && count > 0 ? 'aw-hidden' : undefined}>{kindLabel(words, kind)}</span>
            {count > 0 && <b> {formatCount(count, words.locale)}</b>}
          </button>
        );
      })}
      {!view.closed && (view.plain ? view.plain.reply(comment) : act(words.say('reply'), actions?.reply))}
      {!mine && (
        <button
          type="button"
          class="aw-act aw-gold"

          aria-label={rewards.count > 0 ? rewardLabel(words, rewards) : undefined}
          data-done={viewer?.rewarded ? '' : undefined}
          data-reward={comment.id}
          onClick={() => actions?.reward(comment)}
        >
          {rewards.count > 0 && <CoinIcon />}
          {words.say('reward')}
          {rewards.count > 0 && <b> {formatCount(rewards.count, words.locale)}</b>}
        </button>
      )}
      {mayEdit && act(words.say('edit'), actions?.edit)}
      {mine && act(words.say('remove'), actions?.remove)}
      {fold}
    </div>
  );
}

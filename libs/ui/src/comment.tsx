import type { Author, Comment } from '@afterword/contracts';
import type { ComponentChild, ComponentChildren } from 'preact';
import { formatAge, formatCount, formatFullTime, formatUniversalTime, hueOf, initialsOf } from './format';
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
  /** Whether it came since the thread was loaded. */
  fresh?: boolean;
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

/** A comment with its replies, which the line beside them folds; a tombstone if it was deleted. */
export function CommentItem({ comment, parent, view }: CommentItemProps) {
  const { words, actions } = view;
  const { items, next } = comment.replies;
  const state = view.stateOf(comment);
  const folded = state.folded ?? false;
  const hasReplies = items.length > 0 || next !== null;
  const missing = hiddenBelow(comment);
  return (
    <li>
      {comment.author ? (
        <WrittenComment {...{ comment, author: comment.author, parent, view, state }} />
      ) : (
        <article class="aw-comment aw-tomb" {...anchor(comment, view)}>
          <span class="aw-avatar" />
          <div>
            <p class="aw-body">{words.say(comment.status === 'removed' ? 'removed' : 'deleted')}</p>
          </div>
        </article>
      )}
      {hasReplies && (
        <div class="aw-branch">
          {actions && (folded || comment.depth < ALIGNED_DEPTH - 1) && (
            <button
              type="button"
              class={folded ? 'aw-act aw-ui' : 'aw-line'}

              aria-expanded={!folded}
              aria-label={folded ? undefined : words.say('hideReplies')}
              title={folded ? undefined : words.say('hideReplies')}
              onClick={() => actions.fold(comment)}
            >
              {folded && words.say('showReplies', { count: repliesBelow(comment) })}
            </button>
          )}
          {!folded && (
            <ul class="aw-replies">
              {items.map((reply) => (
                <CommentItem key={view.keyOf?.(reply) ?? reply.id} comment={reply} parent={comment} view={view} />
              ))}
              {next !== null && (
                <li>
                  {actions ? (
                    <button type="button" class="aw-act aw-ui" onClick={() => actions.moreReplies(comment)}>
                      {words.say('moreReplies', { count: missing })}
                    </button>
                  ) : (
                    view.plain?.moreReplies(comment, missing)
                  )}
                </li>
              )}
            </ul>
          )}
        </div>
      )}
    </li>
  );
}

/** How many replies, at all levels, are below a comment and not loaded. */
const hiddenBelow = ({ replyCount, hiddenReplies = 0, replies: { items, next } }: Comment): number =>
  next === null ? 0 : Math.max(1, replyCount - items.length, hiddenReplies);

/** How many replies, at all levels, are below a comment. */
export const repliesBelow = (comment: Comment): number =>
  comment.replies.items.reduce((sum, reply) => sum + 1 + repliesBelow(reply), hiddenBelow(comment));

const anchor = ({ id }: Comment, { targetId }: CommentView) => ({
  id: commentElementId(id),
  tabIndex: -1,
  'data-target': id === targetId ? '' : undefined,
});

interface WrittenCommentProps extends CommentItemProps {
  author: Author;
  state: CommentState;
}

function WrittenComment(props: WrittenCommentProps) {
  const { comment, author, parent, view, state } = props;
  const { words, now } = view;
  const { id, html, createdAt, editedAt, pinned, depth } = comment;
  const { pending, mine, fresh, editor, below } = state;
  return (
    <article
      class="aw-comment"

      {...anchor(comment, view)}
      aria-label={words.say('commentBy', { name: author.name })}
      data-pending={pending}
      data-fresh={fresh ? '' : undefined}
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
          {fresh && <span class="aw-badge">{words.say('isNew')}</span>}
          {depth >= ALIGNED_DEPTH && (
            <span class="aw-hint">
              {words.say('inReplyTo', { name: parent?.author?.name ?? words.say('someone') })}
            </span>
          )}
          {pending ? (
            pending === 'sending' && <span class="aw-hint">{words.say('sending')}</span>
          ) : (
            <a href={`#${commentElementId(id)}`}>
              {now === null ? (
                <time dateTime={createdAt}>{formatUniversalTime(createdAt, words.locale)}</time>
              ) : (
                <time dateTime={createdAt} title={formatFullTime(createdAt, words.locale)}>
                  {formatAge(createdAt, now, words.locale)}
                </time>
              )}
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

function CommentButtons({ comment, view, state: { mine, mayEdit } }: WrittenCommentProps) {
  const { words, actions } = view;
  const { viewer, rewards } = comment;
  const act = (label: string, run: ((comment: Comment) => void) | undefined) => (
    <button type="button" class="aw-act" onClick={() => run?.(comment)}>
      {label}
    </button>
  );
  return (
    <div class="aw-acts aw-ui">
      {Object.entries({ like: 0, ...comment.reactions }).map(([kind, count], place) => {
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
            {isLike ? <HeartIcon /> : <MarkIcon index={place} />}
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
    </div>
  );
}

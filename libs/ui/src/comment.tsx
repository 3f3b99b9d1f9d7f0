import type { Author, Comment } from '@afterword/contracts';
import type { ComponentChild, ComponentChildren } from 'preact';
import { formatAge, formatCount, formatDate, hueOf, initialsOf } from './format';
import { HeartIcon } from './icons';
import type { Words } from './words';

export interface CommentActions {
  react: (comment: Comment, wanted: boolean) => void;
  reply: (comment: Comment) => void;
  edit: (comment: Comment) => void;
  remove: (comment: Comment) => void;
  moreReplies: (comment: Comment) => void;
}

/** What is particular about one comment at this moment. */
export interface CommentCircumstances {
  /** It is on its way, or did not arrive: nobody can answer it yet. */
  pending?: 'sending' | 'failed' | undefined;
  /** What its author may do now. */
  mayEdit?: boolean;
  mayRemove?: boolean;
  /** Stands in the place of the text while it is changed. */
  editor?: ComponentChildren;
  /** What is open below it: a reply being written, a question, a failure. */
  below?: ComponentChildren;
}

/** What leads on where no script runs. */
export interface PlainLinks {
  reply: (comment: Comment) => ComponentChild;
  moreReplies: (comment: Comment, missing: number) => ComponentChild;
}

/** What every comment of a thread is shown with. */
export interface CommentView {
  words: Words;
  /** Milliseconds; null shows dates instead of ages, since the server's page outlives any "now". */
  now: number | null;
  /** Null on the server, which gives links instead. */
  actions: CommentActions | null;
  plain?: PlainLinks;
  /** Nothing can be answered. */
  closed: boolean;
  /** The comment that the address names. */
  targetId: string | null;
  circumstancesOf: (comment: Comment) => CommentCircumstances;
  /** Says which rendering a comment continues, where that is not told by its id. */
  keyOf?: (comment: Comment) => string;
}

export interface CommentItemProps {
  comment: Comment;
  parent: Comment | null;
  view: CommentView;
}

/** From this depth on replies stay aligned and name whom they answer. */
const ALIGNED_DEPTH = 3;

/** The id of a comment's element, which its permalink names. */
export const commentElementId = (id: string): string => `comment-${id}`;

/** A comment with its replies. A tombstone holds the place of one that was deleted. */
export function CommentItem({ comment, parent, view }: CommentItemProps) {
  const { words, actions } = view;
  const { items, next } = comment.replies;
  const missing = Math.max(1, comment.replyCount - items.length);
  return (
    <li>
      {comment.author ? (
        <Written comment={comment} author={comment.author} parent={parent} view={view} />
      ) : (
        <article class="aw-comment aw-tomb" {...anchor(comment, view)}>
          <span class="aw-avatar" />
          <p class="aw-body">{words.say('deleted')}</p>
        </article>
      )}
      {(items.length > 0 || next !== null) && (
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

function Written({ comment, author, parent, view }: CommentItemProps & { author: Author }) {
  const { words, now } = view;
  const { id, html, createdAt, editedAt, pinned, depth } = comment;
  const { pending, editor, below, ...rights } = view.circumstancesOf(comment);
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
          {pinned && <span class="aw-hint">{words.say('pinned')}</span>}
          {depth >= ALIGNED_DEPTH && (
            <span class="aw-hint">
              {words.say('inReplyTo', { name: parent?.author?.name ?? words.say('someone') })}
            </span>
          )}
          {pending ? (
            pending === 'sending' && <span class="aw-hint">{words.say('sending')}</span>
          ) : (
            <a href={`#${commentElementId(id)}`}>
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
        {!pending && !editor && <Acts comment={comment} view={view} {...rights} />}
        {below}
      </div>
    </article>
  );
}

interface ActsProps extends Pick<CommentCircumstances, 'mayEdit' | 'mayRemove'> {
  comment: Comment;
  view: CommentView;
}

function Acts({ comment, view, mayEdit = false, mayRemove = false }: ActsProps) {
  const { words, actions } = view;
  const likes = comment.reactions.like ?? 0;
  const liked = comment.viewer?.reactions.includes('like') ?? false;
  const act = (label: string, run: ((comment: Comment) => void) | undefined) => (
    <button type="button" class="aw-act" onClick={run && (() => run(comment))}>
      {label}
    </button>
  );
  return (
    <div class="aw-acts aw-ui">
      <button
        type="button"
        class="aw-act"
        aria-pressed={liked}
        onClick={actions ? () => actions.react(comment, !liked) : undefined}
      >
        <HeartIcon />
        <span class={likes > 0 ? 'aw-hidden' : undefined}>{words.say('like')}</span>
        {likes > 0 && <b> {formatCount(likes, words.locale)}</b>}
      </button>
      {!view.closed && (view.plain ? view.plain.reply(comment) : act(words.say('reply'), actions?.reply))}
      {mayEdit && act(words.say('edit'), actions?.edit)}
      {mayRemove && act(words.say('remove'), actions?.remove)}
    </div>
  );
}

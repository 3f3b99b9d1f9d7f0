import type { Comment } from '@afterword/contracts';
import type { ComponentChildren } from 'preact';
import { formatAge, formatCount, formatDate, hueOf, initialsOf } from './format';
import { HeartIcon } from './icons';
import type { Messages } from './messages';

export interface CommentActions {
  react(comment: Comment, wanted: boolean): void;
  reply(comment: Comment): void;
  remove(comment: Comment): void;
  moreReplies(comment: Comment): void;
}

/** What every comment of a thread is shown with. */
export interface CommentView {
  messages: Messages;
  locale: string;
  /** Milliseconds; null shows dates instead of ages, since the server's page outlives any "now". */
  now: number | null;
  /** Null on the server. */
  actions: CommentActions | null;
  /** The reader's own id, for what only an author may do. */
  readerId: string | null;
  closed: boolean;
  /** The comment that the address names. */
  targetId: string | null;
  /** What is open below a comment: a reply being written, a question, a failure. */
  below(comment: Comment): ComponentChildren;
}

export interface CommentItemProps {
  comment: Comment;
  parent: Comment | null;
  view: CommentView;
}

/** From this depth on replies stay aligned and name whom they answer. */
const ALIGNED_DEPTH = 3;

/** A comment with its replies. A tombstone holds the place of one that was deleted. */
export function CommentItem({ comment, parent, view }: CommentItemProps) {
  const { messages, actions } = view;
  const { id, replies } = comment;
  return (
    <li>
      {comment.author ? (
        <Written comment={comment} parent={parent} view={view} />
      ) : (
        <article class="aw-comment aw-tomb" id={`comment-${id}`} data-target={id === view.targetId ? '' : undefined}>
          <span class="aw-avatar" />
          <div>
            <p class="aw-body">{messages.deleted}</p>
          </div>
        </article>
      )}
      {replies.items.length > 0 && (
        <ul class="aw-replies">
          {replies.items.map((reply) => (
            <CommentItem key={reply.id} comment={reply} parent={comment} view={view} />
          ))}
        </ul>
      )}
      {replies.next !== null && actions && (
        <button type="button" class="aw-act aw-ui" onClick={() => actions.moreReplies(comment)}>
          {messages.moreReplies}
        </button>
      )}
    </li>
  );
}

function Written({ comment, parent, view }: CommentItemProps) {
  const { messages, locale, now, actions } = view;
  const { id, author, html, createdAt, editedAt, pinned, reactions, viewer } = comment;
  if (!author) return null;
  const likes = reactions.like ?? 0;
  const liked = viewer?.reactions.includes('like') ?? false;
  const mine = author.id === view.readerId;
  const date = formatDate(createdAt, locale);
  return (
    <article
      class="aw-comment"
      id={`comment-${id}`}
      aria-label={messages.commentBy(author.name)}
      tabIndex={-1}
      data-target={id === view.targetId ? '' : undefined}
    >
      <span class="aw-avatar" style={`--h:${hueOf(author.id)}`} aria-hidden="true">
        {initialsOf(author.name)}
      </span>
      <div>
        <div class="aw-who aw-ui">
          <strong dir="auto">{author.name}</strong>
          {author.role === 'staff' && <span class="aw-badge">{messages.staff}</span>}
          {pinned && <span class="aw-hint">{messages.pinned}</span>}
          {comment.depth >= ALIGNED_DEPTH && (
            <span class="aw-hint">{messages.inReplyTo(parent?.author?.name ?? messages.someone)}</span>
          )}
          <a href={`#comment-${id}`}>
            <time dateTime={createdAt} title={date}>
              {now === null ? date : formatAge(createdAt, now, locale)}
            </time>
          </a>
          {editedAt !== null && <span class="aw-hint">{messages.edited}</span>}
        </div>
        {/* Sanitised by the server when it was written. */}
        <div class="aw-body" dir="auto" dangerouslySetInnerHTML={{ __html: html ?? '' }} />
        <div class="aw-acts aw-ui">
          <button
            type="button"
            class="aw-act"
            aria-pressed={liked}
            onClick={actions ? () => actions.react(comment, !liked) : undefined}
          >
            <HeartIcon />
            <span class={likes > 0 ? 'aw-hidden' : ''}>{messages.like}</span>
            {likes > 0 && <b> {formatCount(likes, locale)}</b>}
          </button>
          {!view.closed && (
            <button type="button" class="aw-act" onClick={actions ? () => actions.reply(comment) : undefined}>
              {messages.reply}
            </button>
          )}
          {mine && actions && (
            <button type="button" class="aw-act" onClick={() => actions.remove(comment)}>
              {messages.remove}
            </button>
          )}
        </div>
        {view.below(comment)}
      </div>
    </article>
  );
}

import type { Comment, CommentSort } from '@afterword/contracts';
import { ALIGNED_DEPTH, type ThreadControls, type WrittenCommentProps } from './comment';
import { formatCount } from './format';
import { formatFullTime } from './full-formats';
import { CoinIcon, HeartIcon, MarkIcon } from './icons';
import { kindLabel, rewardLabel } from './words';

/** How many replies, at all levels, are below a comment and not loaded. */
const hiddenBelow = ({ replyCount, hiddenReplies = 0, replies: { items, next } }: Comment): number =>
  next === null ? 0 : Math.max(1, replyCount - items.length, hiddenReplies);

/** How many replies, at all levels, are below a comment. */
export const repliesBelow = (comment: Comment): number =>
  comment.replies.items.reduce((sum, reply) => sum + 1 + repliesBelow(reply), hiddenBelow(comment));

function CommentButtons({ comment, view, state: { mine, mayEdit } }: WrittenCommentProps) {
  const { words, actions } = view;
  const { viewer, rewards } = comment;
  // Nobody but its author sees a held comment, so there is nothing to answer or mark.
  const isPublished = comment.status === 'published';
  const act = (label: string, run: ((comment: Comment) => void) | undefined) => (
    <button type="button" class="aw-act" onClick={() => run?.(comment)}>
      {label}
    </button>
  );
  return (
    <div class="aw-acts aw-ui">
      {Object.entries(isPublished ? { like: 0, ...comment.reactions } : {}).map(([kind, count], place) => {
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
      {isPublished &&
        !view.closed &&
        (view.plain ? view.plain.reply(comment) : act(words.say('reply'), actions?.reply))}
      {isPublished && !mine && (
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

export const SORTS: readonly CommentSort[] = ['top', 'newest', 'oldest'];

export const threadControls: ThreadControls = {
  sorts: ({ words, sort, onSort }) => (
    <div class="aw-tabs aw-ui" role="radiogroup" aria-label={words.say('sort')}>
      {SORTS.map((by) => (
        <label key={by}>
          <input type="radio" name="aw-sort" checked={by === sort} onChange={() => onSort?.(by)} />
          {words.say(by)}
        </label>
      ))}
    </div>
  ),
  moreComments: ({ words, onMore }) => (
    <button type="button" class="aw-pill aw-more" onClick={onMore}>
      {words.say('more')}
    </button>
  ),
  fullTime: formatFullTime,
  linked: ({ words, list }) => (
    <div class="aw-linked" role="group" aria-label={words.say('linked')}>
      <p class="aw-hint aw-ui" aria-hidden="true">
        {words.say('linked')}
      </p>
      {list}
    </div>
  ),
  badge: ({ comment: { status }, author: { role }, view: { words } }) => {
    const standing = status === 'pending' ? 'waiting' : status === 'rejected' ? 'notPublished' : null;
    const badge = standing ?? (role === 'moderator' ? 'staff' : null);
    return badge && <span class="aw-badge">{words.say(badge)}</span>;
  },
  buttons: CommentButtons,
  fold: ({ comment, view: { words, actions }, folded }) =>
    actions &&
    (folded || comment.depth < ALIGNED_DEPTH - 1) && (
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
    ),
  more: ({ comment, view: { words, actions, plain } }) =>
    actions ? (
      <button type="button" class="aw-act aw-ui" onClick={() => actions.moreReplies(comment)}>
        {words.say('moreReplies', { count: hiddenBelow(comment) })}
      </button>
    ) : (
      plain?.moreReplies(comment, hiddenBelow(comment))
    ),
};

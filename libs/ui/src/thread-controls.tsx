import type { Comment, CommentSort } from '@afterword/contracts';
import { ALIGNED_DEPTH, type ThreadControls, type WrittenCommentProps } from './comment';
import { EmptyIcon } from './empty-icon';
import { formatCount } from './format';
import { formatFullTime } from './full-formats';
import { CoinIcon } from './icons';
import { ownIcon, Reactions } from './reactions';
import { REASONS } from './reasons';
import type { Words } from './words';

/** How many replies, at all levels, are below a comment and not loaded. */
const hiddenBelow = ({ replyCount, hiddenReplies = 0, replies: { items, next } }: Comment): number =>
  next === null ? 0 : Math.max(1, replyCount - items.length, hiddenReplies);

/** How many replies, at all levels, are below a comment. */
export const repliesBelow = (comment: Comment): number =>
  comment.replies.items.reduce((sum, reply) => sum + 1 + repliesBelow(reply), hiddenBelow(comment));

/** Accessible name of the Reward button: the number of rewards, and the sum in points. */
function rewardLabel(words: Words, { count, amount }: Comment['rewards']): string {
  const values = { reward: words.say('reward'), count: formatCount(count, words.locale), points: words.points(amount) };
  return amount === 0 ? `${values.reward} ${values.count}` : words.say('rewardTotal', values);
}

function CommentButtons({ comment, view, state: { mine, mayEdit, menu } }: WrittenCommentProps) {
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
      <Reactions
        words={words}
        counts={isPublished ? { like: 0, ...comment.reactions } : {}}
        chosen={viewer?.reactions}
        kindOf="aw-act"
        unlabelled={(count) => (count ? 'aw-hidden' : 'aw-label')}
        figure={(count) => (count ? <b> {formatCount(count, words.locale)}</b> : null)}
        react={(kind, wanted) => actions?.react(comment, kind, wanted)}
      />
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
          {rewards.count > 0 && (ownIcon(words.look.coin) ?? <CoinIcon />)}
          {words.say('reward')}
          {rewards.count > 0 && <b> {formatCount(rewards.count, words.locale)}</b>}
        </button>
      )}
      {mayEdit && act(words.say('edit'), actions?.edit)}
      {mine && act(words.say('remove'), actions?.remove)}
      {actions && (
        <button
          type="button"
          class="aw-act aw-dots"

          aria-haspopup="menu"
          aria-expanded={Boolean(menu)}
          aria-label={words.say('menu')}
          onClick={() => actions.menu(comment)}
          onKeyDown={(event) => {
            if (menu || !['ArrowDown', 'ArrowUp'].includes(event.key)) return;
            event.preventDefault();
            actions.menu(comment, event.key === 'ArrowUp');
          }}
        >
          ···
        </button>
      )}
      {menu}
    </div>
  );
}

/** What a moderator decided about the reader's own comment: the reason, the rule, and what they wrote. */
function ToldDecision({
  comment: { status, decision },
  view: { words },
}: Pick<WrittenCommentProps, 'comment' | 'view'>) {
  const isRejected = status === 'rejected';
  if (!isRejected && !decision) return null;
  const { reason, rule, message, automated } = decision ?? {};
  const known = REASONS.find((one) => one === reason);
  const why = known && words.say(`reason.${known}`);
  return (
    <div class="aw-told aw-ui">
      {isRejected ? (
        <p>
          <b>{why ? words.say('notPublishedFor', { reason: why }) : words.say('notPublished')}</b>
        </p>
      ) : (
        why && <p>{why}</p>
      )}
      {message && <p dir="auto">{message}</p>}
      {rule && <p dir="auto">{rule}</p>}
      {automated && <p class="aw-hint">{words.say('automated')}</p>}
    </div>
  );
}

/** The orders that every page has; where the page's authors are known, their conversations are one more. */
const SORTS: readonly CommentSort[] = ['top', 'newest', 'oldest'];

/** The orders of a page by these authors. */
export const sortsOf = (authorIds: readonly string[] | undefined): readonly CommentSort[] =>
  authorIds?.[0] === undefined ? SORTS : [...SORTS, 'author'];

export const threadControls: ThreadControls = {
  sorts: ({ view: { words, authorIds }, sort, onSort }) => (
    <div class="aw-tabs aw-ui" role="radiogroup" aria-label={words.say('sort')}>
      {sortsOf(authorIds).map((by) => (
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
  emptyIcon: () => <EmptyIcon />,
  linked: ({ words, list }) => (
    <div class="aw-linked" role="group" aria-label={words.say('linked')}>
      <p class="aw-hint aw-ui" aria-hidden="true">
        {words.say('linked')}
      </p>
      {list}
    </div>
  ),
  featured: ({ comments, view: { words, plain, hrefOf, follow, stateOf } }) => {
    const wanted = comments.filter((comment) => stateOf(comment).pending !== 'muted');
    return (
      wanted[0] && (
        <div class="aw-featured" role="group" aria-label={words.say('featured')}>
          <p class="aw-hint aw-ui" aria-hidden="true">
            {words.say('featured')}
          </p>
          {wanted.map((comment) => (
            <blockquote key={comment.id} class="aw-pick">
              <div class="aw-body" dir="auto" dangerouslySetInnerHTML={{ __html: comment.html ?? '' }} />
              <p class="aw-who aw-ui">
                <strong dir="auto">{words.name(comment.author?.name ?? '')}</strong>
                {plain?.inThread(comment) ?? (
                  <a href={hrefOf(comment.id)} onClick={(event) => follow?.(event, comment.id)}>
                    {words.say('inThread')}
                  </a>
                )}
              </p>
            </blockquote>
          ))}
        </div>
      )
    );
  },
  told: ToldDecision,
  badge: ({ comment: { status, replies }, author, view }) => {
    const { words, authorIds = [], hrefOf, follow } = view;
    const isAuthors = ({ author: by }: Pick<Comment, 'author'>) => by !== null && authorIds.includes(by.id);
    const own = isAuthors({ author }) ? 'author' : author.role === 'moderator' ? 'staff' : null;
    const answer = own !== 'author' && replies.items.find(isAuthors);
    return (
      <>
        {own && <span class="aw-badge">{words.say(own)}</span>}
        {status === 'pending' && <span class="aw-badge">{words.say('waiting')}</span>}
        {answer && (
          <a class="aw-badge" href={hrefOf(answer.id)} onClick={(event) => follow?.(event, answer.id)}>
            {words.say('authorReplied')}
          </a>
        )}
      </>
    );
  },
  buttons: (props) => (
    <>
      <ToldDecision {...props} />
      <CommentButtons {...props} />
    </>
  ),
  fold: ({ comment, view: { words, actions }, folded }) =>
    actions &&
    (folded || comment.depth < ALIGNED_DEPTH - 1) && (
      <button
        type="button"
        class={folded ? 'aw-act aw-ui' : 'aw-line'}

        aria-expanded={!folded}
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

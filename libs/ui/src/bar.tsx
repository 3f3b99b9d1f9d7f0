import type { Counters, PageViewer } from '@afterword/contracts';
import type { ComponentChildren } from 'preact';
import { formatCount } from './format';
import { BubbleIcon, CoinIcon, HeartIcon, MarkIcon, ShareIcon } from './icons';
import type { Messages } from './messages';

export type BarPanel = 'reward' | 'share';

export interface BarActions {
  toggle(panel: BarPanel): void;
  react(kind: string, wanted: boolean): void;
  /** True when it has shown the thread itself, so that the link need not be followed. */
  showThread(): boolean;
}

export interface BarProps {
  messages: Messages;
  locale: string;
  /** Null until they are known: a zero would be a claim. */
  counters: Counters | null;
  viewer: PageViewer | null;
  /** Where the comments are. */
  commentsHref: string;
  /** Null on the server: the buttons are there, and wake up with the widget. */
  actions: BarActions | null;
  open?: BarPanel | null;
  /** The open panel, and what there is to say. */
  children?: ComponentChildren;
}

/** Reward, reactions, Share and the way to the comments, each with its count. */
export function Bar({ messages, locale, counters, viewer, commentsHref, actions, open = null, children }: BarProps) {
  const count = (value: number | undefined) => (value === undefined ? '' : formatCount(value, locale));
  const rewards = count(counters?.rewards.count);
  const panel = (name: BarPanel) => ({
    'aria-expanded': actions ? open === name : undefined,
    onClick: actions ? () => actions.toggle(name) : undefined,
  });
  return (
    // The empty title keeps the element's own one, which names the page, from popping up over every word.
    <div class="aw aw-bar aw-ui" role="group" aria-label={messages.engagement} lang={messages.language} title="">
      <div class="aw-row">
        <button
          type="button"
          class="aw-pill aw-gold"
          aria-label={counters ? messages.rewardLabel(rewards, counters.rewards.amount) : messages.reward}
          data-done={viewer && viewer.rewarded > 0 ? '' : undefined}
          data-panel="reward"
          {...panel('reward')}
        >
          <CoinIcon />
          <span class="aw-label">{messages.reward}</span> <b>{rewards}</b>
        </button>
        {Object.keys(counters?.reactions ?? { like: 0 }).map((kind) => {
          const pressed = viewer?.reactions.includes(kind) ?? false;
          return (
            <button
              key={kind}
              type="button"
              class="aw-pill"
              aria-pressed={pressed}
              onClick={actions ? () => actions.react(kind, !pressed) : undefined}
            >
              {kind === 'like' ? <HeartIcon /> : <MarkIcon />}
              <span class="aw-label">{kind === 'like' ? messages.like : messages.kindLabel(kind)}</span>{' '}
              <b>{count(counters?.reactions[kind])}</b>
            </button>
          );
        })}
        <button type="button" class="aw-pill" data-panel="share" {...panel('share')}>
          <ShareIcon />
          <span class="aw-label">{messages.share}</span> <b>{count(counters?.shares)}</b>
        </button>
        <a
          class="aw-pill aw-spacer"
          href={commentsHref}
          onClick={actions ? (event) => actions.showThread() && event.preventDefault() : undefined}
        >
          <BubbleIcon />
          <span class="aw-label">{messages.comments}</span> <b>{count(counters?.comments)}</b>
        </a>
      </div>
      {children}
    </div>
  );
}

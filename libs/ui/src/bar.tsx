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
  counters: Counters;
  viewer: PageViewer | null;
  /** Null on the server: the buttons are there, and wake up with the widget. */
  actions: BarActions | null;
  open?: BarPanel | null;
  /** The open panel, and what there is to say. */
  children?: ComponentChildren;
}

/** Reward, reactions, Share and the way to the comments, each with its count. */
export function Bar({ messages, locale, counters, viewer, actions, open = null, children }: BarProps) {
  const count = (value: number) => formatCount(value, locale);
  const { rewards } = counters;
  const rewardLabel = messages.rewardLabel(count(rewards.count), rewards.amount, messages.points(rewards.amount));
  return (
    <div class="aw-bar aw-ui" role="group" aria-label={messages.engagement}>
      <div class="aw-row">
        <button
          type="button"
          class="aw-pill aw-gold"
          aria-label={rewardLabel}
          aria-expanded={actions ? open === 'reward' : undefined}
          data-done={viewer && viewer.rewarded > 0 ? '' : undefined}
          onClick={actions ? () => actions.toggle('reward') : undefined}
        >
          <CoinIcon />
          <span class="aw-label">{messages.reward}</span> <b>{count(rewards.count)}</b>
        </button>
        {Object.entries(counters.reactions).map(([kind, value]) => {
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
              <b>{count(value)}</b>
            </button>
          );
        })}
        <button
          type="button"
          class="aw-pill"
          aria-expanded={actions ? open === 'share' : undefined}
          onClick={actions ? () => actions.toggle('share') : undefined}
        >
          <ShareIcon />
          <span class="aw-label">{messages.share}</span> <b>{count(counters.shares)}</b>
        </button>
        <a
          class="aw-pill aw-spacer"
          href="#comments"
          onClick={actions ? (event) => actions.showThread() && event.preventDefault() : undefined}
        >
          <BubbleIcon />
          <span class="aw-label">{messages.comments}</span> <b>{count(counters.comments)}</b>
        </a>
      </div>
      {children}
    </div>
  );
}

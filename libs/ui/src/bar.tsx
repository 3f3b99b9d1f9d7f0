import type { Counters, PageViewer } from '@afterword/contracts';
import type { ComponentChildren } from 'preact';
import { formatCount } from './format';
import { BubbleIcon, CoinIcon, PeopleIcon, ShareIcon } from './icons';
import { ownIcon, Reactions } from './reactions';
import { languageAttributes, type Words } from './words';

export type BarPanel = 'reward' | 'share' | 'people';

export interface BarActions {
  toggle(panel: BarPanel): void;
  /** Whether the panel was asked for and its code is being loaded. */
  isWaiting(panel: BarPanel): boolean;
  react(kind: string, wanted: boolean): void;
  /** Returns true if it scrolled to the thread, so that the link is not followed. */
  showThread(): boolean;
}

export interface BarProps {
  words: Words;
  /** Null until known: a zero would be wrong. */
  counters: Counters | null;
  viewer: PageViewer | null;
  /** URL of the comments. */
  commentsHref: string;
  /** Null on the server: the widget activates the buttons. */
  actions: BarActions | null;
  open?: BarPanel | null;
  /** The open panel and notices. */
  children?: ComponentChildren;
}

/** Reward, reactions, Share and the link to the comments, each with its count. */
export function Bar({ words, counters, viewer, commentsHref, actions, open = null, children }: BarProps) {
  const count = (value: number | undefined) => (value === undefined ? '' : formatCount(value, words.locale));
  const panel = (name: BarPanel) => ({
    type: 'button' as const,
    'data-panel': name,
    'aria-expanded': actions ? open === name : undefined,
    'aria-busy': actions?.isWaiting(name) || undefined,
    onClick: () => actions?.toggle(name),
  });
  return (
    <div class="aw aw-bar aw-ui" role="group" aria-label={words.say('engagement')} {...languageAttributes(words)}>
      <div class="aw-row">
        <button class="aw-pill aw-gold" data-done={viewer?.rewarded ? '' : undefined} {...panel('reward')}>
          {ownIcon(words.look.coin) ?? <CoinIcon />}
          <span class="aw-label">{words.say('reward')}</span> <b>{count(counters?.rewards.count)}</b>
          {counters?.rewards.amount ? <span class="aw-label"> · {words.points(counters.rewards.amount)}</span> : null}
        </button>
        <Reactions
          words={words}
          counts={counters?.reactions ?? { like: undefined }}
          chosen={viewer?.reactions}
          kindOf="aw-pill"
          unlabelled={() => 'aw-label'}
          figure={(value) => (
            <>
              {' '}
              <b>{count(value)}</b>
            </>
          )}
          react={(kind, wanted) => actions?.react(kind, wanted)}
        />
        {words.look.reactors && (
          <button class="aw-act" title={words.say('whoReacted')} {...panel('people')}>
            <PeopleIcon />
          </button>
        )}
        <button class="aw-pill" {...panel('share')}>
          <ShareIcon />
          <span class="aw-label">{words.say('share')}</span> <b>{count(counters?.shares)}</b>
        </button>
        <a
          class="aw-pill aw-spacer"

          href={commentsHref}
          onClick={(event) => actions?.showThread() && event.preventDefault()}
        >
          <BubbleIcon />
          <span class="aw-label">{words.say('comments')}</span> <b>{count(counters?.comments)}</b>
        </a>
      </div>
      {children}
    </div>
  );
}

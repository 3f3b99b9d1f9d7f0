import type { ComponentChild } from 'preact';
import { HeartIcon, Icon, MarkIcon } from './icons';
import type { Words } from './words';

/** A picture of a site's own. */
export const ownIcon = (emoji: string | undefined): ComponentChild => emoji && <span aria-hidden="true">{emoji}</span>;

/** How many kinds are shown; where a site has more, all but one of these, and a button for the rest. */
const SHOWN = 4;

export interface ReactionsProps {
  words: Words;
  /** How often each kind was chosen; undefined where it is not known. */
  counts: Readonly<Record<string, number | undefined>>;
  chosen: readonly string[] | undefined;
  /** The class of the buttons. */
  kindOf: 'aw-pill' | 'aw-act';
  /** What hides the label of a kind whose picture says enough; undefined where the label stays. */
  unlabelled: (count: number | undefined) => string | undefined;
  /** The number as it is shown. */
  figure: (count: number | undefined) => ComponentChild;
  react: (kind: string, wanted: boolean) => void;
}

/** The reactions of a page or a comment. */
export function Reactions({ words, counts, chosen, kindOf, unlabelled, figure, react }: ReactionsProps) {
  const buttons = Object.entries(counts).map(([kind, count], place) => {
    const pressed = Boolean(chosen?.includes(kind));
    const isLike = kind === 'like';
    const own = ownIcon(words.look.icons?.[kind]);
    return (
      <button key={kind} type="button" class={kindOf} aria-pressed={pressed} onClick={() => react(kind, !pressed)}>
        {own ?? (isLike ? <HeartIcon /> : <MarkIcon index={place} />)}
        {/* The names of kinds without a picture of their own stay: figures alone mean nothing. */}
        <span class={isLike || own ? unlabelled(count) : undefined}>{words.kind(kind)}</span>
        {figure(count)}
      </button>
    );
  });
  if (buttons.length <= SHOWN) return <>{buttons}</>;
  const rest = Object.values(counts).slice(SHOWN - 1);
  return (
    <>
      {buttons.slice(0, SHOWN - 1)}
      <details
        key="rest"
        class="aw-rest"
        onKeyDown={({ key, currentTarget }) => {
          if (key !== 'Escape') return;
          currentTarget.open = false;
          currentTarget.querySelector('summary')?.focus();
        }}
      >
        <summary class={kindOf} title={words.say('moreReactions')}>
          <Icon>
            <path d="M12 5v14M5 12h14" />
          </Icon>
          <span class="aw-hidden">{words.say('moreReactions')}</span>
          {figure(
            rest.some((count) => count === undefined)
              ? undefined
              : rest.reduce<number>((sum, count) => sum + (count ?? 0), 0),
          )}
        </summary>
        <div class="aw-row">{buttons.slice(SHOWN - 1)}</div>
      </details>
    </>
  );
}

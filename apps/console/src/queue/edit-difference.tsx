import { diffWordsWithSpace } from 'diff';
import { useMemo } from 'preact/hooks';
import { locale, say } from '../words';

interface Part {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

/** Comparing two long texts that have nothing in common would take seconds. Milliseconds. */
const TIMEOUT_MS = 150;

/** Text that stays is cut to its ends where it is longer. Characters. */
const SHOWN = 160;

const segmenter = new Intl.Segmenter(locale, { granularity: 'word' });

/** What was taken away and put in, word by word, also where a language writes no spaces between words. */
export function differenceOf(before: string, after: string): Part[] {
  const changes = diffWordsWithSpace(before, after, { timeout: TIMEOUT_MS, intlSegmenter: segmenter });
  // Too different to compare in time: all of it was replaced.
  if (!changes) {
    return [
      { kind: 'gone', text: before },
      { kind: 'new', text: after },
    ];
  }
  return changes.map(({ value, added, removed }) => ({ kind: added ? 'new' : removed ? 'gone' : 'same', text: value }));
}

const shorten = (text: string) =>
  text.length > SHOWN ? `${text.slice(0, SHOWN / 2).trimEnd()} … ${text.slice(-SHOWN / 2).trimStart()}` : text;

/** What an edit changed. Marked by words for who hears it, by a line through or below it for who sees it, and by colour. */
export function EditDifference({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => differenceOf(before, after), [before, after]);
  return (
    <p class="difference" dir="auto">
      {parts.map(({ kind, text }, index) =>
        kind === 'same' ? (
          shorten(text)
        ) : kind === 'gone' ? (
          <del key={index}>
            <span class="hidden">{say('diffGone')} </span>
            {text}
            <span class="hidden"> {say('diffEnd')}</span>
          </del>
        ) : (
          <ins key={index}>
            <span class="hidden">{say('diffNew')} </span>
            {text}
            <span class="hidden"> {say('diffEnd')}</span>
          </ins>
        ),
      )}
    </p>
  );
}

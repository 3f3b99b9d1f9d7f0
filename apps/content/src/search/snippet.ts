/** A piece of text, and whether it is what was looked for. */
export interface Segment {
  text: string;
  match: boolean;
}

/** Two characters that no text has: PostgreSQL cannot know what is HTML, and we need not unpick it. */
const [BEGIN, END] = ['\u0001', '\u0002'];

/** Options of `ts_headline`: a whole title, and pieces of a text. */
export const TITLE_HEADLINE = `StartSel=${BEGIN}, StopSel=${END}, HighlightAll=true`;
export const BODY_HEADLINE = `StartSel=${BEGIN}, StopSel=${END}, MaxFragments=2, MinWords=12, MaxWords=30, FragmentDelimiter=" … "`;

/** Characters around the first match where words are not separated, and of a text that has none. */
const BEFORE = 40;
const LENGTH = 160;

/**
 * A text in pieces. PostgreSQL marks words; where words are not separated it sees none, and the reader's own terms are looked
 * for instead.
 */
export function segments(
  headline: string,
  text: string,
  terms: readonly string[],
  { whole }: { whole: boolean },
): Segment[] {
  if (headline.includes(BEGIN)) return marked(headline);
  const pattern = terms.length > 0 ? new RegExp(terms.map(escaped).join('|'), 'giu') : null;
  const at = pattern ? Math.max(text.search(pattern), 0) : 0;
  const shown = whole ? text : cut(text, Math.max(0, at - BEFORE));
  return pattern ? split(shown, pattern) : [{ text: shown, match: false }];
}

function marked(headline: string): Segment[] {
  return headline
    .split(BEGIN)
    .flatMap((part, index): Segment[] => {
      if (index === 0) return [{ text: part, match: false }];
      const [match = '', ...rest] = part.split(END);
      return [
        { text: match, match: true },
        { text: rest.join(''), match: false },
      ];
    })
    .filter(({ text }) => text !== '');
}

function split(text: string, pattern: RegExp): Segment[] {
  const pieces: Segment[] = [];
  let from = 0;
  for (const { 0: match, index } of text.matchAll(pattern)) {
    pieces.push({ text: text.slice(from, index), match: false }, { text: match, match: true });
    from = index + match.length;
  }
  return [...pieces, { text: text.slice(from), match: false }].filter(({ text: piece }) => piece !== '');
}

/** Never between the halves of a character that takes two. */
function cut(text: string, from: number): string {
  const piece = text.slice(from, from + LENGTH).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  return `${from > 0 ? '…' : ''}${piece}${from + LENGTH < text.length ? '…' : ''}`;
}

const escaped = (term: string) => term.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** A piece of text, and whether it matches the query. */
export interface Segment {
  text: string;
  match: boolean;
}

/** Marks around a match: control characters, which texts do not contain. HTML tags could be in a text. */
const [BEGIN, END] = ['\u0001', '\u0002'];

/** Options of `ts_headline`: the whole title, and fragments of the text. */
export const TITLE_HEADLINE = `StartSel=${BEGIN}, StopSel=${END}, HighlightAll=true`;
export const BODY_HEADLINE = `StartSel=${BEGIN}, StopSel=${END}, MaxFragments=2, MinWords=12, MaxWords=30, FragmentDelimiter=" … "`;

/** Characters before the first match, and of the whole excerpt, where PostgreSQL marked no words. */
const BEFORE = 40;
const LENGTH = 160;

/**
 * Splits a text into matches and the rest. PostgreSQL marks whole words; in scripts without spaces it finds none, and the
 * terms of the query are searched for instead.
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

/** Does not split surrogate pairs. */
function cut(text: string, from: number): string {
  const piece = text.slice(from, from + LENGTH).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  return `${from > 0 ? '…' : ''}${piece}${from + LENGTH < text.length ? '…' : ''}`;
}

const escaped = (term: string) => term.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

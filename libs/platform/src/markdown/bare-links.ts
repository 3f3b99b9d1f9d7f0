import type MarkdownIt from 'markdown-it';

type Markdown = InstanceType<typeof MarkdownIt>;
type InlineState = InstanceType<Markdown['inline']['State']>;

/** What may stand before `://`. */
const SCHEME = /[a-z][a-z\d+.-]{0,9}$/i;
/** Marks that close what surrounds a link: emphasis and strikethrough. */
const MARKS = /\*+|_+|~{2,}/g;

/**
 * Makes bare addresses links, as markdown-it's own rule of this name does, and ends them where a mark closes that was opened before
 * them: in `~~https://a.example/b~~` and `_see https://a.example/b_` the mark is no part of the address. A footnote's reference ends an
 * address too.
 */
export function bareLinks(markdown: Markdown): void {
  markdown.inline.ruler.at('linkify', (state, silent) => {
    if (state.linkLevel > 0 || !state.src.startsWith('://', state.pos)) return false;
    const scheme = SCHEME.exec(state.pending)?.[0];
    if (scheme === undefined) return false;
    const start = state.pos - scheme.length;
    const found = markdown.linkify.matchAtStart(state.src.slice(start, state.posMax));
    if (!found) return false;
    const address = found.url.slice(0, endOf(found.url, state, start));
    // Something must follow the scheme.
    if (address.length <= scheme.length + '://'.length) return false;
    const href = markdown.normalizeLink(address);
    if (!markdown.validateLink(href)) return false;
    if (!silent) {
      state.pending = state.pending.slice(0, -scheme.length);
      const open = state.push('link_open', 'a', 1);
      open.attrs = [['href', href]];
      state.push('text', '', 0).content = markdown.normalizeLinkText(address);
      const close = state.push('link_close', 'a', -1);
      for (const token of [open, close]) Object.assign(token, { markup: 'linkify', info: 'auto' });
    }
    state.pos = start + address.length;
    return true;
  });
}

/** The length of an address without what closes a mark or refers to a footnote. */
function endOf(address: string, state: InlineState, start: number): number {
  const footnote = address.indexOf('[^');
  const end = footnote < 0 ? address.length : footnote;
  const open = openMarks(state);
  for (const { index, 0: run } of address.slice(0, end).matchAll(MARKS)) {
    const isOpen = (open.get(run.charCodeAt(0)) ?? 0) > 0;
    if (isOpen && state.scanDelims(start + index, !run.startsWith('_')).can_close) return index;
  }
  // As in markdown-it: a star at the end is rather a mark without a partner than a part of the address.
  return address.slice(0, end).replace(/(?<!\*)\*+$/, '').length;
}

/** How many marks of each kind, by character code, were opened so far and not closed. */
function openMarks({ delimiters }: InlineState): Map<number, number> {
  const open = new Map<number, number>();
  for (const { marker, open: opens, close } of delimiters) {
    const count = open.get(marker) ?? 0;
    if (close && count > 0) open.set(marker, count - 1);
    else if (opens) open.set(marker, count + 1);
  }
  return open;
}

import type { ThreadHost } from '../thread/thread-host';

/** How many characters of a passage are quoted. */
const LONGEST = 400;
/** How many words and gaps at its beginning and its end find a passage. */
const FINDING = 9;
/** The reader is still selecting within this time after a change. Milliseconds. */
const PAUSE_MS = 300;

/** A passage that the reader has selected in the article. */
export interface Passage {
  text: string;
  range: Range;
}

/** A passage of a page as Markdown: a quote that leads back to it, by a text fragment. */
export function quoteOf(text: string, page: string): string {
  const parts = Array.from(new Intl.Segmenter([], { granularity: 'word' }).segment(text), ({ segment }) => segment);
  const rest = parts.splice(FINDING).slice(-FINDING);
  // A hyphen has a meaning there.
  const [from, to] = [parts, rest].map((some) => encodeURIComponent(some.join('').trim()).replaceAll('-', '%2D'));
  const shown = text.slice(0, LONGEST).replace(/[\\`*_[\]<>~&]/g, '\\$&') + (text.length > LONGEST ? '…' : '');
  // Where the host owns the fragment, its address has one already.
  return `> [${shown}](<${page}${page.includes('#') ? '' : '#'}:~:text=${from}${to && `,${to}`}>)\n\n`;
}

/** Tells what the reader has selected in the article; null for nothing. */
export function watchPassage(element: ThreadHost, signal: AbortSignal, tell: (passage: Passage | null) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const find = () => {
    const selection = getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    const text = String(selection).trim().replace(/\s+/g, ' ');
    const isIn = (article: Element) => article.contains(range?.commonAncestorContainer ?? null);
    const articles = [...document.querySelectorAll(element.getAttribute('article') ?? 'article')];
    tell(range && text && articles.some(isIn) && !range.intersectsNode(element) ? { text, range } : null);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE_MS);
  };
  document.addEventListener('selectionchange', wait, { signal });
  // The thread may have been loaded for this selection.
  wait();
}

/** The button below the passage, in the top layer: it goes with the page where that is scrolled. */
export const quoteButton = (label: string, { text, range }: Passage, quote: () => void) => (
  <button
    key={text}
    type="button"
    popover="manual"
    class="aw-pill aw-quote"
    ref={(button) => {
      const { bottom, left } = range.getBoundingClientRect();
      button?.showPopover();
      button?.style.setProperty('inset', `${scrollY + bottom + 8}px auto auto min(${left}px,100vw - 12rem)`);
    }}
    // The passage stays selected.
    onMouseDown={(event) => event.preventDefault()}
    onClick={quote}
  >
    {label}
  </button>
);

import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

/** Characters of an excerpt. */
const EXCERPT_LENGTH = 240;

/** CommonMark and GFM (tables, strikethrough, autolinks) without raw HTML. */
const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

// The page's h1 is the title. A text that begins its own headings there has all of them moved one level down.
markdown.core.ruler.push('demote_headings', ({ tokens }) => {
  const headings = tokens.filter(({ type }) => type === 'heading_open' || type === 'heading_close');
  if (!headings.some(({ tag }) => tag === 'h1')) return;
  for (const heading of headings) heading.tag = `h${Math.min(Number(heading.tag.slice(1)) + 1, 6)}`;
});

/** A table's alignment comes as a style attribute, which the page's security policy has no room for. */
const alignByClass: sanitizeHtml.Transformer = (tagName, { style }) => {
  const alignment = /^text-align:(left|center|right)$/.exec(style ?? '')?.[1];
  const attribs: sanitizeHtml.Attributes = alignment === undefined ? {} : { class: `align-${alignment}` };
  return { tagName, attribs };
};

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'em', 'strong', 's', 'code', 'pre', 'blockquote'],
    ...['ul', 'ol', 'li', 'a', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'loading', 'decoding'],
    ol: ['start'],
  },
  allowedClasses: { th: ['align-*'], td: ['align-*'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  transformTags: {
    a: sanitizeHtml.simpleTransform('a', { rel: 'noopener' }),
    img: sanitizeHtml.simpleTransform('img', { loading: 'lazy', decoding: 'async' }),
    th: alignByClass,
    td: alignByClass,
  },
};

/** Renders an article's Markdown; the result is safe to put into a page. */
export const renderArticle = (body: string): string => sanitizeHtml(markdown.render(body), allowed).trim();

/** The beginning of a rendered article as plain text, cut at a word where the script has words. */
export function excerptOf(html: string): string {
  const text = sanitizeHtml(html, { allowedTags: [], allowedAttributes: {}, textFilter: decodeEntities })
    .replace(/\s+/g, ' ')
    .trim();
  if (text.length <= EXCERPT_LENGTH) return text;
  // Never between the halves of a character that takes two.
  const cut = text.slice(0, EXCERPT_LENGTH).replace(/[\ud800-\udbff]$/, '');
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > EXCERPT_LENGTH / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
const decodeEntities = (text: string) => text.replace(/&(amp|lt|gt|quot);/g, (entity) => ENTITIES[entity] ?? entity);

const WORDS_PER_MINUTE = 220;
/** Chinese, Japanese and Korean readers take in about this many characters a minute. */
const CHARACTERS_PER_MINUTE = 500;
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu;

/** Whole minutes that reading takes, at least one. */
export function readingMinutes(body: string): number {
  const ideographs = body.match(IDEOGRAPH)?.length ?? 0;
  const words = body.replace(IDEOGRAPH, ' ').match(WORD)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE + ideographs / CHARACTERS_PER_MINUTE));
}

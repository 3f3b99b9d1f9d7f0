import { MarkdownTooLargeError, requireProportion } from '@afterword/platform';
import sanitizeHtml from 'sanitize-html';
import { type ArticleRendering, renderMarkdown } from './article-markdown';

/** Characters of an excerpt. */
const EXCERPT_LENGTH = 240;

/** Markdown aligns table cells by style attributes, which the Content-Security-Policy forbids. */
const alignByClass: sanitizeHtml.Transformer = (tagName, { style, ...attribs }) => {
  const alignment = /^text-align:(left|center|right)$/.exec(style ?? '')?.[1];
  return { tagName, attribs: alignment === undefined ? attribs : { ...attribs, class: `align-${alignment}` } };
};

/** Ids of footnotes. Only headings have others: the page has ids of its own. */
const FOOTNOTE_ID = /^fn(?:ref)?\d+(?::\d+)?$/;

const onlyFootnoteId: sanitizeHtml.Transformer = (tagName, { id, ...attribs }) => ({
  tagName,
  attribs: id !== undefined && FOOTNOTE_ID.test(id) ? { ...attribs, id } : attribs,
});

const link: sanitizeHtml.Transformer = (tagName, attributes) => {
  const { attribs } = onlyFootnoteId(tagName, attributes);
  return { tagName, attribs: attribs.href?.startsWith('#') ? attribs : { ...attribs, rel: 'noopener' } };
};

const SIZE = /^[1-9]\d{0,4}$/;

const image: sanitizeHtml.Transformer = (tagName, { width, height, ...attribs }) => ({
  tagName,
  attribs: {
    ...attribs,
    ...(width !== undefined && SIZE.test(width) && { width }),
    ...(height !== undefined && SIZE.test(height) && { height }),
    loading: 'lazy',
    decoding: 'async',
  },
});

const DIRECTION = { name: 'dir', values: ['ltr', 'rtl'] };

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'em', 'strong', 's', 'code', 'pre', 'blockquote'],
    ...['ul', 'ol', 'li', 'a', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
    ...['sup', 'section', 'label', 'input'],
  ],
  allowedAttributes: {
    ...Object.fromEntries(['p', 'blockquote', 'ul', 'th', 'td'].map((tag) => [tag, [DIRECTION]])),
    ...Object.fromEntries(['h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => [tag, ['id', DIRECTION]])),
    a: ['href', 'title', 'rel', 'id'],
    li: ['id', DIRECTION],
    img: ['src', 'srcset', 'sizes', 'alt', 'title', 'width', 'height', 'loading', 'decoding'],
    ol: ['start', DIRECTION],
    // Makes long lines and wide tables scrollable by keyboard.
    pre: ['tabindex'],
    table: ['tabindex', DIRECTION],
    input: [{ name: 'type', values: ['checkbox'] }, 'disabled', 'checked'],
  },
  allowedClasses: {
    th: ['align-*'],
    td: ['align-*'],
    code: ['language-*'],
    sup: ['footnote-ref'],
    a: ['footnote-backref'],
    hr: ['footnotes-sep'],
    section: ['footnotes'],
    ol: ['footnotes-list'],
    li: ['footnote-item', 'task'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  transformTags: {
    a: link,
    li: onlyFootnoteId,
    img: image,
    pre: sanitizeHtml.simpleTransform('pre', { tabindex: '0' }),
    table: sanitizeHtml.simpleTransform('table', { tabindex: '0' }),
    th: alignByClass,
    td: alignByClass,
  },
};

/** Stored with each version, so that what an older renderer made is found and rendered anew. Raise it with every change of the rendering, and of what lists show. */
export const RENDERER_VERSION = 3;

/** Renders an article's Markdown to sanitised HTML. @throws MarkdownTooLargeError */
export function renderArticle(body: string, options: ArticleRendering = {}): string {
  const html = sanitizeHtml(renderMarkdown(body, options), allowed).trim();
  requireProportion(body, html);
  return html;
}

/** As `renderArticle`, for a text that is stored already: what would be too large is shown as plain text, paragraph by paragraph. */
export function renderStoredArticle(body: string, options: ArticleRendering): string {
  try {
    return renderArticle(body, options);
  } catch (error) {
    if (!(error instanceof MarkdownTooLargeError)) throw error;
    const paragraphs = body.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
    return paragraphs.map((paragraph) => `<p>${encodeEntities(paragraph.trim())}</p>`).join('\n');
  }
}

/** A rendered article as plain text, without its footnotes. */
export const plainText = (html: string): string =>
  sanitizeHtml(html, {
    // Only footnotes use these tags.
    allowedTags: ['sup', 'section'],
    allowedAttributes: {},
    exclusiveFilter: ({ tag }) => tag === 'sup' || tag === 'section',
    textFilter: decodeEntities,
  })
    .replace(/\s+/g, ' ')
    .trim();

/** The beginning of a rendered article as plain text, cut at a word where the script has words. */
export function excerptOf(html: string): string {
  const text = plainText(html);
  if (text.length <= EXCERPT_LENGTH) return text;
  // Does not split a surrogate pair.
  const cut = text.slice(0, EXCERPT_LENGTH).replace(/[\ud800-\udbff]$/, '');
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > EXCERPT_LENGTH / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
const encodeEntities = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const decodeEntities = (text: string) => text.replace(/&(amp|lt|gt|quot);/g, (entity) => ENTITIES[entity] ?? entity);

const WORDS_PER_MINUTE = 220;
/** For Chinese, Japanese and Korean. */
const CHARACTERS_PER_MINUTE = 500;
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu;

/** Estimated reading time in whole minutes, at least one. */
export function readingMinutes(body: string): number {
  const ideographs = body.match(IDEOGRAPH)?.length ?? 0;
  const words = body.replace(IDEOGRAPH, ' ').match(WORD)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE + ideographs / CHARACTERS_PER_MINUTE));
}

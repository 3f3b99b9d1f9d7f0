import { hasVisibleText, LIMITS } from '@afterword/contracts';
import {
  bareLinks,
  blockDirection,
  COMMENT_LINK_REL,
  limitGrowth,
  MarkdownTooLargeError,
  requireProportion,
  sanitizeUnlessWritten,
  taskLists,
} from '@afterword/platform';
import MarkdownIt, { type RendererRule } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { type MentionEnvironment, mentions } from './mention-syntax';

/** Stored with each comment, so that a better renderer can find what an older one made. Raise it with every change here. */
export const RENDERER_VERSION = 4;

/** Nothing in it is ever written in another way. */
export const PLAIN_ADDRESS = /^https?:\/\/[a-z\d]+(?:[.-][a-z\d]+)*(?:\/[\w./~-]*)?$/;

/** CommonMark and GFM without raw HTML, headings, images and rules: a comment is prose, and nothing loads from elsewhere. */
const markdown = new MarkdownIt({
  html: false,
  linkify: true,
  breaks: true,
  typographer: false,
  xhtmlOut: true,
}).disable(['image', 'heading', 'lheading', 'hr', 'reference']);
markdown
  .use(cjkFriendly)
  .use(bareLinks)
  .use(taskLists)
  .use(blockDirection)
  .use(limitGrowth, { cells: LIMITS.commentTableCells });
// A comment is shown on pages of other hosts: a relative address would lead somewhere else on each of them.
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url);
// Taking a plain address apart and putting it together again gives the same, and takes a quarter of all the rendering.
const normalizeLink = markdown.normalizeLink.bind(markdown);
markdown.normalizeLink = (url) => (PLAIN_ADDRESS.test(url) ? url : normalizeLink(url));
// So does showing it, unless its host is written in Punycode.
const normalizeLinkText = markdown.normalizeLinkText.bind(markdown);
markdown.normalizeLinkText = (url) => (PLAIN_ADDRESS.test(url) && !url.includes('xn--') ? url : normalizeLinkText(url));
// Bare words such as "readme.md" are no links; only what starts with a scheme is.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

type Token = Parameters<RendererRule>[0][number];

const { escapeHtml } = markdown.utils;
const escapeText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

// Everything is written as the sanitizer would write it, so that it need not.
const contentOf: RendererRule = (tokens, index) => escapeText(tokens[index]?.content ?? '');
/** Scrolls where it is wider than the page, so it can be reached by keyboard. */
const codeOf: RendererRule = (...token) => `<pre tabindex="0"><code>${contentOf(...token)}</code></pre>\n`;
const directionOf = (token: Token | undefined): string => {
  const direction = token?.attrGet('dir') ?? null;
  return direction === null ? '' : ` dir="${direction}"`;
};
/** GFM aligns cells by style attributes, which the host's Content-Security-Policy may forbid. */
const cellOf: RendererRule = (tokens, index) => {
  const token = tokens[index];
  const alignment = /^text-align:(left|center|right)$/.exec(String(token?.attrGet('style') ?? ''))?.[1];
  return `<${token?.tag}${alignment === undefined ? '' : ` class="aw-${alignment}"`}${directionOf(token)}>`;
};
const rules: Record<string, RendererRule> = {
  text: contentOf,
  code_inline: (...token) => `<code>${contentOf(...token)}</code>`,
  code_block: codeOf,
  fence: codeOf,
  table_open: (tokens, index) => `<table tabindex="0"${directionOf(tokens[index])}>\n`,
  th_open: cellOf,
  td_open: cellOf,
  link_open: (tokens, index) =>
    `<a href="${escapeHtml(String(tokens[index]?.attrGet('href') ?? ''))}" rel="${COMMENT_LINK_REL}">`,
  task_box: (tokens, index) => {
    const { checked } = (tokens[index]?.meta ?? {}) as { checked?: boolean };
    return `<input type="checkbox" disabled${checked ? ' checked' : ''} /> `;
  },
};
Object.assign(markdown.renderer.rules, rules);
markdown.use(mentions);

/**
 * Paragraphs and lines in which no rule of Markdown finds anything: each begins with a letter, a quotation mark or a parenthesis, and has none of the
 * characters that mean something, no slash after a slash or colon, and no letters from right to left. Most comments are such texts.
 */
export const PLAIN_TEXT = (() => {
  const letter =
    '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Han}\\u3041-\\u3096\\u30a1-\\u30fa\\uac00-\\ud7a3';
  const other = '\\d,.!?;:\'"()%$€\\-+/…–—“”„‘’«»';
  const line = `["'(“„«]?[${letter}](?:[${letter}${other}]| (?! ))*(?<! )`;
  return new RegExp(`^(?![^]*[/:]/)${line}(?:\\n{1,2}${line})*$`, 'u');
})();

/** What the renderer makes of a text in which it finds nothing; null where it has to look. */
export const renderPlain = (body: string): string | null =>
  PLAIN_TEXT.test(body) ? `<p>${body.replace(/\n\n/g, '</p>\n<p>').replace(/(?<!>)\n/g, '<br />\n')}</p>` : null;

export const renderMarkdown = (body: string, may: MentionEnvironment = {}): string =>
  sanitizeUnlessWritten(markdown.render(body, { ...may }).trim());

/**
 * Renders a comment's Markdown once, when it is written. The result is safe to put into any page, and empty where there is nothing to see.
 * @param may whether people are mentioned: not in what other systems have written
 * @throws MarkdownTooLargeError
 */
export function renderComment(body: string, may: MentionEnvironment = {}): string {
  const html = renderPlain(body) ?? renderMarkdown(body, may);
  requireProportion(body, html);
  return hasVisibleText(html.replace(/<[^<>]*>/g, '')) ? html : '';
}

/** As `renderComment`, for a comment that is stored already: what would be too large is shown as plain text, line by line. */
export function renderStored(body: string, may: MentionEnvironment = {}): string {
  try {
    return renderComment(body, may);
  } catch (error) {
    if (!(error instanceof MarkdownTooLargeError)) throw error;
    return `<p>${escapeText(body).replace(/\n/g, '<br />\n')}</p>`;
  }
}

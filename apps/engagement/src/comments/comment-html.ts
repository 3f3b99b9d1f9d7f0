import { taskLists } from '@afterword/platform';
import MarkdownIt, { type RendererRule } from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

/** Stored with each comment, so that a better renderer can find what an older one made. Raise it with every change here. */
export const RENDERER_VERSION = 3;

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
markdown.use(taskLists);
// A comment is shown on pages of other hosts: a relative address would lead somewhere else on each of them.
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url);
// Taking a plain address apart and putting it together again gives the same, and takes a quarter of all the rendering.
const normalizeLink = markdown.normalizeLink.bind(markdown);
markdown.normalizeLink = (url) => (PLAIN_ADDRESS.test(url) ? url : normalizeLink(url));
// Bare words such as "readme.md" are no links; only what starts with a scheme is.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

const REL = 'nofollow ugc noopener';

const { escapeHtml } = markdown.utils;
const escapeText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

// Everything is written as the sanitizer would write it, so that it need not.
const contentOf: RendererRule = (tokens, index) => escapeText(tokens[index]?.content ?? '');
const codeOf: RendererRule = (...token) => `<pre><code>${contentOf(...token)}</code></pre>\n`;
const cellOf: RendererRule = (tokens, index) => `<${tokens[index]?.tag}>`;
const rules: Record<string, RendererRule> = {
  text: contentOf,
  code_inline: (...token) => `<code>${contentOf(...token)}</code>`,
  code_block: codeOf,
  fence: codeOf,
  th_open: cellOf,
  td_open: cellOf,
  link_open: (tokens, index) => `<a href="${escapeHtml(String(tokens[index]?.attrGet('href') ?? ''))}" rel="${REL}">`,
  task_box: (tokens, index) => {
    const { checked } = tokens[index]?.meta as { checked: boolean };
    return `<input type="checkbox" disabled${checked ? ' checked' : ''} /> `;
  },
};
Object.assign(markdown.renderer.rules, rules);

const PAIRED_TAGS = [
  ...['p', 'em', 'strong', 's', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'label'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

const allowed: sanitizeHtml.IOptions = {
  // Inputs are boxes of task lists, which nobody can click.
  allowedTags: [...PAIRED_TAGS, 'br', 'input'],
  allowedAttributes: {
    a: ['href', 'rel'],
    ol: ['start'],
    input: [{ name: 'type', values: ['checkbox'] }, 'disabled', 'checked'],
  },
  allowedClasses: { li: ['task'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: REL }) },
};

/** Tags as the renderer writes them, to the letter. */
const WRITTEN = new Set([
  ...PAIRED_TAGS.flatMap((name) => [`<${name}>`, `</${name}>`]),
  ...['<br />', '<li class="task">'],
  ...['<input type="checkbox" disabled />', '<input type="checkbox" disabled checked />'],
]);
const WRITTEN_WITH_VALUE = new RegExp(`^<(?:a href="(?:https?://|mailto:)[^"]*" rel="${REL}"|ol start="\\d+")>$`);

const isAsWritten = (tag: string) => WRITTEN.has(tag) || WRITTEN_WITH_VALUE.test(tag);

/** Leaves what a comment may have, in the spelling in which the renderer writes it. */
export const sanitize = (html: string): string => sanitizeHtml(html, allowed).trim();

/** Sanitizes what is not as the renderer writes it: looking at the tags takes a fraction of making them anew. */
export function sanitizeUnlessWritten(html: string): string {
  const tags = html.match(/<[^>]*>?|>/g) ?? [];
  return tags.every(isAsWritten) ? html : sanitize(html);
}

/** Renders a comment's Markdown once, when it is written. The result is safe to put into any page. */
export const renderComment = (body: string): string => sanitizeUnlessWritten(markdown.render(body).trim());

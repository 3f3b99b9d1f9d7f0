import { taskLists } from '@afterword/platform';
import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

/** Stored with each comment, so that a better renderer can find what an older one made. Raise it with every change here. */
export const RENDERER_VERSION = 3;

/** CommonMark and GFM without raw HTML, headings, images and rules: a comment is prose, and nothing loads from elsewhere. */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false }).disable([
  'image',
  'heading',
  'lheading',
  'hr',
  'reference',
]);
markdown.use(taskLists);
// A comment is shown on pages of other hosts: a relative address would lead somewhere else on each of them.
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url);
// Bare words such as "readme.md" are no links; only what starts with a scheme is.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'br', 'em', 'strong', 's', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
    // Boxes of task lists, which nobody can click.
    ...['label', 'input'],
  ],
  allowedAttributes: {
    a: ['href', 'rel'],
    ol: ['start'],
    input: [{ name: 'type', values: ['checkbox'] }, 'disabled', 'checked'],
  },
  allowedClasses: { li: ['task'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow ugc noopener' }) },
};

/** Renders a comment's Markdown once, when it is written. The result is safe to put into any page. */
export const renderComment = (body: string): string => sanitizeHtml(markdown.render(body), allowed).trim();

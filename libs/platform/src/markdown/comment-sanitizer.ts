import sanitizeHtml from 'sanitize-html';

/** Links of comments: readers' words vouch for nothing, and the page that they lead to learns nothing of ours. */
export const COMMENT_LINK_REL = 'nofollow ugc noopener';

const PAIRED_TAGS = [
  ...['p', 'em', 'strong', 's', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'label', 'bdi'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

const DIRECTION = { name: 'dir', values: ['ltr', 'rtl'] };
const FOCUSABLE = { name: 'tabindex', values: ['0'] };
const ALIGNMENTS = ['aw-left', 'aw-center', 'aw-right'];

const allowed: sanitizeHtml.IOptions = {
  // Inputs are boxes of task lists, which nobody can click.
  allowedTags: [...PAIRED_TAGS, 'br', 'input'],
  allowedAttributes: {
    ...Object.fromEntries(['p', 'blockquote', 'ul', 'li', 'th', 'td'].map((tag) => [tag, [DIRECTION]])),
    a: ['href', 'rel'],
    // Who is mentioned.
    bdi: ['data-reader'],
    ol: ['start', DIRECTION],
    pre: [FOCUSABLE],
    table: [FOCUSABLE, DIRECTION],
    input: [{ name: 'type', values: ['checkbox'] }, 'disabled', 'checked'],
  },
  allowedClasses: { li: ['task'], bdi: ['aw-mention'], th: ALIGNMENTS, td: ALIGNMENTS },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: COMMENT_LINK_REL }) },
};

/** Tags as the renderer of comments writes them, to the letter. */
const WRITTEN = new Set([
  ...PAIRED_TAGS.flatMap((name) => [`<${name}>`, `</${name}>`]),
  ...['<br />', '<li class="task">', '<pre tabindex="0">', '<table tabindex="0">'],
  ...['<input type="checkbox" disabled />', '<input type="checkbox" disabled checked />'],
]);
const BLOCK =
  '(?:p|blockquote|ul|ol(?: start="\\d+")?|li(?: class="task")?|table tabindex="0"|t[hd](?: class="aw-(?:left|center|right)")?)';
const WRITTEN_WITH_VALUE = new RegExp(
  `^<(?:a href="(?:https?://|mailto:)[^"]*" rel="${COMMENT_LINK_REL}"|bdi class="aw-mention" data-reader="[\\da-f-]{36}"|${BLOCK}(?: dir="(?:ltr|rtl)")?)>$`,
);

const isAsWritten = (tag: string) => WRITTEN.has(tag) || WRITTEN_WITH_VALUE.test(tag);

/** Leaves what a comment may have, in the spelling in which its renderer writes it. */
export const sanitizeComment = (html: string): string => sanitizeHtml(html, allowed).trim();

/** Sanitizes what is not as the renderer writes it: looking at the tags takes a fraction of making them anew. */
export function sanitizeUnlessWritten(html: string): string {
  const tags = html.match(/<[^>]*>?|>/g) ?? [];
  return tags.every(isAsWritten) ? html : sanitizeComment(html);
}

import { LIMITS } from '@afterword/contracts';
import type MarkdownIt from 'markdown-it';

type Markdown = InstanceType<typeof MarkdownIt>;
type Token = ReturnType<Markdown['parse']>[number];

/** A text that would become far more than it is. The message completes "The text …" and says what to do. */
export class MarkdownTooLargeError extends Error {
  override readonly name = 'MarkdownTooLargeError';
}

const number = new Intl.NumberFormat('en');

const tooManyCells = (most: number) =>
  `must have at most ${number.format(most)} table cells, the empty ones at the end of short rows included: use a smaller table`;
const TOO_DEEP = `must not nest quotes, lists and formatting deeper than ${LIMITS.markdownDepth} elements: use fewer levels`;
const tooManyBytes = (most: number) =>
  `must not become more than ${number.format(most)} bytes of HTML: use less formatting, or split the text`;

/** The most bytes of HTML that a text may become. */
const htmlBytesOf = (body: string): number => LIMITS.htmlBytesFree + LIMITS.htmlBytesPerByte * Buffer.byteLength(body);

/**
 * Bounds what a text may become, before it is rendered: cells of tables, which GFM adds to every row that is shorter than the first;
 * nesting; text and URLs, which references repeat. Use it after all other plugins. Parsing throws `MarkdownTooLargeError`.
 */
export function limitGrowth(markdown: Markdown, { cells }: { cells: number }): void {
  const { State } = markdown.block;
  markdown.block.State = class extends State {
    private cells = 0;

    override push(...[type, tag, nesting]: Parameters<InstanceType<typeof State>['push']>): Token {
      if (tag === 'td' || tag === 'th') {
        this.cells += nesting === 1 ? 1 : 0;
        if (this.cells > cells) throw new MarkdownTooLargeError(tooManyCells(cells));
      }
      const token = super.push(type, tag, nesting);
      if (this.level > LIMITS.markdownDepth) throw new MarkdownTooLargeError(TOO_DEEP);
      return token;
    }
  };
  markdown.core.ruler.push('limit_growth', ({ src, tokens }) => {
    const most = htmlBytesOf(src);
    let depth = 0;
    let characters = 0;
    const visit = (token: Token): void => {
      if (!token.hidden) depth += token.nesting;
      if (depth > LIMITS.markdownDepth) throw new MarkdownTooLargeError(TOO_DEEP);
      if (token.attrs) for (const [, value] of token.attrs) characters += String(value).length;
      if (token.children) for (const child of token.children) visit(child);
      else characters += token.content.length;
      if (characters > most) throw new MarkdownTooLargeError(tooManyBytes(most));
    };
    for (const token of tokens) visit(token);
  });
}

/** @throws MarkdownTooLargeError where the HTML of a text is out of proportion */
export function requireProportion(body: string, html: string): void {
  const most = htmlBytesOf(body);
  // A code unit takes at most three bytes of UTF-8.
  if (html.length * 3 > most && Buffer.byteLength(html) > most) throw new MarkdownTooLargeError(tooManyBytes(most));
}

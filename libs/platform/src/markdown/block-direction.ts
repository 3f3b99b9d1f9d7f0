import type MarkdownIt from 'markdown-it';

type Markdown = InstanceType<typeof MarkdownIt>;
type Token = ReturnType<Markdown['parse']>[number];

export type Direction = 'ltr' | 'rtl';

/** The `env` of a text in a language, whose direction its blocks have unless they are in the other one. */
export interface DirectionEnvironment {
  direction?: Direction | undefined;
}

/** A letter, or one of the marks LRM, RLM and ALM: what decides a direction (UAX #9, P2). */
const STRONG = /[\p{L}\u200e\u200f\u061c]/gu;
/** The blocks whose characters are right-to-left, assigned or not (Unicode's DerivedBidiClass.txt), and RLM. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const BLOCKS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'li', 'table', 'th', 'td']);

/**
 * Gives each block its own direction. A text without a known language is like HTML's `dir="auto"`: the first letter of a block decides,
 * and that of the text where a block has none. In a text with one, a block differs where it has letters of the other direction only.
 * The attribute is set where a block differs from what is around it; a text without a language is placed into `dir="auto"` or ltr.
 */
export function blockDirection(markdown: Markdown): void {
  markdown.core.ruler.push('block_direction', ({ tokens, env }) => {
    const { direction: base } = env as DirectionEnvironment;
    const own = directionsOf(tokens, base);
    const around: Direction[] = [base ?? 'ltr'];
    const neutral = base ?? own.first ?? 'ltr';
    for (const token of tokens) {
      if (token.nesting === -1 && isBlock(token)) around.pop();
      if (token.nesting !== 1 || !isBlock(token)) continue;
      const outer = around.at(-1) ?? 'ltr';
      const direction = own.of.get(token) ?? (around.length > 1 ? outer : neutral);
      if (direction !== outer) token.attrSet('dir', direction);
      around.push(direction);
    }
  });
}

/** A paragraph of a tight list is not written: its item has the direction. */
const isBlock = ({ tag, hidden }: Token) => BLOCKS.has(tag) && !hidden;

/** The direction of each block with letters, by its opening token, and that of the first letter of all. */
function directionsOf(tokens: readonly Token[], base: Direction | undefined) {
  const of = new Map<Token, Direction>();
  const open: Token[] = [];
  let first: Direction | undefined;
  for (const token of tokens) {
    if (token.nesting === 1 && isBlock(token)) open.push(token);
    else if (token.nesting === -1 && isBlock(token)) open.pop();
    const direction = token.type === 'inline' ? directionOfInline(token, base) : undefined;
    if (direction === undefined) continue;
    first ??= direction;
    for (const block of open) if (!of.has(block) || direction === base) of.set(block, direction);
  }
  return { of, first };
}

/** Code and bare addresses are in Latin letters in a text of any language, so they decide nothing. */
function directionOfInline({ children }: Token, base: Direction | undefined): Direction | undefined {
  let found: Direction | undefined;
  let isAddress = false;
  for (const { type, markup, content } of children ?? []) {
    if (type === 'link_open') isAddress = markup === 'linkify' || markup === 'autolink';
    else if (type === 'link_close') isAddress = false;
    if (isAddress || (type !== 'text' && type !== 'text_special')) continue;
    for (const [letter] of content.matchAll(STRONG)) {
      found = RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
      if (base === undefined || found === base) return found;
    }
  }
  return found;
}

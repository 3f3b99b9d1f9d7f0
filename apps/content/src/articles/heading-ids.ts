import GithubSlugger, { slug } from 'github-slugger';
import type MarkdownIt from 'markdown-it';

type Markdown = InstanceType<typeof MarkdownIt>;
type Token = ReturnType<Markdown['parse']>[number];

/** Ids of the article page itself. */
const TAKEN = ['comments', 'content'];

/** Ids that the page or its footnotes make: `comment-…`, `fn1`, `fnref1:2`, `aw-…`. */
const MADE_ELSEWHERE = /^(?:comment-|aw-|fn(?:ref)?\d)/;

/**
 * Gives each heading an id that is made of its text as GitHub does it, in any script, and unique on the page. A link to a heading whose id
 * is that of something else on the page is led to the heading.
 */
export function headingIds(markdown: Markdown): void {
  markdown.core.ruler.push('heading_ids', ({ tokens }) => {
    const slugger = new GithubSlugger();
    for (const id of TAKEN) slugger.slug(id);
    /** The ids of headings by what a link to them would say. */
    const idOf = new Map<string, string>();
    for (const [index, token] of tokens.entries()) {
      if (token.type !== 'heading_open') continue;
      const natural = slug(textOf(tokens[index + 1]));
      const id = slugger.slug(MADE_ELSEWHERE.test(natural) ? `section-${natural}` : natural || 'section');
      token.attrSet('id', id);
      if (!idOf.has(natural)) idOf.set(natural, id);
    }
    for (const { children } of tokens) {
      for (const token of children ?? []) {
        const target = token.type === 'link_open' ? fragmentOf(String(token.attrGet('href') ?? '')) : null;
        const id = target === null ? undefined : idOf.get(target);
        if (id !== undefined && id !== target) token.attrSet('href', `#${encodeURIComponent(id)}`);
      }
    }
  });
}

const textOf = (inline: Token | undefined): string =>
  (inline?.children ?? [])
    .map(({ type, content }) => (type === 'softbreak' || type === 'hardbreak' ? ' ' : content))
    .join('')
    .normalize('NFC')
    .trim()
    .replace(/\s+/g, ' ');

/** What a link within the page leads to, decoded; null for any other link. */
function fragmentOf(href: string): string | null {
  if (!href.startsWith('#')) return null;
  try {
    return decodeURIComponent(href.slice(1)).normalize('NFC');
  } catch {
    return null;
  }
}

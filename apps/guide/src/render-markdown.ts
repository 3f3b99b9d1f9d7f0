import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt, { type Token } from 'markdown-it';

export interface Heading {
  level: number;
  id: string;
  text: string;
}

/** What is found by a search: a heading and what is written below it. The text before the first heading has the page's title. */
export interface Passage {
  id: string;
  heading: string;
  text: string;
}

export interface RenderedPage {
  title: string;
  html: string;
  /** Those of the second and third level. */
  headings: Heading[];
  passages: Passage[];
}

export interface Links {
  /** Where a page of the guide is served, by its file below `docs`; undefined where it is no page of the guide. */
  page: (file: string) => string | undefined;
  /** Where a picture is served, by its file below `docs`. */
  picture: (file: string) => string;
}

// Our own text, with <kbd> in it.
const markdown = new MarkdownIt({ html: true, linkify: false, typographer: false });

/**
 * Renders a page of the guide. Links to pages lead to where these are served; links to files of the source are shown as text, since
 * who reads the guide of an installation may not have them.
 * @param file of the page, from `docs`
 */
export function renderMarkdown(source: string, file: string, links: Links): RenderedPage {
  const tokens = markdown.parse(source, {});
  const slugger = new GithubSlugger();
  const headings: Heading[] = [];
  const passages: Passage[] = [];
  const dead: DeadLinks = new Set();
  let title = '';
  let tables = 0;
  for (const [index, token] of tokens.entries()) {
    const inline = tokens[index + 1];
    if (token.type === 'heading_open' && inline) {
      const text = textOf(inline);
      const id = slugger.slug(text);
      const level = Number(token.tag.slice(1));
      token.attrSet('id', id);
      if (level === 1) title = text;
      else if (level <= 3) headings.push({ level, id, text });
      passages.push({ id, heading: text, text: '' });
    }
    if (token.type === 'table_open') token.info = String((tables += 1));
    if (token.type === 'th_open' && inline?.content === '') token.tag = 'td';
    if (token.type === 'th_close' && tokens[index - 1]?.content === '') token.tag = 'td';
    if (token.type === 'inline' && tokens[index - 1]?.type !== 'heading_open') addText(passages, textOf(token));
    if (token.type === 'fence') addText(passages, token.content);
    if (token.type === 'inline') for (const child of token.children ?? []) place(child, file, links, dead);
  }
  return {
    title,
    html: markdown.renderer.render(withoutDeadLinks(tokens, dead), markdown.options, {}),
    headings,
    passages,
  };
}

function addText(passages: Passage[], text: string): void {
  const last = passages.at(-1);
  if (last) last.text += `${last.text === '' ? '' : ' '}${text.replace(/\s+/g, ' ').trim()}`;
}

const textOf = ({ children, content }: Token): string =>
  (children ?? []).map((child) => (child.type === 'image' ? '' : child.content)).join('') || (children ? '' : content);

/** Links that lead nowhere here. */
type DeadLinks = Set<Token>;

function place(token: Token, file: string, links: Links, dead: DeadLinks): void {
  const name = token.type === 'image' ? 'src' : token.type === 'link_open' ? 'href' : null;
  const target = name === null ? null : String(token.attrGet(name) ?? '');
  if (name === null || target === null || /^([a-z][a-z+.-]*:|#|$)/i.test(target)) return;
  const [path = '', anchor] = target.split('#');
  const found = posix.join(posix.dirname(file), path);
  const address = name === 'src' ? links.picture(found) : (links.page(found) ?? links.page(`${found}/README.md`));
  if (address === undefined) dead.add(token);
  else token.attrSet(name, anchor === undefined ? address : `${address}#${anchor}`);
  if (name === 'src') token.attrSet('loading', 'lazy');
}

/** Takes links out and leaves their text. */
function withoutDeadLinks(tokens: Token[], dead: DeadLinks): Token[] {
  for (const token of tokens) {
    let isDead = false;
    token.children =
      token.children?.filter((child) => {
        if (child.type === 'link_open') isDead = dead.has(child);
        return !(isDead && (child.type === 'link_open' || child.type === 'link_close'));
      }) ?? null;
  }
  return tokens;
}

// A wide table scrolls by itself, by keyboard too.
markdown.renderer.rules.table_open = (tokens, index) =>
  `<div class="table" tabindex="0" role="region" aria-label="Table ${tokens[index]?.info ?? ''}"><table>\n`;
markdown.renderer.rules.table_close = () => '</table></div>\n';
// Code scrolls to the side.
const fence = markdown.renderer.rules.fence;
markdown.renderer.rules.fence = (tokens, index, options, env, self) =>
  (fence?.(tokens, index, options, env, self) ?? '').replace('<pre>', '<pre tabindex="0">');

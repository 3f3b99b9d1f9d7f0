import { parseUrl } from '@afterword/contracts';
import MarkdownIt from 'markdown-it';
import { ArticleFileError } from './article-file.error';
import type { FrontMatter } from './front-matter';

/** Markdown with HTML and links of every scheme, to find what the renderer leaves out. */
const permissive = new MarkdownIt({ html: true, linkify: false });
permissive.validateLink = () => true;

type Tokens = ReturnType<InstanceType<typeof MarkdownIt>['parse']>;

/** The pages of the service, and those of the API that texts link to. */
const PAGES =
  /^\/(?:(?:articles|topics)\/[^/]+|topics|archive(?:\/\d{4}(?:\/\d{2})?)?|search|feed\.(?:xml|json)|sitemap\.xml|images\/[^/]+)?$/;

/** The `data:` URLs that the renderer knows; the import reads their pictures. */
const CONTAINED = /^data:image\/(?:gif|png|jpeg|webp);/i;

/** The commands of other programs inside a text: `{{< figure >}}`, `{% include %}`. */
function hasCommand(text: string): boolean {
  return [
    ['{{', '}}'],
    ['{%', '%}'],
  ].some(([open = '', close = '']) => {
    const start = text.indexOf(open);
    return start >= 0 && text.includes(close, start + open.length);
  });
}

/** What of a text readers would not see, or could not follow, with its lines. */
export function notesOn(file: string, written: FrontMatter, slug: string): ArticleFileError[] {
  const found = new Map<string, { line: number; count: number }>();
  const note = (line: number, reason: string) => {
    const before = found.get(reason);
    found.set(reason, { line: before?.line ?? line, count: (before?.count ?? 0) + 1 });
  };
  for (const { line, type, href } of partsOf(permissive.parse(written.body, {}))) {
    if (type === 'html') note(line, 'HTML is shown as text');
    else if (type === 'command') note(line, 'a command of another program is shown as text');
    else {
      const reason = reasonFor(type, href, slug);
      if (reason !== null) note(line, reason);
    }
  }
  return [...found].map(([reason, { line, count }]) => {
    const more = count > 1 ? `, as in ${count - 1} more ${count === 2 ? 'place' : 'places'}` : '';
    return new ArticleFileError(file, { line: written.lineOf(line), column: 1 }, `${reason}${more}`);
  });
}

interface Part {
  line: number;
  type: 'link' | 'picture' | 'html' | 'command';
  href: string;
}

function* partsOf(tokens: Tokens): Generator<Part> {
  for (const { type, children, map } of tokens) {
    const line = map?.[0] ?? 0;
    if (type === 'html_block') yield { line, type: 'html', href: '' };
    if (type !== 'inline') continue;
    if (hasCommand(textOf(children ?? []))) yield { line, type: 'command', href: '' };
    for (const child of children ?? []) {
      if (child.type === 'html_inline') yield { line, type: 'html', href: '' };
      if (child.type === 'link_open') yield { line, type: 'link', href: String(child.attrGet('href') ?? '') };
      if (child.type === 'image') yield { line, type: 'picture', href: String(child.attrGet('src') ?? '') };
    }
  }
}

const textOf = (children: Tokens) =>
  children.map(({ type, content }) => (type === 'text' ? content : type === 'softbreak' ? '\n' : '')).join('');

/** Why a link or picture is lost; null where it is not. Pictures without a host are read with the files. */
function reasonFor(type: 'link' | 'picture', href: string, slug: string): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase();
  const quoted = JSON.stringify(href.length > 80 ? `${href.slice(0, 80)}…` : href);
  if (type === 'picture') {
    const isShown = scheme === undefined || /^https?$/.test(scheme) || CONTAINED.test(href);
    return isShown ? null : `the picture ${quoted} is not shown: readers could not load it`;
  }
  if (scheme !== undefined) {
    const works = ['http', 'https', 'mailto'].includes(scheme);
    return works ? null : `the link ${quoted} does not work: links may begin with https:, http: or mailto:`;
  }
  if (href === '' || href.startsWith('#') || href.startsWith('//')) return null;
  const base = `https://content.invalid/articles/${slug}`;
  const path = parseUrl(href, base)?.pathname;
  if (path !== undefined && PAGES.test(path) && !path.endsWith('.md')) return null;
  return `the link ${quoted} leads to no page: an article's page is /articles/ and its slug`;
}

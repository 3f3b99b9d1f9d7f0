import { taskLists } from '@afterword/platform';
import MarkdownIt from 'markdown-it';
import attributes from 'markdown-it-attrs';
import footnotes from 'markdown-it-footnote';

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

/** A picture of a version that is stored here, under the path by which the text names it. */
export interface VersionImage {
  path: string;
  /** Its address, without the origin. */
  src: string;
  width: number;
  height: number;
}

/** What a text is rendered with. */
interface Environment {
  images?: readonly VersionImage[];
}

/** CommonMark and GFM (tables, strikethrough, autolinks, task lists), footnotes, sizes of pictures; no raw HTML. */
const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
markdown
  .use(footnotes)
  .use(taskLists)
  .use(attributes, { allowedAttributes: ['width', 'height'] });

// The page's h1 is the title. A text that begins its own headings there has all of them moved one level down.
markdown.core.ruler.push('demote_headings', ({ tokens }) => {
  const headings = tokens.filter(({ type }) => type === 'heading_open' || type === 'heading_close');
  if (!headings.some(({ tag }) => tag === 'h1')) return;
  for (const heading of headings) heading.tag = `h${Math.min(Number(heading.tag.slice(1)) + 1, 6)}`;
});

markdown.core.ruler.push('place_images', ({ tokens, env }) => {
  const { images = [] } = env as Environment;
  const byPath = new Map(images.map((image) => [image.path, image]));
  for (const { token } of imagesIn(tokens)) {
    const path = localPath(token);
    if (path === null) continue;
    const image = byPath.get(path);
    if (image) place(token, image);
    else if (!path.startsWith('/')) replaceByText(token);
  }
});

export const renderMarkdown = (body: string, images: readonly VersionImage[]): string =>
  markdown.render(body, { images } satisfies Environment);

/** The pictures that lie beside a text, by the paths it names, and the line where each first stands, from 0. */
export function localImages(body: string): { path: string; line: number }[] {
  const lines = new Map<string, number>();
  for (const { token, line } of imagesIn(markdown.parse(body, {}))) {
    const path = originalPath(token);
    if (path !== null && !path.startsWith('/') && !lines.has(path)) lines.set(path, line);
  }
  return [...lines].map(([path, line]) => ({ path, line }));
}

/** What `place_images` has done to a token. */
interface ImageMeta {
  localPath?: string;
}

function* imagesIn(tokens: readonly Token[]): Generator<{ token: Token; line: number }> {
  for (const { children, map } of tokens) {
    for (const token of children ?? []) {
      if (token.type === 'image' || (token.meta as ImageMeta | null)?.localPath !== undefined) {
        yield { token, line: map?.[0] ?? 0 };
      }
    }
  }
}

const originalPath = (token: Token) => (token.meta as ImageMeta | null)?.localPath ?? localPath(token);

/** The path of a picture that has no host of its own. */
function localPath(token: Token): string | null {
  const src = String(token.attrGet('src') ?? '');
  if (src === '' || src.startsWith('#') || src.startsWith('//') || /^[a-z][a-z0-9+.-]*:/i.test(src)) return null;
  try {
    return decodeURIComponent(src);
  } catch {
    return src;
  }
}

/** Its size keeps the place free while it loads; one side that the text gives decides the other. */
function place(token: Token, image: VersionImage): void {
  token.attrSet('src', image.src);
  const [width, height] = [Number(token.attrGet('width')), Number(token.attrGet('height'))];
  const ratio = image.height / image.width;
  token.attrSet('width', String(width || Math.round(height / ratio) || image.width));
  token.attrSet('height', String(height || Math.round(width * ratio) || image.height));
}

/** A picture that is nowhere is what it would have said. */
function replaceByText(token: Token): void {
  token.meta = { localPath: originalPath(token) } satisfies { localPath: string | null };
  token.type = 'text';
  token.tag = '';
  token.attrs = null;
  token.children = null;
}

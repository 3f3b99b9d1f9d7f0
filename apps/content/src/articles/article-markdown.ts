import { taskLists } from '@afterword/platform';
import MarkdownIt from 'markdown-it';
import attributes from 'markdown-it-attrs';
import footnotes from 'markdown-it-footnote';

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

/** A stored image and the path by which a text names it. */
export interface VersionImage {
  path: string;
  /** The path of its URL. */
  src: string;
  width: number;
  height: number;
}

/** The `env` of markdown-it. */
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

// The title is the page's only h1. In a text with an h1 of its own, all headings move one level down.
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

/** The paths of images beside the file, and the line of the text where each occurs first, from 0. */
export function localImages(body: string): { path: string; line: number }[] {
  const lines = new Map<string, number>();
  for (const { token, line } of imagesIn(markdown.parse(body, {}))) {
    const path = originalPath(token);
    if (path !== null && !path.startsWith('/') && !lines.has(path)) lines.set(path, line);
  }
  return [...lines].map(([path, line]) => ({ path, line }));
}

/** Left by `place_images` on a token that it replaced. */
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

/** The path of an image without a host; null for any other URL. */
function localPath(token: Token): string | null {
  const src = String(token.attrGet('src') ?? '');
  if (src === '' || src.startsWith('#') || src.startsWith('//') || /^[a-z][a-z0-9+.-]*:/i.test(src)) return null;
  try {
    return decodeURIComponent(src);
  } catch {
    return src;
  }
}

/** Sets URL and size. The size prevents layout shifts; where the text gives one side, the other follows from it. */
function place(token: Token, image: VersionImage): void {
  token.attrSet('src', image.src);
  const [width, height] = [Number(token.attrGet('width')), Number(token.attrGet('height'))];
  const ratio = image.height / image.width;
  token.attrSet('width', String(width || Math.round(height / ratio) || image.width));
  token.attrSet('height', String(height || Math.round(width * ratio) || image.height));
}

/** Replaces an unknown image by its alternative text. */
function replaceByText(token: Token): void {
  token.meta = { localPath: originalPath(token) } satisfies { localPath: string | null };
  token.type = 'text';
  token.tag = '';
  token.attrs = null;
  token.children = null;
}

import { LIMITS } from '@afterword/contracts';
import {
  bareLinks,
  blockDirection,
  type Direction,
  type DirectionEnvironment,
  limitGrowth,
  MarkdownTooLargeError,
  taskLists,
} from '@afterword/platform';
import MarkdownIt from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import footnotes from 'markdown-it-footnote';
import { headingIds } from './heading-ids';
import { imageSizes } from './image-sizes';

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
interface Environment extends DirectionEnvironment {
  images?: readonly VersionImage[];
}

/** CommonMark and GFM (tables, strikethrough, autolinks, task lists), footnotes, sizes of pictures, ids of headings; no raw HTML. */
const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
markdown.use(cjkFriendly).use(footnotes).use(bareLinks).use(taskLists).use(imageSizes).use(headingIds);

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

markdown.use(blockDirection).use(limitGrowth, { cells: LIMITS.articleTableCells });

export interface ArticleRendering {
  images?: readonly VersionImage[];
  /** That of the article's language. */
  direction?: Direction;
}

/** @throws MarkdownTooLargeError */
export const renderMarkdown = (body: string, { images = [], direction }: ArticleRendering): string =>
  markdown.render(body, { images, direction } satisfies Environment);

/**
 * The paths of images beside the file, and the line of the text where each occurs first, from 0. None of a text that is too large to be
 * rendered.
 */
export function localImages(body: string): { path: string; line: number }[] {
  const lines = new Map<string, number>();
  for (const { token, line } of imagesIn(parsed(body))) {
    const path = originalPath(token);
    if (path !== null && !path.startsWith('/') && !lines.has(path)) lines.set(path, line);
  }
  return [...lines].map(([path, line]) => ({ path, line }));
}

function parsed(body: string): Token[] {
  try {
    return markdown.parse(body, {});
  } catch (error) {
    if (error instanceof MarkdownTooLargeError) return [];
    throw error;
  }
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

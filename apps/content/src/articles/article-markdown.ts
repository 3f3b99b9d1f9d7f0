import { createHash } from 'node:crypto';
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
  /** Of smaller copies, the smallest first. */
  widths?: readonly number[];
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
  const byPath = new Map(images.map((image) => [image.path.normalize('NFC'), image]));
  for (const { token } of imagesIn(tokens)) {
    const path = localPath(token);
    if (path === null) continue;
    const image = byPath.get(path);
    if (image) place(token, image);
    else if (!path.startsWith('/')) replaceByText(token);
  }
});

// `//host/path` takes the scheme of the page, which feeds and mails do not have.
markdown.core.ruler.push('name_schemes', ({ tokens }) => {
  for (const { children } of tokens) {
    for (const token of children ?? []) {
      const name = token.type === 'image' ? 'src' : 'href';
      const url = String(token.attrGet(name) ?? '');
      if (url.startsWith('//')) token.attrSet(name, `https:${url}`);
    }
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

/** An image that a text names without a host. */
export interface LocalImage {
  /** Below the file, or below the website where it begins with `/`; a name made of the content for a `data:` URL. */
  path: string;
  /** The line of the text where it occurs first, from 0. */
  line: number;
  /** The `data:` URL that contains the image. */
  data: string | null;
}

/** None of a text that is too large to be rendered. */
export function localImages(body: string): LocalImage[] {
  const found = new Map<string, LocalImage>();
  for (const { token, line } of imagesIn(parsed(body))) {
    const named = namedImage(token);
    if (named !== null && !found.has(named.path)) found.set(named.path, { ...named, line });
  }
  return [...found.values()];
}

function parsed(body: string): Token[] {
  try {
    return markdown.parse(body, {});
  } catch (error) {
    if (error instanceof MarkdownTooLargeError) return [];
    throw error;
  }
}

type NamedImage = Omit<LocalImage, 'line'>;

/** Left by `place_images` on a token that it replaced. */
interface ImageMeta {
  named?: NamedImage;
}

const metaOf = (token: Token) => token.meta as ImageMeta | null;

function* imagesIn(tokens: readonly Token[]): Generator<{ token: Token; line: number }> {
  for (const { children, map } of tokens) {
    for (const token of children ?? []) {
      if (token.type === 'image' || metaOf(token)?.named) yield { token, line: map?.[0] ?? 0 };
    }
  }
}

const localPath = (token: Token): string | null => namedImage(token)?.path ?? null;

/** Null for a URL with a host. */
function namedImage(token: Token): NamedImage | null {
  const meta = metaOf(token);
  if (meta?.named) return meta.named;
  const src = String(token.attrGet('src') ?? '');
  if (/^data:/i.test(src)) {
    return { path: `data:${createHash('sha256').update(src).digest('hex').slice(0, 32)}`, data: src };
  }
  if (src === '' || src.startsWith('#') || src.startsWith('//') || /^[a-z][a-z0-9+.-]*:/i.test(src)) return null;
  return { path: decoded(src).normalize('NFC'), data: null };
}

function decoded(src: string): string {
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
  offerCopies(token, image);
}

/** The width of the text on a wide screen, as in theme.css. */
const TEXT_WIDTH = '42rem';

/** The value of `srcset`: an image with its smaller copies. Undefined where there are none. */
export function copiesOf({ src, width, widths = [] }: Omit<VersionImage, 'path'>): string | undefined {
  if (widths.length === 0) return undefined;
  const copies = widths.map((copy) => `${src.replace(/\.[a-z]+$/, `-${copy}.webp`)} ${copy}w`);
  return [...copies, `${src} ${width}w`].join(', ');
}

/** Lets browsers load a smaller copy where it is enough for the screen. */
function offerCopies(token: Token, image: VersionImage): void {
  const copies = copiesOf(image);
  if (copies === undefined) return;
  const { width } = image;
  token.attrSet('srcset', copies);
  const shown = Number(token.attrGet('width'));
  token.attrSet('sizes', shown < width ? `min(${shown}px, 100vw)` : `min(${TEXT_WIDTH}, 100vw)`);
}

/** Replaces an unknown image by its alternative text. */
function replaceByText(token: Token): void {
  const named = namedImage(token);
  if (named) token.meta = { named } satisfies ImageMeta;
  token.type = 'text';
  token.tag = '';
  token.attrs = null;
  token.children = null;
}

import { excerptOf, readingMinutes } from './article-html';
import { localImages, type VersionImage } from './article-markdown';

/** The smallest picture that a list shows. Smaller ones are icons and lines. Pixels. */
const LEAST_WIDTH = 200;
const LEAST_HEIGHT = 120;

/** What lists show of a text, stored with it: they do not read the text. */
export interface ArticleListing {
  excerpt: string;
  /** Estimated, at least 1; 0 where an older version of the service has stored the text. */
  readingMinutes: number;
  /** The path by which the text names the first of its stored images that is large enough. */
  picture: string | null;
}

export function listingOf({
  body,
  html,
  images,
}: {
  body: string;
  html: string;
  images: readonly VersionImage[];
}): ArticleListing {
  const isLarge = ({ width, height }: VersionImage) => width >= LEAST_WIDTH && height >= LEAST_HEIGHT;
  const large = new Set(images.filter(isLarge).map(({ path }) => path));
  const picture = large.size === 0 ? undefined : localImages(body).find(({ path }) => large.has(path));
  return { excerpt: excerptOf(html), readingMinutes: readingMinutes(body), picture: picture?.path ?? null };
}

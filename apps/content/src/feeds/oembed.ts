import { parseUrl, slugSchema } from '@afterword/contracts';
import { z } from 'zod';
import { type ArticleWithSnapshot, askedVersion, cardPath } from '../articles';
import { CARD_HEIGHT, CARD_WIDTH } from '../cards';

/** Pixels, written as digits. */
const size = z.coerce.number().int().min(1).optional();

/** Not strict: consumers add parameters of their own. */
export const OembedQuerySchema = z.object({
  // Not `z.url()`: it asks `URL.canParse` (see `parseUrl`).
  url: z
    .string()
    .max(4_096, { abort: true })
    .refine((text) => parseUrl(text) !== null, 'must be a URL'),
  /** The formats of oEmbed. A provider answers 501 for one that it does not have. */
  format: z.enum(['json', 'xml']).optional(),
  maxwidth: size,
  maxheight: size,
});

export interface ArticleReference {
  slug: string;
  /** `original` or a language. */
  version: string | undefined;
}

/** The article and version at a URL; null for a URL that is not an article's. */
export function askedArticle(address: string, contentUrl: string): ArticleReference | null {
  const { origin, pathname, searchParams } = new URL(address);
  const articles = `${contentUrl}/articles/`;
  const place = origin + pathname;
  const slug = slugSchema.safeParse(place.startsWith(articles) ? place.slice(articles.length) : undefined);
  if (!slug.success) return null;
  return { slug: slug.data, version: searchParams.get('version') ?? undefined };
}

export interface OembedOptions {
  version: string | undefined;
  contentUrl: string;
  /** The name of the publication. */
  provider: string;
  maxwidth?: number | undefined;
  maxheight?: number | undefined;
}

/** oEmbed 1.0, of type `link`, since other sites may not frame the page. With the card unless it is larger than asked. */
export function oembed({ article }: ArticleWithSnapshot, options: OembedOptions) {
  const { contentUrl, maxwidth = CARD_WIDTH, maxheight = CARD_HEIGHT } = options;
  const version = askedVersion(article, options.version);
  return {
    version: '1.0',
    type: 'link',
    title: version.title,
    ...(article.author !== null && { author_name: article.author }),
    provider_name: options.provider,
    provider_url: contentUrl,
    cache_age: 3_600,
    ...(maxwidth >= CARD_WIDTH &&
      maxheight >= CARD_HEIGHT && {
        thumbnail_url: contentUrl + cardPath(article, version),
        thumbnail_width: CARD_WIDTH,
        thumbnail_height: CARD_HEIGHT,
      }),
  };
}

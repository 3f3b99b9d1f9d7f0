import { slugSchema } from '@afterword/contracts';
import { z } from 'zod';
import { type ArticleWithSnapshot, askedVersion, cardPath } from '../articles';
import { CARD_HEIGHT, CARD_WIDTH } from '../cards';
import { SITE_NAME } from '../pages';

/** Pixels, written as digits. */
const size = z.coerce.number().int().min(1).optional();

/** Consumers add parameters of their own. */
export const OembedQuerySchema = z.object({
  url: z.url().max(4_096),
  /** oEmbed knows these two, and wants 501 for the one that a provider does not have. */
  format: z.enum(['json', 'xml']).optional(),
  maxwidth: size,
  maxheight: size,
});

export interface AskedArticle {
  slug: string;
  /** As addresses name it: `original` or a language. */
  version: string | undefined;
}

/** The article, and which version of it, that an address leads to; null for any other address. */
export function askedArticle(address: string, contentUrl: string): AskedArticle | null {
  const { origin, pathname, searchParams } = new URL(address);
  const slug = slugSchema.safeParse(/^\/articles\/([^/]+)$/.exec(pathname)?.[1]);
  if (origin !== contentUrl || !slug.success) return null;
  return { slug: slug.data, version: searchParams.get('version') ?? undefined };
}

export interface OembedOptions {
  version: string | undefined;
  contentUrl: string;
  maxwidth?: number | undefined;
  maxheight?: number | undefined;
}

/** oEmbed 1.0: a link, since the page does not let itself be framed elsewhere, with its card where that is not too large. */
export function oembed({ article }: ArticleWithSnapshot, options: OembedOptions) {
  const { contentUrl, maxwidth = CARD_WIDTH, maxheight = CARD_HEIGHT } = options;
  const version = askedVersion(article, options.version);
  return {
    version: '1.0',
    type: 'link',
    title: version.title,
    ...(article.author !== null && { author_name: article.author }),
    provider_name: SITE_NAME,
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

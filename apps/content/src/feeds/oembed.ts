import { slugSchema } from '@afterword/contracts';
import { z } from 'zod';
import { type ArticleWithSnapshot, shownVersion } from '../articles';

/** Consumers add parameters of their own; `format` and the sizes mean nothing for a link in JSON. */
export const OembedQuerySchema = z.object({ url: z.url().max(4_096), format: z.literal('json').optional() });

/** The slug of an article's address, or null for any other address. */
export function slugOf(address: string, contentUrl: string): string | null {
  const { origin, pathname } = new URL(address);
  const slug = /^\/articles\/([^/]+)$/.exec(pathname)?.[1];
  return origin === contentUrl && slugSchema.safeParse(slug).success ? (slug ?? null) : null;
}

/** oEmbed 1.0: a link, since the page does not let itself be framed elsewhere. */
export const oembed = ({ article }: ArticleWithSnapshot, provider: { name: string; url: string }) => ({
  version: '1.0',
  type: 'link',
  title: shownVersion(article).title,
  ...(article.author !== null && { author_name: article.author }),
  provider_name: provider.name,
  provider_url: provider.url,
  cache_age: 3_600,
});

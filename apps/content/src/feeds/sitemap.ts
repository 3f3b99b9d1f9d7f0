import { strongEtag } from '@afterword/platform';
import type { SitemapEntry } from './sitemap.repository';

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

const START = `${DECLARATION}<urlset xmlns="${NAMESPACE}">`;
const END = '</urlset>\n';

/** The only special character of XML that an origin can contain; slugs contain none. */
const escaped = (address: string) => address.replaceAll('&', '&amp;');

/** https://www.sitemaps.org/protocol.html, streamed: only one batch of articles is in memory. */
export async function* urlset(
  contentUrl: string,
  batches: AsyncIterable<readonly SitemapEntry[]>,
): AsyncGenerator<string> {
  yield START;
  for await (const batch of batches) yield batch.map((entry) => urlOf(contentUrl, entry)).join('');
  yield END;
}

function urlOf(contentUrl: string, { slug, updatedAt }: Pick<SitemapEntry, 'slug' | 'updatedAt'>): string {
  const address = escaped(`${contentUrl}/articles/${slug}`);
  return `<url><loc>${address}</loc><lastmod>${updatedAt.toISOString()}</lastmod></url>`;
}

/** What a sitemap is made of beside its articles: settings and code. It is streamed, so its bytes are not known before. */
export const sitemapFormat = (contentUrl: string): string =>
  strongEtag(START + urlOf(contentUrl, { slug: '', updatedAt: new Date(0) }) + END);

/** The index of a sitemap that is split into parts. */
export function sitemapIndex(contentUrl: string, parts: readonly string[]): string {
  const entries = parts.map((part) => `<sitemap><loc>${escaped(`${contentUrl}/sitemaps/${part}.xml`)}</loc></sitemap>`);
  return `${DECLARATION}<sitemapindex xmlns="${NAMESPACE}">${entries.join('')}</sitemapindex>\n`;
}

import type { SitemapEntry } from './sitemap.repository';

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

/** The only special character of XML that an origin can contain; slugs contain none. */
const escaped = (address: string) => address.replaceAll('&', '&amp;');

/** https://www.sitemaps.org/protocol.html, streamed: only one batch of articles is in memory. */
export async function* urlset(
  contentUrl: string,
  batches: AsyncIterable<readonly SitemapEntry[]>,
): AsyncGenerator<string> {
  yield `${DECLARATION}<urlset xmlns="${NAMESPACE}">`;
  for await (const batch of batches) {
    yield batch
      .map(({ slug, updatedAt }) => {
        const address = escaped(`${contentUrl}/articles/${slug}`);
        return `<url><loc>${address}</loc><lastmod>${updatedAt.toISOString()}</lastmod></url>`;
      })
      .join('');
  }
  yield '</urlset>\n';
}

/** The index of a sitemap that is split into parts. */
export function sitemapIndex(contentUrl: string, parts: readonly string[]): string {
  const entries = parts.map((part) => `<sitemap><loc>${escaped(`${contentUrl}/sitemaps/${part}.xml`)}</loc></sitemap>`);
  return `${DECLARATION}<sitemapindex xmlns="${NAMESPACE}">${entries.join('')}</sitemapindex>\n`;
}

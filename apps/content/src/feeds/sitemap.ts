import type { SitemapEntry } from './sitemap.repository';

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

/** An origin may have no character that XML would take for its own but this one; slugs have none. */
const escaped = (address: string) => address.replaceAll('&', '&amp;');

/** https://www.sitemaps.org/protocol.html, a batch of articles at a time: the whole of it is never in memory. */
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

/** What leads to the parts of a sitemap that is too long for one. */
export function sitemapIndex(contentUrl: string, parts: readonly string[]): string {
  const entries = parts.map((part) => `<sitemap><loc>${escaped(`${contentUrl}/sitemaps/${part}.xml`)}</loc></sitemap>`);
  return `${DECLARATION}<sitemapindex xmlns="${NAMESPACE}">${entries.join('')}</sitemapindex>\n`;
}

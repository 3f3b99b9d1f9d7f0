import type { ArticleChangeDate } from '../articles';
import { element, writeXml } from './xml';

/** https://www.sitemaps.org/protocol.html */
export const sitemap = (contentUrl: string, articles: readonly ArticleChangeDate[]): string =>
  writeXml(
    element(
      'urlset',
      { xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9' },
      ...articles.map(({ slug, updatedAt }) =>
        element(
          'url',
          {},
          element('loc', {}, `${contentUrl}/articles/${slug}`),
          element('lastmod', {}, updatedAt.toISOString()),
        ),
      ),
    ),
  );

import { type ArticleVersionEntity, type ArticleWithSnapshot, cardPath, versionPath } from '../articles';
import { jsonLd } from './json-ld';
import { usePublication } from './publication';

export interface ArticleHeadProps extends ArticleWithSnapshot {
  version: ArticleVersionEntity;
  /** URL of the article, whichever version is shown. */
  address: string;
  contentUrl: string;
  engagementUrl: string;
}

/** Metadata: the canonical URL, other languages, previews for other sites, counts for search engines. */
export function ArticleHead({ article, version, snapshot, address, contentUrl, engagementUrl }: ArticleHeadProps) {
  const { name } = usePublication();
  const url = contentUrl + versionPath(article, version);
  const { siteId, pageKey } = article;
  const comments = `${engagementUrl}/v1/sites/${siteId}/pages/${encodeURIComponent(pageKey)}/comments`;
  const feedTitle = `Comments on ${version.title}`;
  return (
    <>
      <link rel="canonical" href={url} />
      {article.versions.length > 1 && (
        <>
          {article.versions.map((one) => (
            <link
              key={one.position}
              rel="alternate"
              hreflang={one.language}
              href={contentUrl + versionPath(article, one)}
            />
          ))}
          <link rel="alternate" hreflang="x-default" href={address} />
        </>
      )}
      <link
        rel="alternate"
        type="application/json+oembed"
        href={`${contentUrl}/oembed?url=${encodeURIComponent(url)}`}
        title={version.title}
      />
      <link rel="alternate" type="application/atom+xml" href={`${comments}/feed.xml`} title={feedTitle} />
      <link rel="alternate" type="application/feed+json" href={`${comments}/feed.json`} title={feedTitle} />
      {article.author !== null && <meta name="author" content={article.author} />}
      <meta property="og:type" content="article" />
      <meta property="og:title" content={version.title} />
      <meta property="og:description" content={version.excerpt} />
      <meta property="og:url" content={url} />
      <meta property="og:site_name" content={name} />
      {article.publishedAt && <meta property="article:published_time" content={article.publishedAt.toISOString()} />}
      <meta property="article:modified_time" content={article.updatedAt.toISOString()} />
      {article.topics.map(({ slug, name }) => (
        <meta key={slug} property="article:tag" content={name} />
      ))}
      <meta property="og:image" content={contentUrl + cardPath(article, version)} />
      <meta property="og:image:type" content="image/png" />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta property="og:image:alt" content={version.title} />
      <meta name="twitter:card" content="summary_large_image" />
      <script
        type="application/ld+json"
        dangerouslySetInnerHTML={{ __html: jsonLd({ article, version, snapshot, contentUrl, publisher: name }) }}
      />
      <script type="module" src={`${engagementUrl}/embed.js`} />
    </>
  );
}

import { ServerBar, ServerThread } from '@afterword/ui';
import {
  type ArticleEntity,
  type ArticleVersionEntity,
  type ArticleWithSnapshot,
  originalVersion,
  readingMinutes,
  shownVersion,
} from '../articles';
import { jsonLd } from './json-ld';
import { directionOf, formatDate, languageName } from './languages';
import { Layout, SITE_NAME } from './layout';

export interface ArticlePageProps extends ArticleWithSnapshot {
  /** Show the version in the language that the article was written in. */
  original: boolean;
  contentUrl: string;
  engagementUrl: string;
}

const addressOf = (contentUrl: string, slug: string, original: boolean) =>
  `${contentUrl}/articles/${slug}${original ? '?version=original' : ''}`;

/** An article with what readers did below it. Engagement belongs to the article, whichever language is shown. */
export function ArticlePage({ article, snapshot, original, contentUrl, engagementUrl }: ArticlePageProps) {
  const source = originalVersion(article);
  const version = original && source ? source : shownVersion(article);
  const direction = directionOf(version.language);
  const url = addressOf(contentUrl, article.slug, false);
  const own = addressOf(contentUrl, article.slug, original);
  const page = { site: article.siteId, page: article.slug, title: shownVersion(article).title, url };
  return (
    <Layout
      title={`${version.title} · ${SITE_NAME}`}
      language={version.language}
      direction={direction}
      head={
        <Head
          article={article}
          version={version}
          url={own}
          contentUrl={contentUrl}
          snapshot={snapshot}
          engagementUrl={engagementUrl}
        />
      }
    >
      <article class="story">
        <Topics article={article} />
        <h1>{version.title}</h1>
        <Byline article={article} version={version} />
        {source && (
          <TranslationNote original={original} source={source} shown={shownVersion(article)} slug={article.slug} />
        )}
        {/* Rendered from Markdown and sanitised when the article was saved. */}
        <div class="prose" dangerouslySetInnerHTML={{ __html: version.html }} />
        <RelatedLinks article={article} />
      </article>
      <div lang="en" dir="ltr">
        <ServerBar {...page} counters={snapshot.counters} />
        <ServerThread {...page} thread={snapshot.thread} />
      </div>
    </Layout>
  );
}

interface HeadProps extends ArticleWithSnapshot {
  version: ArticleVersionEntity;
  url: string;
  contentUrl: string;
  engagementUrl: string;
}

function Head({ article, version, snapshot, url, contentUrl, engagementUrl }: HeadProps) {
  const source = originalVersion(article);
  const shown = shownVersion(article);
  return (
    <>
      <link rel="canonical" href={url} />
      {source && (
        <>
          <link rel="alternate" hreflang={shown.language} href={addressOf(contentUrl, article.slug, false)} />
          <link rel="alternate" hreflang={source.language} href={addressOf(contentUrl, article.slug, true)} />
        </>
      )}
      <meta name="description" content={version.excerpt} />
      <meta property="og:type" content="article" />
      <meta property="og:title" content={version.title} />
      <meta property="og:description" content={version.excerpt} />
      <meta property="og:url" content={url} />
      <meta property="og:site_name" content={SITE_NAME} />
      {article.publishedAt && <meta property="article:published_time" content={article.publishedAt.toISOString()} />}
      <script
        type="application/ld+json"
        dangerouslySetInnerHTML={{ __html: jsonLd({ article, version, url, counters: snapshot.counters }) }}
      />
      <script type="module" src={`${engagementUrl}/embed.js`} />
    </>
  );
}

function Topics({ article }: { article: ArticleEntity }) {
  if (article.topics.length === 0) return null;
  return (
    <ul class="topics ui" aria-label="Topics" lang="en">
      {article.topics.map(({ slug, name }) => (
        <li key={slug}>
          <a href={`/topics/${encodeURIComponent(slug)}`} dir="auto">
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Byline({ article, version }: { article: ArticleEntity; version: ArticleVersionEntity }) {
  return (
    <p class="byline ui" lang="en" dir="ltr">
      {article.author !== null && <span dir="auto">{article.author}</span>}
      {article.publishedAt && (
        <time dateTime={article.publishedAt.toISOString()}>{formatDate(article.publishedAt)}</time>
      )}
      <span>{readingMinutes(version.body)} min read</span>
      {article.sourceUrl !== null && (
        <a href={article.sourceUrl} rel="nofollow noopener" title={article.sourceName ?? undefined}>
          Original link <span aria-hidden="true">↗</span>
        </a>
      )}
    </p>
  );
}

interface TranslationNoteProps {
  original: boolean;
  source: ArticleVersionEntity;
  shown: ArticleVersionEntity;
  slug: string;
}

function TranslationNote({ original, source, shown, slug }: TranslationNoteProps) {
  const path = `/articles/${slug}`;
  return (
    <p class="note ui" lang="en" dir="ltr">
      {original ? (
        <>
          <span>The original, in {languageName(source.language)}</span>
          <a href={path} hreflang={shown.language}>
            Back to the translation
          </a>
        </>
      ) : (
        <>
          <span>Translated from {languageName(source.language)}</span>
          <a href={`${path}?version=original`} hreflang={source.language}>
            View Original
          </a>
        </>
      )}
    </p>
  );
}

function RelatedLinks({ article }: { article: ArticleEntity }) {
  if (article.related.length === 0) return null;
  return (
    <aside class="related" aria-label="Related">
      <h2 lang="en">Related</h2>
      <ul>
        {article.related.map(({ position, title, url }) => (
          <li key={position}>
            <a href={url} rel="noopener" dir="auto">
              {title}
            </a>
          </li>
        ))}
      </ul>
    </aside>
  );
}

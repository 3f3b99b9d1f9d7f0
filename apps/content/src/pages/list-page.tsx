import { formatCount } from '@afterword/ui';
import { type ArticleWithSnapshot, shownVersion } from '../articles';
import { directionOf, formatDate } from './languages';
import { Layout, SITE_NAME } from './layout';

export interface ListPageProps {
  /** Null for the latest of all topics. */
  topic: string | null;
  items: readonly ArticleWithSnapshot[];
  /** Address of the next page, or null. */
  next: string | null;
}

/** Articles, the latest first. */
export function ListPage({ topic, items, next }: ListPageProps) {
  const heading = topic ?? 'Latest';
  return (
    <Layout title={topic === null ? SITE_NAME : `${topic} · ${SITE_NAME}`} language="en">
      <h1 dir="auto">{heading}</h1>
      {items.length === 0 && <p>Nothing has been published yet.</p>}
      <ul class="list">
        {items.map(({ article, snapshot }) => {
          const version = shownVersion(article);
          const { comments } = snapshot.counters;
          return (
            <li key={article.id} lang={version.language} dir={directionOf(version.language)}>
              <h2>
                <a href={`/articles/${article.slug}`}>{version.title}</a>
              </h2>
              <p>{version.excerpt}</p>
              <p class="byline ui" lang="en" dir="ltr">
                {article.author !== null && <span dir="auto">{article.author}</span>}
                {article.publishedAt && (
                  <time dateTime={article.publishedAt.toISOString()}>{formatDate(article.publishedAt)}</time>
                )}
                <a href={`/articles/${article.slug}#comments`}>
                  {comments === 0
                    ? 'No comments yet'
                    : `${formatCount(comments)} ${comments === 1 ? 'comment' : 'comments'}`}
                </a>
              </p>
            </li>
          );
        })}
      </ul>
      {next !== null && (
        <p class="pager ui">
          <a href={next} rel="next">
            Older articles
          </a>
        </p>
      )}
    </Layout>
  );
}

import { formatCount } from '@afterword/ui';
import type { ArticleSummary } from '../articles';
import { directionOf } from './languages';
import { ENGLISH, Layout } from './layout';
import { usePublication } from './publication';
import { PublishedTime } from './published-time';

export interface ListPageProps {
  /** The name of a topic or period; null for all articles. */
  topic: string | null;
  items: readonly ArticleSummary[];
  /** URL of this page. */
  address: string;
  /** Path of the next page. */
  next: string | null;
}

/** A list of articles, the latest first. */
export function ListPage({ topic, items, address, next }: ListPageProps) {
  const { name, tagline } = usePublication();
  return (
    <Layout
      title={topic}
      description={
        topic === null
          ? (tagline ?? `The latest articles of ${name}, and what readers made of them.`)
          : `Articles about ${topic} in ${name}, and what readers made of them.`
      }
      language="en"
      head={<link rel="canonical" href={address} />}
    >
      <div class="story">
        <h1 dir="auto">{topic ?? 'Latest'}</h1>
        {items.length === 0 && <p>Nothing has been published yet.</p>}
        <ul class="list">
          {items.map((item) => (
            <ListItem key={item.id} {...item} />
          ))}
        </ul>
        {next !== null && (
          <p class="pager ui">
            <a href={next} rel="next">
              Older articles
            </a>
          </p>
        )}
      </div>
    </Layout>
  );
}

function ListItem({ slug, language, title, excerpt, author, publishedAt, comments }: ArticleSummary) {
  return (
    <li lang={language} dir={directionOf(language)}>
      <h2>
        <a href={`/articles/${slug}`}>{title}</a>
      </h2>
      <p>{excerpt}</p>
      <p class="byline ui" {...ENGLISH}>
        {author !== null && <span dir="auto">{author}</span>}
        <PublishedTime at={publishedAt} />
        <a href={`/articles/${slug}#comments`}>{commentsLabel(comments)}</a>
      </p>
    </li>
  );
}

const commentsLabel = (comments: number) =>
  comments === 0 ? 'No comments yet' : `${formatCount(comments)} ${comments === 1 ? 'comment' : 'comments'}`;

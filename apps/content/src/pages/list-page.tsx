import { formatCount } from '@afterword/ui';
import { type ArticleSummary, copiesOf, type VersionImage } from '../articles';
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
          {items.map((item, index) => (
            <ListItem key={item.id} {...item} isFirst={index === 0} />
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

interface ListItemProps extends ArticleSummary {
  /** The first picture is most likely on the screen when the page opens. */
  isFirst: boolean;
}

function ListItem({ slug, language, title, excerpt, picture, isFirst, ...more }: ListItemProps) {
  const { author, publishedAt, readingMinutes, comments } = more;
  return (
    <li lang={language} dir={directionOf(language)}>
      <div>
        <h2>
          <a href={`/articles/${slug}`}>{title}</a>
        </h2>
        <p>{excerpt}</p>
        <p class="byline ui" {...ENGLISH}>
          {author !== null && <span dir="auto">{author}</span>}
          <PublishedTime at={publishedAt} />
          {readingMinutes > 0 && <span>{readingMinutes} min read</span>}
          <a href={`/articles/${slug}#comments`}>{commentsLabel(comments)}</a>
        </p>
      </div>
      {picture !== null && <ListPicture {...picture} isFirst={isFirst} />}
    </li>
  );
}

/** Beside the title, which says what the picture would. Its size is that of theme.css. */
function ListPicture({ isFirst, ...image }: VersionImage & { isFirst: boolean }) {
  const { src, width, height } = image;
  const loading = isFirst ? ({ fetchpriority: 'high' } as const) : ({ loading: 'lazy', decoding: 'async' } as const);
  return <img src={src} srcset={copiesOf(image)} sizes="9rem" width={width} height={height} alt="" {...loading} />;
}

const commentsLabel = (comments: number) =>
  comments === 0 ? 'No comments yet' : `${formatCount(comments)} ${comments === 1 ? 'comment' : 'comments'}`;

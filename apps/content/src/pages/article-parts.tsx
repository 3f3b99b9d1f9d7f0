import { type ArticleEntity, readingMinutes, versionPath } from '../articles';
import { formatDate, languageName } from './languages';

type Version = ArticleEntity['versions'][number];

// English words around a text in another language: they follow its direction, each in its own.

export function TopicLinks({ topics }: { topics: readonly { slug: string; name: string }[] }) {
  if (topics.length === 0) return null;
  return (
    <nav aria-label="Topics" lang="en">
      <ul class="topics ui">
        {topics.map(({ slug, name }) => (
          <li key={slug}>
            <a href={`/topics/${encodeURIComponent(slug)}`} dir="auto">
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function Byline({ article, version }: { article: ArticleEntity; version: Version }) {
  const { author, publishedAt, sourceUrl, sourceName } = article;
  return (
    <p class="byline ui" lang="en">
      {author !== null && <span dir="auto">{author}</span>}
      {publishedAt && (
        <time dateTime={publishedAt.toISOString()} dir="auto">
          {formatDate(publishedAt)}
        </time>
      )}
      <span dir="auto">{readingMinutes(version.body)} min read</span>
      {sourceUrl !== null && (
        <a href={sourceUrl} rel="nofollow noopener" title={sourceName ?? undefined} dir="auto">
          Original link <span aria-hidden="true">↗</span>
        </a>
      )}
    </p>
  );
}

export interface VersionsNoteProps {
  article: ArticleEntity;
  /** The one that is shown. */
  version: Version;
}

/** Which of the versions this is, and the way to the others. */
export function VersionsNote({ article, version }: VersionsNoteProps) {
  const others = article.versions.filter(({ position }) => position !== version.position);
  const source = article.versions.find(({ original }) => original);
  return (
    <p class="note ui" lang="en">
      <span dir="auto">
        {version.original
          ? `The original, in ${languageName(version.language)}`
          : `Translated from ${languageName(source?.language ?? 'und')}`}
      </span>
      {others.map((other) => (
        <a key={other.position} href={versionPath(article, other)} hreflang={other.language} dir="auto">
          {linkText(article, version, other)}
        </a>
      ))}
    </p>
  );
}

/** With two of them there is one way there and one way back; more are called by their languages. */
function linkText({ versions }: ArticleEntity, shown: Version, other: Version): string {
  if (other.original) return 'View Original';
  if (shown.original && versions.length === 2)
    return shown.position === 0 ? 'View translation' : 'Back to the translation';
  return languageName(other.language);
}

export function RelatedLinks({ links }: { links: ArticleEntity['related'] }) {
  if (links.length === 0) return null;
  return (
    <aside class="related" aria-label="Related">
      <h2 lang="en">Related</h2>
      <ul>
        {links.map(({ position, title, url }) => (
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

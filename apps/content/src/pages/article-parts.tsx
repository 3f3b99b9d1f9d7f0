import { type ArticleEntity, readingMinutes } from '../articles';
import { formatDate, languageName } from './languages';

type Version = ArticleEntity['versions'][number];

// English words around a text in another language: they follow its direction, each in its own.

export function TopicLinks({ topics }: { topics: readonly { slug: string; name: string }[] }) {
  if (topics.length === 0) return null;
  return (
    <ul class="topics ui" aria-label="Topics" lang="en">
      {topics.map(({ slug, name }) => (
        <li key={slug}>
          <a href={`/topics/${encodeURIComponent(slug)}`} dir="auto">
            {name}
          </a>
        </li>
      ))}
    </ul>
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

export interface TranslationNoteProps {
  slug: string;
  source: Version;
  translation: Version;
  showsOriginal: boolean;
}

/** Which of the two versions this is, and the way to the other. */
export function TranslationNote({ slug, source, translation, showsOriginal }: TranslationNoteProps) {
  return (
    <p class="note ui" lang="en">
      {showsOriginal ? (
        <>
          <span dir="auto">The original, in {languageName(source.language)}</span>
          <a href={`/articles/${slug}`} hreflang={translation.language} dir="auto">
            Back to the translation
          </a>
        </>
      ) : (
        <>
          <span dir="auto">Translated from {languageName(source.language)}</span>
          <a href={`/articles/${slug}?version=original`} hreflang={source.language} dir="auto">
            View Original
          </a>
        </>
      )}
    </p>
  );
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

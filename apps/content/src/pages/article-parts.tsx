import {
  type ArticleEntity,
  type ArticleVersionEntity,
  type Neighbour,
  type Neighbours,
  headingsOf,
  readingMinutes,
  versionPath,
} from '../articles';
import { directionOf, languageName } from './languages';
import { PublishedTime } from './published-time';

// The English interface around a text in another language: laid out in the text's direction, each phrase in its own.

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

export function Byline({ article, version }: { article: ArticleEntity; version: ArticleVersionEntity }) {
  const { author, publishedAt, sourceUrl, sourceName } = article;
  return (
    <p class="byline ui" lang="en">
      {author !== null && <span dir="auto">{author}</span>}
      {publishedAt && <PublishedTime at={publishedAt} />}
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
  /** The version that is shown. */
  version: ArticleVersionEntity;
}

/** Names the version that is shown, and links to the others. */
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

/** Two versions link to each other by role, more than two by language. */
function linkText({ versions }: ArticleEntity, shown: ArticleVersionEntity, other: ArticleVersionEntity): string {
  if (other.original) return 'View Original';
  if (shown.original && versions.length === 2)
    return shown.position === 0 ? 'View translation' : 'Back to the translation';
  return languageName(other.language);
}

/** The shortest text with a table of contents: its minutes of reading and its headings. */
const CONTENTS_MINUTES = 5;
const CONTENTS_HEADINGS = 3;

/** The two highest levels of headings of a long text, as links. */
export function Contents({ version }: { version: ArticleVersionEntity }) {
  if (readingMinutes(version.body) < CONTENTS_MINUTES) return null;
  const headings = headingsOf(version.html).filter(({ level }) => level < 2);
  if (headings.length < CONTENTS_HEADINGS) return null;
  return (
    <nav class="contents" aria-label="Contents">
      <p class="ui" lang="en">
        Contents
      </p>
      <ul>
        {headings.map(({ id, text, level }) => (
          <li key={id} class={level > 0 ? 'below' : undefined}>
            <a href={`#${encodeURIComponent(id)}`} dir="auto">
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The ways on, below the comments: what was published before and after, and articles with the same topics. */
export function Onward({ older, newer, alike }: Neighbours) {
  if (older === null && newer === null && alike.length === 0) return null;
  return (
    <nav class="onward" aria-label="More articles" lang="en">
      {alike.length > 0 && (
        <>
          <h2>On the same topics</h2>
          <ul>
            {alike.map((one) => (
              <li key={one.slug}>
                <ArticleLink {...one} />
              </li>
            ))}
          </ul>
        </>
      )}
      {(older ?? newer) && (
        <div class="ways">
          {older && (
            <p>
              <span class="ui">Older</span>
              <ArticleLink {...older} rel="prev" />
            </p>
          )}
          {newer && (
            <p class="newer">
              <span class="ui">Newer</span>
              <ArticleLink {...newer} rel="next" />
            </p>
          )}
        </div>
      )}
    </nav>
  );
}

const ArticleLink = ({ slug, language, title, rel }: Neighbour & { rel?: string }) => (
  <a href={`/articles/${slug}`} rel={rel} lang={language} dir={directionOf(language)}>
    {title}
  </a>
);

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

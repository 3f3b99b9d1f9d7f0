import { characterCount, LIMITS, type SearchList } from '@afterword/contracts';
import { directionOf, ENGLISH, Layout, PublishedTime, usePublication } from '../pages';
import type { Segment } from './snippet';

export interface SearchPageProps {
  /** Empty before the first search. */
  query: string;
  found: SearchList | null;
  isTooLong: boolean;
  /** URL of the page without a query. */
  address: string;
}

export function SearchPage({ query, found, isTooLong, address }: SearchPageProps) {
  const title = query === '' ? 'Search' : `${query} · Search`;
  return (
    <Layout
      title={title}
      description={`Search the titles and texts of ${usePublication().name}.`}
      language="en"
      head={
        <>
          <link rel="canonical" href={address} />
          <meta name="robots" content="noindex" />
        </>
      }
    >
      <div class="story">
        <h1>Search</h1>
        <search>
          <form class="search ui" action="/search">
            <label>
              Search articles
              <input type="search" name="q" value={query} dir="auto" />
            </label>
            <button type="submit">Search</button>
          </form>
        </search>
        {isTooLong && (
          <p role="alert">
            Search for at most {LIMITS.searchLength} characters. Yours has {characterCount(query)}.
          </p>
        )}
        {found && <Results query={query} found={found} />}
      </div>
    </Layout>
  );
}

function Results({ query, found: { items, next } }: { query: string; found: SearchList }) {
  if (items.length === 0) {
    return (
      <p>
        No results for <q dir="auto">{query}</q>.
      </p>
    );
  }
  return (
    <>
      <ul class="list">
        {items.map(({ slug, language, url, title, excerpt, author, publishedAt }) => (
          <li key={slug} lang={language} dir={directionOf(language)}>
            <div>
              <h2>
                <a href={pathOf(url)}>
                  <Marked segments={title} />
                </a>
              </h2>
              <p>
                <Marked segments={excerpt} />
              </p>
              <p class="byline ui" {...ENGLISH}>
                {author !== null && <span dir="auto">{author}</span>}
                <PublishedTime at={new Date(publishedAt)} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      {next !== null && (
        <p class="pager ui">
          <a href={`/search?q=${encodeURIComponent(query)}&cursor=${next}`} rel="next">
            More results
          </a>
        </p>
      )}
    </>
  );
}

const pathOf = (url: string) => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

const Marked = ({ segments }: { segments: readonly Segment[] }) => (
  <>{segments.map(({ text, match }, index) => (match ? <mark key={index}>{text}</mark> : text))}</>
);

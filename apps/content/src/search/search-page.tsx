import { characterCount, LIMITS, type SearchList } from '@afterword/contracts';
import { directionOf, ENGLISH, Layout, PublishedTime, usePublication } from '../pages';
import type { Segment } from './snippet';

export interface SearchPageProps {
  /** Empty before the first search. */
  query: string;
  found: SearchList | null;
  isTooLong: boolean;
  /** URL of the page without a query: `PATH` of the service. */
  address: string;
}

const PATH = '/search';

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
          <form class="search ui" action={PATH}>
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
        {found && <Results query={query} found={found} site={address.slice(0, -PATH.length)} />}
      </div>
    </Layout>
  );
}

interface ResultsProps {
  query: string;
  found: SearchList;
  /** Where the service is: links lead on from there. */
  site: string;
}

function Results({ query, found: { items, next }, site }: ResultsProps) {
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
                <a href={url.slice(site.length)}>
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
          <a href={`${PATH}?q=${encodeURIComponent(query)}&cursor=${next}`} rel="next">
            More results
          </a>
        </p>
      )}
    </>
  );
}

const Marked = ({ segments }: { segments: readonly Segment[] }) => (
  <>{segments.map(({ text, match }, index) => (match ? <mark key={index}>{text}</mark> : text))}</>
);

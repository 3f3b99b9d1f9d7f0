import { formatCount } from '@afterword/ui';
import { Layout, usePublication } from '../pages';
import type { ArchiveMonth } from './archive.repository';
import { monthName } from './period';

export interface ArchivePageProps {
  months: readonly ArchiveMonth[];
  address: string;
}

/** Every month with published articles, by year. */
export function ArchivePage({ months, address }: ArchivePageProps) {
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))];
  return (
    <Layout
      title="Archive"
      description={`Everything that ${usePublication().name} has published, by year and month.`}
      language="en"
      head={<link rel="canonical" href={address} />}
    >
      <div class="story">
        <h1>Archive</h1>
        {months.length === 0 && <p>Nothing has been published yet.</p>}
        {years.map((year) => (
          <section key={year}>
            <h2>
              <a href={`/archive/${year}`}>{year}</a>
            </h2>
            <ul class="topics ui">
              {months
                .filter(({ month }) => month.startsWith(year))
                .map(({ month, articles }) => (
                  <li key={month}>
                    <a href={`/archive/${month.replace('-', '/')}`}>
                      {monthName(month)} · {formatCount(articles)} {articles === 1 ? 'article' : 'articles'}
                    </a>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Layout>
  );
}

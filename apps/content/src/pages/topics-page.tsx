import { formatCount } from '@afterword/ui';
import type { Topic } from '../articles';
import { Layout } from './layout';
import { usePublication } from './publication';

export interface TopicsPageProps {
  topics: readonly Topic[];
  address: string;
}

/** The topics of published articles. */
export const TopicsPage = ({ topics, address }: TopicsPageProps) => (
  <Layout
    title="Topics"
    description={`What there is to read about in ${usePublication().name}, topic by topic.`}
    language="en"
    head={<link rel="canonical" href={address} />}
  >
    <div class="story">
      <h1>Topics</h1>
      <p class="ui">
        <a href="/archive">Archive, by month</a>
      </p>
      {topics.length === 0 && <p>Nothing has been published yet.</p>}
      <ul class="topics ui">
        {topics.map(({ slug, name, articles }) => (
          <li key={slug}>
            <a href={`/topics/${encodeURIComponent(slug)}`}>
              <span dir="auto">{name}</span> · {formatCount(articles)} {articles === 1 ? 'article' : 'articles'}
            </a>
          </li>
        ))}
      </ul>
    </div>
  </Layout>
);

import { Layout } from './layout';

export interface MessagePageProps {
  title: string;
  text: string;
  /** Whether a search may help. */
  offersSearch?: boolean;
}

/** A page with a message in place of the content, such as an error. */
export const MessagePage = ({ title, text, offersSearch = false }: MessagePageProps) => (
  <Layout title={title} description={text} language="en" head={<meta name="robots" content="noindex" />}>
    <div class="story">
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a href="/">Latest articles</a>
      </p>
      {offersSearch && (
        <search>
          <form class="search ui" action="/search">
            <label>
              Search articles
              <input type="search" name="q" dir="auto" />
            </label>
            <button type="submit">Search</button>
          </form>
        </search>
      )}
    </div>
  </Layout>
);

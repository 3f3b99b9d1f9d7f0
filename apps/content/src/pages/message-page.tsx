import { Layout, SITE_NAME } from './layout';

export interface MessagePageProps {
  title: string;
  text: string;
}

/** A page with a message in place of the content, such as an error. */
export const MessagePage = ({ title, text }: MessagePageProps) => (
  <Layout
    title={`${title} · ${SITE_NAME}`}
    description={text}
    language="en"
    head={<meta name="robots" content="noindex" />}
  >
    <div class="story">
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a href="/">The latest articles</a>
      </p>
    </div>
  </Layout>
);

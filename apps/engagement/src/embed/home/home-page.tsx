import { Layout } from '../pages/layout';

export interface HomePageProps {
  /** Public origins, without a trailing slash. */
  engagementUrl: string;
  contentUrl: string;
}

/** Where the ways from the front page lead, in the order in which a publisher takes them. */
const WAYS: readonly (readonly [path: string, title: string, text: string])[] = [
  [
    '/docs/guide',
    'Guide',
    'How to start, embed, moderate, move and run it, with recipes for Hugo, Next.js and others.',
  ],
  ['/embed/playground', 'Playground', 'Try the widget with its options, languages and themes, and copy the snippet.'],
  ['/embed/check', 'Check an embed', 'Find out why the widget doesn’t work on your pages.'],
  ['/docs', 'API reference', 'Every operation, with examples in curl, TypeScript and Python, and every error.'],
  ['/console', 'Console', 'For moderators and admins: the queue, readers, settings and numbers.'],
  ['/health/ready', 'Status', 'Whether the service and what it depends on are well, as JSON.'],
];

/** Says what answers at this address, to who comes by it. */
export function HomePage({ engagementUrl, contentUrl }: HomePageProps) {
  return (
    <Layout
      title="Afterword"
      lead="This server has the comments, reactions, rewards and shares below the articles of a website. Readers meet them there; these pages are for publishers and developers."
    >
      <ul class="findings">
        {WAYS.map(([path, title, text]) => (
          <li key={path}>
            <a href={path}>{title}</a>
            <div class="quiet">{text}</div>
          </li>
        ))}
        <li>
          <a href={contentUrl}>The article site</a>
          <div class="quiet">Articles that this installation publishes itself.</div>
        </li>
      </ul>
      <h2>Put comments below an article</h2>
      <p>
        Add your website’s origin to a site (<code>npx afterword sites</code>), then paste this where the comments are
        to appear:
      </p>
      <pre tabIndex={0}>
        <code>
          {`<script type="module" src="${engagementUrl}/embed.js"></script>\n<afterword-bar site="demo"></afterword-bar>\n<afterword-thread site="demo"></afterword-thread>`}
        </code>
      </pre>
    </Layout>
  );
}

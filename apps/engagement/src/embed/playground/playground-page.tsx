import { Layout } from '../pages/layout';
import { AttributeFields } from './attribute-fields';
import { LookFields } from './look-fields';

export interface PlaygroundPageProps {
  /** ENGAGEMENT_URL. */
  service: string;
  /** BCP 47 tags that have a file. */
  languages: readonly string[];
}

/** All options on the left; the widget with them and the snippet on the right. */
export function PlaygroundPage({ service, languages }: PlaygroundPageProps) {
  return (
    <Layout
      wide
      title="Playground"
      lead="Try the widget’s options, and copy what you like. What is written here is stored, as on any page."
      head={<script type="module" src="/embed/playground.js" />}
    >
      <noscript>
        <p>
          The playground needs JavaScript. <a href="/docs/guide/embed">Embedding</a> describes the options.
        </p>
      </noscript>
      <div class="columns">
        <form data-service={service} aria-label="Options" autocomplete="off">
          <AttributeFields languages={languages} />
          <LookFields />
          <p>
            <button type="reset" class="plain">
              Start over
            </button>
          </p>
        </form>
        <div>
          <p id="standing" role="status" hidden />
          <iframe src="/embed/playground/frame" title="The widget with these options" data-width="full" />
          <h2 id="snippet-title">The snippet</h2>
          <pre id="snippet" tabIndex={0} aria-labelledby="snippet-title" role="region" />
          <button type="button" id="copy">
            Copy
          </button>{' '}
          <span id="said" role="status" />
          <p class="quiet">
            Your own pages are another origin than this one: the site has to list it.{' '}
            <a href="/embed/check">Check an embed</a>.
          </p>
        </div>
      </div>
    </Layout>
  );
}

import { LIMITS } from '@afterword/contracts';
import { Layout } from '../pages/layout';

export interface PlaygroundPageProps {
  /** ENGAGEMENT_URL. */
  service: string;
  /** BCP 47 tags that have a file. */
  languages: readonly string[];
}

/** The widget's light colours. A theme that sets one sets it for dark mode too, unless it uses `light-dark()`. */
const COLOURS = {
  '--afterword-paper': ['Ground', '#fdfcf9'],
  '--afterword-card': ['Boxes', '#ffffff'],
  '--afterword-ink': ['Text', '#1d1b18'],
  '--afterword-ink-2': ['Quiet text', '#5d574e'],
  '--afterword-line': ['Lines', '#e5e0d6'],
  '--afterword-accent': ['Likes', '#b3261e'],
  '--afterword-gold': ['Rewards', '#7a5200'],
  '--afterword-focus': ['Focus', '#1a56c4'],
} as const;

const SERIFS = ['', 'Georgia, serif', 'system-ui, sans-serif', 'ui-monospace, monospace'];

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
        <p>The playground needs JavaScript. docs/embed.md describes the options.</p>
      </noscript>
      <div class="columns">
        <form data-service={service} aria-label="Options" autocomplete="off">
          <WhatFields />
          <LooksFields languages={languages} />
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

function WhatFields() {
  return (
    <>
      <p>
        <label for="site">Site</label>
        <input
          id="site"
          name="site"
          value="demo"
          required
          maxLength={LIMITS.siteIdLength}
          autocapitalize="none"
          spellcheck={false}
        />
      </p>
      <p>
        <label for="page">Page</label>
        <input
          id="page"
          name="page"
          value="playground"
          maxLength={LIMITS.urlEncodedLength}
          autocapitalize="none"
          spellcheck={false}
        />
      </p>
      <fieldset>
        <legend>Elements</legend>
        <div class="row">
          {(['bar', 'thread', 'count'] as const).map((name) => (
            <label key={name}>
              <input type="checkbox" name={name} checked={name !== 'count'} /> {name}
            </label>
          ))}
        </div>
        <p>
          <label for="metric">
            What is counted <small>comments, shares, rewards or a kind of reaction</small>
          </label>
          <input id="metric" name="metric" value="comments" maxLength={32} spellcheck={false} />
        </p>
      </fieldset>
      <p>
        <label for="sso">
          Single sign-on token <small>it stays in this page</small>
        </label>
        <textarea id="sso" name="sso" rows={2} maxLength={LIMITS.ssoTokenLength} spellcheck={false} />
      </p>
    </>
  );
}

function LooksFields({ languages }: { languages: readonly string[] }) {
  return (
    <>
      <fieldset>
        <legend>Language and page</legend>
        <p>
          <label for="language">Language</label>
          <select id="language" name="language">
            <option value="">The page’s own (English here)</option>
            {languages.map((tag) => (
              <option key={tag} value={tag} lang={tag}>
                {nameOf(tag)}
              </option>
            ))}
          </select>
        </p>
        <Choice
          name="direction"
          label="Direction of the page"
          options={{ ltr: 'Left to right', rtl: 'Right to left' }}
        />
        <Choice name="width" label="Width" options={{ full: 'As wide as there is room', phone: 'A phone' }} />
      </fieldset>
      <fieldset>
        <legend>Looks</legend>
        <Choice
          name="scheme"
          label="Colour scheme"
          options={{
            '': 'The page’s own (light)',
            light: 'Light',
            dark: 'Dark',
            'light dark': 'As the reader’s device',
          }}
        />
        <div class="row">
          {Object.entries(COLOURS).map(([property, [label, initial]]) => (
            <label key={property}>
              <input type="color" name={property} value={initial} data-property data-initial={initial} /> {label}
            </label>
          ))}
        </div>
        <p>
          <label for="serif">What people wrote is set in</label>
          <select id="serif" name="--afterword-serif" data-property data-initial="">
            {SERIFS.map((stack) => (
              <option key={stack} value={stack}>
                {stack === '' ? 'The widget’s own serif' : stack}
              </option>
            ))}
          </select>
        </p>
        <p>
          <label for="radius">Corners, in pixels</label>
          <input
            id="radius"
            type="number"
            name="--afterword-radius"
            min={0}
            max={40}
            value="12"
            data-property
            data-initial="12"
            data-unit="px"
          />
        </p>
        <p>
          <label for="rem">Size, in pixels</label>
          <input
            id="rem"
            type="number"
            name="--afterword-rem"
            min={12}
            max={24}
            value="16"
            data-property
            data-initial="16"
            data-unit="px"
          />
        </p>
      </fieldset>
    </>
  );
}

function Choice({ name, label, options }: { name: string; label: string; options: Record<string, string> }) {
  return (
    <p>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        {Object.entries(options).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </p>
  );
}

/** The name of the language in that language. */
const nameOf = (tag: string) => new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;

import {
  type CheckFinding,
  checkSubjects,
  type EmbedCheck,
  type EmbedCheckRequest,
  LIMITS,
} from '@afterword/contracts';
import { Layout } from '../pages/layout';

export interface CheckPageProps {
  /** The submitted values, to fill the form again; never the token. */
  asked: Partial<Omit<EmbedCheckRequest, 'sso'>>;
  /** Null before the first submission. */
  result: EmbedCheck | null;
}

const SUBJECTS: Record<CheckFinding['about'], string> = {
  origin: 'Origin',
  service: 'Service',
  policy: 'Content security policy',
  token: 'Single sign-on token',
};

const LEVELS: Record<CheckFinding['level'], string> = { good: 'Good', hint: 'Worth knowing', wrong: 'Wrong' };

/** The check as a page: a form, and the findings below it. Works without scripts, because a publisher may be looking for what blocks them. */
export function CheckPage({ asked, result }: CheckPageProps) {
  return (
    <Layout
      title="Check an embed"
      lead="What keeps the widget from working on your pages. Nothing is fetched from them, and nothing is kept."
    >
      <Form asked={asked} />
      {result && <Result result={result} />}
    </Layout>
  );
}

function Form({ asked: { origin, site, csp } }: Pick<CheckPageProps, 'asked'>) {
  return (
    <form method="post" action="/embed/check">
      <p>
        <label for="origin">Origin of your pages</label>
        <input
          id="origin"
          name="origin"
          value={origin}
          required
          maxLength={LIMITS.urlLength}
          placeholder="https://example.com"
          autocomplete="url"
          spellcheck={false}
        />
      </p>
      <p>
        <label for="site">Site</label>
        <input
          id="site"
          name="site"
          value={site}
          maxLength={LIMITS.siteIdLength}
          placeholder="demo"
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
        />
      </p>
      <p>
        <label for="csp">
          Content security policy <small>the Content-Security-Policy header of your pages, if they have one</small>
        </label>
        <textarea id="csp" name="csp" rows={3} maxLength={LIMITS.checkedPolicyLength} spellcheck={false}>
          {csp}
        </textarea>
      </p>
      <p>
        <label for="sso">
          Single sign-on token <small>a JWT of the site, if you sign your readers in</small>
        </label>
        <textarea
          id="sso"
          name="sso"
          rows={2}
          maxLength={LIMITS.ssoTokenLength}
          autocomplete="off"
          spellcheck={false}
        />
      </p>
      <p>
        <button>Check</button>
      </p>
    </form>
  );
}

function Result({ result: { ok, findings, snippet, policy } }: { result: EmbedCheck }) {
  const subjects = checkSubjects.filter((subject) => findings.some(({ about }) => about === subject));
  return (
    <>
      <h2 id="result">{ok ? 'Nothing is wrong' : 'Something is wrong'}</h2>
      {subjects.map((subject) => (
        <section key={subject} aria-label={SUBJECTS[subject]}>
          <ul class="findings">
            {findings
              .filter(({ about }) => about === subject)
              .map(({ code, level, message }) => (
                <li key={code + message} class={level} data-code={code}>
                  <strong>
                    {SUBJECTS[subject]} · {LEVELS[level]}
                  </strong>
                  {message}
                </li>
              ))}
          </ul>
        </section>
      ))}
      <h2>The snippet</h2>
      <pre tabIndex={0}>{snippet}</pre>
      <h2>What a content security policy has to allow</h2>
      <pre tabIndex={0}>{policy}</pre>
    </>
  );
}

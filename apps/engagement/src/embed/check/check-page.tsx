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

const LEVELS: Record<CheckFinding['level'], string> = { good: 'OK', hint: 'Note', wrong: 'Problem' };

/** What one glance has to tell; the message says the rest. */
const HEADLINES: Partial<Record<CheckFinding['code'], string>> = {
  'origin-listed': 'allowed',
  'origin-not-listed': 'not allowed',
  'origin-near-miss': 'not allowed',
};

function verdictOf(findings: readonly CheckFinding[]): string {
  const problems = findings.filter(({ level }) => level === 'wrong').length;
  if (problems === 0) return 'No problems found';
  return problems === 1 ? '1 problem found' : `${problems} problems found`;
}

/** The check as a page: a form, and the findings below it. Works without scripts, because a publisher may be looking for what blocks them. */
export function CheckPage({ asked, result }: CheckPageProps) {
  return (
    <Layout
      title="Check an embed"
      lead="Find out why the widget doesn’t work on your pages. Your pages are not fetched, and nothing is stored."
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
          Content security policy <small>the Content-Security-Policy header of your pages, if any</small>
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

function Result({ result: { findings, snippet, policy } }: { result: EmbedCheck }) {
  const subjects = checkSubjects.filter((subject) => findings.some(({ about }) => about === subject));
  return (
    <>
      <h2 id="result">{verdictOf(findings)}</h2>
      {subjects.map((subject) => (
        <section key={subject} aria-label={SUBJECTS[subject]}>
          <ul class="findings">
            {findings
              .filter(({ about }) => about === subject)
              .map(({ code, level, message }) => (
                <li key={code + message} class={level} data-code={code}>
                  <strong>
                    {SUBJECTS[subject]}: {HEADLINES[code] ?? LEVELS[level]}
                  </strong>
                  {message}
                </li>
              ))}
          </ul>
        </section>
      ))}
      <h2>Snippet</h2>
      <pre tabIndex={0}>{snippet}</pre>
      <h2>Required content security policy</h2>
      <pre tabIndex={0}>{policy}</pre>
    </>
  );
}

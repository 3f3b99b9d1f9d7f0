import { PROBLEM_TYPE_PREFIX } from '@afterword/contracts';
import { PROBLEMS } from '../http/domain-error';
import { block, escape, inline } from './docs-html';

/** How to call a service: tokens, errors, lists, repeating. The same for all its operations. */
export function guide(server: string, sessions: string | null): string {
  return `<section aria-labelledby="authentication"><h2 id="authentication">Authentication</h2>
<p>Operations that need a token take it as <code>Authorization: Bearer …</code>. There are no cookies. An unknown or ended token is <code>401</code>, a known one that may not do this <code>403</code>.</p>
<dl><dt>reader</dt><dd>The token of a reader's session: a guest, or a reader whom the site signs in with a JWT (single sign-on).${sessions === null ? '' : ` Get one from <a href="#${sessions}"><code>POST /v1/sites/{site}/sessions</code></a>.`}</dd>
<dt>staff</dt><dd>The token of a moderator or admin, from <code>npx afterword staff token &lt;email&gt;</code> or the console.</dd>
<dt>operator</dt><dd>The <code>ADMIN_TOKEN</code> of the installation.</dd></dl>
${sessions === null ? '' : block(`curl -X POST '${server}/v1/sites/demo/sessions' \\\n  -H 'Content-Type: application/json' -d '{"name":"Ada"}'`)}
</section>
<section aria-labelledby="conventions"><h2 id="conventions">Conventions</h2>
<ul><li>JSON in UTF-8, ISO 8601 times in UTC. Unknown fields of a body are an error.</li>
<li>Lists are <code>{ items, next }</code>: send <code>next</code> as <code>cursor</code> for the following page; it is null at the end.</li>
<li>Reads carry an <code>ETag</code>: send it as <code>If-None-Match</code>, and what has not changed is <code>304</code>.</li>
<li>Writes take an <code>Idempotency-Key</code>: the same key and body give the first answer again.</li>
<li><code>429</code> says in <code>Retry-After</code> when to try again.</li></ul></section>
<section aria-labelledby="errors"><h2 id="errors">Errors</h2>
<p>Errors are <code>application/problem+json</code> (RFC 9457). <code>type</code> is <code>${escape(PROBLEM_TYPE_PREFIX)}</code> with one of these codes; <code>detail</code> says what to do; <code>errors</code> names the fields.</p>
<div class="table" tabindex="0" role="region" aria-label="Codes of errors"><table><thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">What to do</th></tr></thead><tbody>${problemRows()}</tbody></table></div></section>`;
}

const problemRows = (): string =>
  Object.entries(PROBLEMS)
    .sort(([, one], [, other]) => one.status - other.status)
    .map(
      ([code, { status, title, detail }]) =>
        `<tr><td>${status}</td><th scope="row" id="problem-${code}"><code>${code}</code></th><td>${inline(title)} ${inline(detail)}</td></tr>`,
    )
    .join('');

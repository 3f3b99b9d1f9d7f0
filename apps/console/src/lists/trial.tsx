import type { TrialResult } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { Failure } from '../parts/failure';
import { Why } from '../parts/why';
import { say, sayOf } from '../words';

/** What each step of moderation would say of a text. Nothing is stored. */
export function Trial({ site, hasPage = false }: { site: string; hasPage?: boolean }) {
  const [body, setBody] = useState('');
  const [page, setPage] = useState('');
  const [result, setResult] = useState<TrialResult | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const ask = async () => {
    setFailure(null);
    try {
      const asked = { body, ...(page.trim() === '' ? {} : { page: page.trim() }) };
      setResult(await call<TrialResult>('POST', sitePath(site, 'moderation/trial'), { body: asked }));
    } catch (error) {
      setResult(null);
      setFailure(error);
    }
  };
  return (
    <form
      class="trial"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <label class="field">
        <span>{say('trialText')}</span>
        <textarea
          rows={4}
          required
          maxLength={10_000}
          value={body}
          onInput={(event) => setBody(event.currentTarget.value)}
        />
      </label>
      {hasPage && (
        <label class="field">
          <span>
            {say('searchPage')} <small>{say('optional')}</small>
          </span>
          <input maxLength={512} value={page} onInput={(event) => setPage(event.currentTarget.value)} />
        </label>
      )}
      <button type="submit" class="primary">
        {say('tryIt')}
      </button>
      {failure !== null && <Failure error={failure} />}
      <div role="status">
        {result && (
          <>
            <p class="verdict" data-verdict={result.verdict}>
              {sayOf('verdict', result.verdict)}
            </p>
            <ul class="reasons steps">
              {result.steps.map(({ step, matches, failed, ...said }) => (
                <li key={step} data-verdict={said.verdict} class={failed ? 'failed' : undefined}>
                  <b>{sayOf('step', step)}</b> <Why {...said} />{' '}
                  {matches.map((match) => (
                    <mark key={match}>{match}</mark>
                  ))}
                </li>
              ))}
            </ul>
            {result.steps.length === 0 && <p class="quiet">{say('noSteps')}</p>}
          </>
        )}
      </div>
    </form>
  );
}

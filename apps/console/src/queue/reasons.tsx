import type { ModeratedComment } from '@afterword/contracts';
import { Why } from '../parts/why';
import { say, sayCount, sayOf } from '../words';

/** Why a comment is here: what each step said, and what readers reported. */
export function Reasons({ comment: { verdicts, reports } }: { comment: ModeratedComment }) {
  const said = verdicts.filter(({ verdict }) => verdict !== 'publish');
  if (said.length === 0 && reports.open === 0) return null;
  return (
    <ul class="reasons" aria-label={say('whyHere')}>
      {said.map(({ step, matches, failed, ...why }) => (
        <li key={step} class={failed ? 'failed' : undefined}>
          <b>{sayOf('step', step)}</b> <Why {...why} />
          {matches.length > 0 && (
            <>
              {' '}
              {matches.map((match) => (
                <mark key={match}>{match}</mark>
              ))}
            </>
          )}
        </li>
      ))}
      {reports.open > 0 && (
        <li class="reported">
          <b>{sayCount('reports', reports.open)}</b>{' '}
          {reports.weight !== reports.open && <span>{say('reportsWeigh', { weight: reports.weight })} </span>}
          {Object.entries(reports.reasons)
            .map(([reason, count]) => (count > 1 ? `${sayOf('reason', reason)} ×${count}` : sayOf('reason', reason)))
            .join(', ')}
        </li>
      )}
    </ul>
  );
}

import type { WebhookAttempt, WebhookDelivery, WebhookDeliveryDetail } from '@afterword/contracts';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call';
import { announce } from '../parts/announce';
import { Failure } from '../parts/failure';
import { Age } from '../parts/time';
import { useLoaded } from '../parts/use-loaded';
import { say } from '../words';
import { attemptAfter } from './attempt-after';

/** One delivery in a line; opened, its attempts and the request. */
export function Delivery({ listed, path }: { listed: WebhookDelivery; path: string }) {
  const [isOpen, setOpen] = useState(false);
  const [delivery, setDelivery] = useState(listed);
  const [failure, setFailure] = useState<unknown>(null);
  const [waiting, setWaiting] = useState<AbortController | null>(null);
  useEffect(() => () => waiting?.abort(), [waiting]);
  const again = async () => {
    const stop = new AbortController();
    setFailure(null);
    setWaiting(stop);
    try {
      await call('POST', `${path}/replay`);
      announce(say('webhookTested'));
      const sent = await attemptAfter(path, delivery, stop.signal);
      setDelivery(sent);
      announce(outcomeOf(sent));
    } catch (error) {
      if (!stop.signal.aborted) setFailure(error);
    }
    setWaiting(null);
  };
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span dir="ltr">{delivery.event}</span> · {outcomeOf(delivery)} · <Age at={delivery.happenedAt} />
        </summary>
        {failure !== null && <Failure error={failure} />}
        <Attempts attempts={delivery.attempts} />
        {isOpen && <Request path={path} />}
        <button type="button" aria-disabled={waiting !== null} onClick={() => waiting ?? void again()}>
          {say(waiting ? 'webhookTested' : 'deliveryReplay')}
        </button>
      </details>
    </li>
  );
}

/** What became of a delivery, with why it has not arrived. */
export function outcomeOf({ status, attempts }: WebhookDelivery): string {
  const last = attempts.at(-1);
  return [say(`delivery_${status}`), ...(last?.error && status !== 'delivered' ? [answerOf(last)] : [])].join(': ');
}

/** What a receiver answered. Errors of the network are as the service has them, in English. */
const answerOf = ({ status, error }: WebhookAttempt): string =>
  status === null ? (error ?? '') : say('deliveryAnswered', { status: String(status) });

function Attempts({ attempts }: { attempts: readonly WebhookAttempt[] }) {
  return (
    <ol class="attempts">
      {attempts.map(({ answer, ...attempt }) => (
        <li key={attempt.at}>
          <Age at={attempt.at} /> · <bdi>{answerOf({ ...attempt, answer })}</bdi> ·{' '}
          {say('deliveryTook', { ms: attempt.tookMs })}
          {answer && (
            <pre dir="ltr" tabIndex={0}>
              {[...Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`), '', answer.body].join(
                '\n',
              )}
            </pre>
          )}
        </li>
      ))}
    </ol>
  );
}

/** As it would be sent now: what was erased since is not in it. */
function Request({ path }: { path: string }) {
  const { value, error, reload } = useLoaded(path, (signal) => call<WebhookDeliveryDetail>('GET', path, { signal }));
  if (error !== null) return <Failure error={error} onRetry={reload} />;
  if (!value) return <p class="quiet">{say('loading')}</p>;
  const { method, url, headers, body } = value.request;
  return (
    <>
      <p class="quiet">{say('deliveryRequest')}</p>
      <pre dir="ltr" tabIndex={0}>
        {[`${method} ${url}`, ...Object.entries(headers).map(([name, text]) => `${name}: ${text}`), '', body].join(
          '\n',
        )}
      </pre>
    </>
  );
}

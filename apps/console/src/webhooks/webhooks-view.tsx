import type { Webhook, WebhookDelivery, WebhookList, WebhookWithSecret } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { announce } from '../parts/announce';
import { ConfirmButton } from '../parts/confirm-button';
import { Failure } from '../parts/failure';
import { Age } from '../parts/time';
import { useLoaded } from '../parts/use-loaded';
import { say } from '../words';
import { attemptAfter } from './attempt-after';
import { Deliveries } from './deliveries';
import { outcomeOf } from './delivery';
import { formatName } from './format-name';
import { NewWebhook } from './new-webhook';

/** Where a site tells what happens. The address of a chat is its secret, so only its host is shown. */
export function WebhooksView({ site }: { site: string }) {
  const path = sitePath(site, 'webhooks');
  const { value, error, reload } = useLoaded(path, (signal) => call<WebhookList>('GET', path, { signal }));
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const run = (work: Promise<unknown>, done = say('saved')) => {
    setFailure(null);
    work.then(() => {
      announce(done);
      reload();
    }, setFailure);
  };
  const keep = async (work: Promise<WebhookWithSecret>) => setMade(await work);
  return (
    <>
      <NewWebhook
        onAdd={(body) => {
          const adding = call<WebhookWithSecret>('POST', path, { body, key: crypto.randomUUID() });
          run(keep(adding));
          return adding;
        }}
      />
      {made?.format === 'standard' && <Secret webhook={made} />}
      {failure !== null && <Failure error={failure} />}
      {error !== null && <Failure error={error} onRetry={reload} />}
      <ul class="webhooks">
        {(value?.items ?? []).map((webhook) => (
          <li key={webhook.id}>
            <Described webhook={webhook} />
            <div class="row">
              <TestButton path={`${path}/${webhook.id}`} />
              <button type="button" onClick={() => run(switchOver(path, webhook))}>
                {say(webhook.status === 'active' ? 'webhookPause' : 'webhookResume')}
              </button>
              {webhook.format === 'standard' && (
                <ConfirmButton
                  label={say('webhookNewSecret')}
                  text={say('webhookNewSecretHint')}
                  onConfirm={() => run(keep(call('POST', `${path}/${webhook.id}/secret`, { body: {} })))}
                />
              )}
              <ConfirmButton
                label={say('remove')}
                text={say('webhookRemoveHint')}
                onConfirm={() => run(call('DELETE', `${path}/${webhook.id}`))}
              />
            </div>
            <Deliveries path={`${path}/${webhook.id}/deliveries`} />
          </li>
        ))}
      </ul>
      {value?.items.length === 0 && <p class="quiet">{say('noWebhooks')}</p>}
    </>
  );
}

/** Sends a test and says what became of it. */
function TestButton({ path }: { path: string }) {
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const test = async () => {
    setFailure(null);
    setText(say('webhookTested'));
    const asked = await call<WebhookDelivery>('POST', `${path}/test`, { key: crypto.randomUUID() });
    setText(outcomeOf(await attemptAfter(`${path}/deliveries/${asked.id}`, asked, new AbortController().signal)));
  };
  return (
    <>
      <button
        type="button"
        onClick={() =>
          void test().catch((error: unknown) => {
            setText('');
            setFailure(error);
          })
        }
      >
        {say('webhookTest')}
      </button>
      <span role="status">{text}</span>
      {failure !== null && <Failure error={failure} />}
    </>
  );
}

const switchOver = (path: string, { id, status }: Webhook) =>
  call('PATCH', `${path}/${id}`, { body: { status: status === 'active' ? 'paused' : 'active' } });

function Described({ webhook }: { webhook: Webhook }) {
  const { url, format, events, pausedBecause, failingSince } = webhook;
  return (
    <div>
      <b dir="ltr">{new URL(url).host}</b> <span class="quiet">{formatName(format)}</span>
      <p class="quiet" dir="ltr">
        {events.join(' · ')}
      </p>
      {pausedBecause !== null && <p class="failure">{say(`webhookPaused_${pausedBecause}`)}</p>}
      {pausedBecause === null && failingSince !== null && (
        <p class="failure">
          {say('webhookFailing')} <Age at={failingSince} />
        </p>
      )}
    </div>
  );
}

function Secret({ webhook: { url, secret } }: { webhook: WebhookWithSecret }) {
  return (
    <div class="panel" role="status">
      <p>{say('webhookSecret', { host: new URL(url).host })}</p>
      <div class="row">
        <input
          class="grow"
          readOnly
          dir="ltr"
          aria-label={say('webhookSecretLabel')}
          value={secret}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          onClick={() => void navigator.clipboard.writeText(secret).then(() => announce(say('copied')))}
        >
          {say('copy')}
        </button>
      </div>
    </div>
  );
}

import type { StaffMe } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call } from '../api/call';
import { announce } from '../parts/announce';
import { Failure } from '../parts/failure';
import { Age } from '../parts/time';
import { useLoaded } from '../parts/use-loaded';
import { time } from '../format';
import { addPasskey, isCancelled } from '../session/passkeys';
import { say } from '../words';
import { MailSettings } from './mail-settings';

/** What a member of staff signs in with, and where they are signed in. */
export function AccountView() {
  const { value, error, reload } = useLoaded('me', (signal) => call<StaffMe>('GET', '/v1/staff/me', { signal }));
  const [failure, setFailure] = useState<unknown>(null);
  const run = (work: Promise<unknown>) => {
    setFailure(null);
    work.then(
      () => {
        announce(say('saved'));
        reload();
      },
      (problem: unknown) => {
        if (!isCancelled(problem)) setFailure(problem);
      },
    );
  };
  if (!value) return error ? <Failure error={error} onRetry={reload} /> : <p class="quiet">{say('loading')}</p>;
  if (value.kind !== 'staff') return <p class="lead">{say('accountNotStaff')}</p>;
  return (
    <>
      <p class="lead">{value.email}</p>
      {failure !== null && <Failure error={failure} />}
      <MailSettings />
      <h2>{say('passkeys')}</h2>
      <ul class="rows">
        {value.passkeys.map(({ id, name, createdAt }) => (
          <li key={id}>
            <div>
              <b>{name}</b>{' '}
              <span class="quiet">
                <Age at={createdAt} />
              </span>
            </div>
            <button type="button" class="link" onClick={() => run(call('DELETE', `/v1/staff/passkeys/${id}`))}>
              {say('remove')}
            </button>
          </li>
        ))}
      </ul>
      <div class="row">
        <button type="button" onClick={() => run(addPasskey())}>
          {say('addPasskey')}
        </button>
      </div>
      <h2>{say('sessions')}</h2>
      <ul class="rows">
        {value.sessions.map(({ id, kind, name, expiresAt, current }) => (
          <li key={id}>
            <div>
              <b>{name ?? say(kind === 'token' ? 'personalToken' : 'browserSession')}</b>{' '}
              <span class="quiet">
                {current ? say('thisSession') : ''} {say('untilTime', { time: time(expiresAt) })}
              </span>
            </div>
            {!current && (
              <button type="button" class="link" onClick={() => run(call('DELETE', `/v1/staff/sessions/${id}`))}>
                {say('endSession')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

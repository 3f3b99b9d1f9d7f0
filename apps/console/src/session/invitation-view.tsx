import type { Invitation, StaffSession } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { ApiProblem, call } from '../api/call';
import { Failure } from '../parts/failure';
import { useLoaded } from '../parts/use-loaded';
import { go } from '../router';
import { say } from '../words';
import { addPasskey, isCancelled } from './passkeys';
import { session, startSession } from './session';
import { identify } from './sign-in';

/** The token of the invitation that the address carries: in the fragment, which reaches no server and no log. */
export const invitationIn = (hash: string): string | null => /^#invitation=(.+)$/.exec(hash)?.[1] ?? null;

/** Accepts an invitation, then offers a passkey to sign in with later. */
export function InvitationPage({ token }: { token: string }) {
  const { value, error, reload } = useLoaded(token, () =>
    call<Invitation>('POST', '/v1/staff/invitations/read', { token: null, body: { token } }),
  );
  const [name, setName] = useState<string | null>(null);
  const [isAccepted, setAccepted] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const accept = async () => {
    const body = { token, ...(name === null || name.trim() === '' ? {} : { name: name.trim() }) };
    const started = await call<StaffSession>('POST', '/v1/staff/invitations/accept', { token: null, body });
    startSession(await identify(started.token), { isKept: true });
    setAccepted(true);
  };
  const register = async () => {
    await addPasskey();
    go('#/', { replace: true });
  };
  const run = (work: Promise<void>) => {
    setFailure(null);
    work.catch((problem: unknown) => {
      if (!isCancelled(problem)) setFailure(problem);
    });
  };
  const isGone = error instanceof ApiProblem && error.status === 404;
  return (
    <main class="front" id="main" tabIndex={-1}>
      <p class="brand">Afterword</p>
      <h1>{say(isAccepted ? 'welcome' : 'invitation')}</h1>
      {!isAccepted && error !== null && (
        <>
          {isGone ? <p>{say('invitationGone')}</p> : <Failure error={error} onRetry={reload} />}
          <p>
            <a href="#/">{say('signIn')}</a>
          </p>
        </>
      )}
      {!isAccepted && value && (
        <form
          class="sign-in"
          onSubmit={(event) => {
            event.preventDefault();
            run(accept());
          }}
        >
          <p>{say('invitationOf', { email: value.email })}</p>
          <ul>
            {value.roles.map(({ site, role }) => (
              <li key={site}>
                <b>{site}</b> · {say(role)}
              </li>
            ))}
          </ul>
          <label class="field">
            <span>{say('yourName')}</span>
            <input
              required
              maxLength={80}
              autocomplete="name"
              value={name ?? value.name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary">
            {say('accept')}
          </button>
        </form>
      )}
      {isAccepted && (
        <div class="sign-in">
          <p>{say('passkeyOffer')}</p>
          <div class="row">
            <button type="button" class="primary" onClick={() => run(register())}>
              {say('addPasskey')}
            </button>
            <button type="button" onClick={() => go('#/', { replace: true })}>
              {say('later')}
            </button>
          </div>
          <p class="quiet">{say('signedInAs', { name: session.value?.name ?? '' })}</p>
        </div>
      )}
      {failure !== null && <Failure error={failure} />}
    </main>
  );
}

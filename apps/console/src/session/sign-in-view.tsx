import { useState } from 'preact/hooks';
import { ApiProblem } from '../api/call';
import { failureText } from '../api/failure-text';
import { say } from '../words';
import { hasEnded, startSession } from './session';
import { isCancelled, signInWithPasskey } from './passkeys';
import { identify } from './sign-in';

/** Signs in with a passkey or a token. */
export function SignInForm() {
  const [token, setToken] = useState('');
  const [isKept, setKept] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const signIn = async (tokenOf: () => Promise<string>) => {
    setBusy(true);
    setProblem(null);
    try {
      startSession(await identify(await tokenOf()), { isKept });
    } catch (error) {
      if (!isCancelled(error)) setProblem(textOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn(() => Promise.resolve(token.trim()));
      }}
    >
      {hasEnded.value && <p role="alert">{say('signInAgain')}</p>}
      {'PublicKeyCredential' in globalThis && (
        <>
          <button
            type="button"
            class="primary wide"
            disabled={isBusy}
            onClick={() => void signIn(async () => (await signInWithPasskey()).token)}
          >
            {say('withPasskey')}
          </button>
          <p class="or">
            <span>{say('orToken')}</span>
          </p>
        </>
      )}
      <label class="field">
        <span>{say('token')}</span>
        <input
          type="password"
          name="token"
          autocomplete="current-password"
          required
          spellcheck={false}
          value={token}
          aria-describedby="token-hint"
          aria-invalid={problem !== null}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <p id="token-hint" class="quiet">
        {say('tokenHint')}
      </p>
      <label class="switch">
        <input type="checkbox" checked={isKept} onChange={(event) => setKept(event.currentTarget.checked)} />
        {say('keepSignedIn')}
      </label>
      {problem !== null && (
        <p class="failure" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" disabled={isBusy}>
        {say('signIn')}
      </button>
    </form>
  );
}

function textOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return failureText(error);
  if (error.status === 401) return say('badToken');
  return error.status === 403 ? say('noRole') : failureText(error);
}

/** The first page of who is not signed in. */
export const SignInPage = () => (
  <main class="front" id="main" tabIndex={-1}>
    <p class="brand">Afterword</p>
    <h1>{say('signInTitle')}</h1>
    <SignInForm />
  </main>
);

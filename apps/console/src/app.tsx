import { useEffect } from 'preact/hooks';
import { Announcements } from './parts/announce';
import { Dialog } from './parts/dialog';
import { go, hash, href, route } from './router';
import { InvitationPage, invitationIn } from './session/invitation-view';
import { endSession, hasEnded, session } from './session/session';
import { refreshSession } from './session/sign-in';
import { SignInForm, SignInPage } from './session/sign-in-view';
import { HelpDialog } from './site/help-dialog';
import { SiteView } from './site/site-view';
import { say } from './words';

/** The console: a page to sign in, or a site. */
export function App() {
  const invitation = invitationIn(hash.value);
  return (
    <>
      {invitation !== null ? <InvitationPage token={invitation} /> : session.value ? <SignedIn /> : <SignInPage />}
      {hasEnded.value && session.value && (
        <Dialog title={say('signInTitle')} canClose={false} onClose={endSession}>
          <SignInForm />
        </Dialog>
      )}
      <HelpDialog />
      <Announcements />
    </>
  );
}

function SignedIn() {
  const sites = session.value?.sites ?? [];
  const asked = route.value.site;
  const site = sites.find(({ id }) => id === asked) ?? sites[0];
  useEffect(() => {
    // What the person may do may have changed since. Without an answer, what is known stays.
    refreshSession().catch(() => undefined);
  }, []);
  useEffect(() => {
    if (site && asked !== site.id) go(href(site.id, 'pending'), { replace: true });
  }, [site?.id, asked]);
  if (site) return <SiteView site={site.id} />;
  return (
    <main class="front" id="main" tabIndex={-1}>
      <p class="brand">Afterword</p>
      <h1>{say('console')}</h1>
      <p>{say('noSites')}</p>
      <button type="button" onClick={endSession}>
        {say('signOut')}
      </button>
    </main>
  );
}

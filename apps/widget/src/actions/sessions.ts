import type { Me, Session as SessionAnswer } from '@afterword/contracts';
import { Failure, failureOf } from '../failure';
import { subjectOf, type StoredSession, type Session } from '../session';
import { stores } from '../stores';
import { solve } from './proof';

type Call<Answer> = (token: string) => Promise<Answer>;

/** Concurrent callers share one new session. */
const opening = new WeakMap<Session, Promise<StoredSession>>();

/** Runs a call with the reader's session; opens a new one if there is none or it has expired. */
export async function withReader<Answer>(session: Session, call: Call<Answer>, name?: string): Promise<Answer> {
  const { token } = await open(session, name);
  try {
    return await call(token);
  } catch (error) {
    if (failureOf(error).kind !== 'unauthorized') throw error;
    session.forget(token);
    return call((await open(session, name)).token);
  }
}

/** Renames a guest, who may act first and give a name later. */
export async function rename(session: Session, name: string): Promise<void> {
  const { current } = session;
  if (!current || !session.isGuest || name === '' || name === current.name) return;
  await withReader(session, async (token) => {
    const { reader } = await session.client.call<Me>('PATCH', '/v1/me', { token, body: { name } });
    session.keep({ ...current, token, id: reader.id, name: reader.name });
  });
}

/** Ends a session for the host of the page. @returns false for a guest's, which is not the host's to end */
export async function hostSignsOut(session: Session): Promise<boolean> {
  if (session.current && session.isGuest) return false;
  await signOut(session);
  return true;
}

/** Ends the session on the device and at the service. The device clears it even if the service does not respond. */
export async function signOut(session: Session): Promise<void> {
  const token = session.current?.token;
  session.sso = null;
  session.forget();
  stores.refresh();
  if (token === undefined) return;
  await session.client.call('DELETE', '/v1/sessions/current', { token }).catch((error: unknown) => {
    if (failureOf(error).kind !== 'unauthorized') throw error;
  });
}

async function open(session: Session, name?: string): Promise<StoredSession> {
  // The host may name another person than last time, so it is asked once per page load.
  if (session.current && (session.isConfirmed || !session.provider)) return session.current;
  const already = opening.get(session);
  if (already) return already;
  const opened = begin(session, name).finally(() => opening.delete(session));
  opening.set(session, opened);
  return opened;
}

async function begin(session: Session, name?: string): Promise<StoredSession> {
  const sso = await ssoOf(session);
  const subject = sso === null ? null : subjectOf(sso);
  session.isConfirmed = true;
  // Another tab may have opened a session meanwhile.
  const kept = session.current ?? session.stored;
  if (kept?.subject === subject) return session.keep(kept);
  const { token, reader } = await create(session, sso, name);
  return session.keep({ token, id: reader.id, name: reader.name, role: reader.role, subject });
}

/** The single sign-on token: a fresh one if the host provides a function. */
async function ssoOf({ provider, sso }: Session): Promise<string | null> {
  if (!provider) return sso;
  try {
    return (await provider()) ?? null;
  } catch {
    // A failure of the host must not make the reader a guest.
    throw new Failure('sign-in');
  }
}

async function create({ path, client }: Session, sso: string | null, name?: string): Promise<SessionAnswer> {
  const body = sso !== null ? { sso } : name ? { name } : {};
  const ask = (proof?: string) => client.call<SessionAnswer>('POST', `${path}/sessions`, { body: { ...body, proof } });
  return ask().catch(async (error: unknown) => {
    const { challenge } = failureOf(error);
    if (!challenge) throw error;
    return ask(await solve(challenge));
  });
}

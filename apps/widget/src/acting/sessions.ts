import type { Me, Session as SessionAnswer } from '@afterword/contracts';
import { failureOf } from '../failure';
import { solve } from './proof';
import type { Kept, Session } from '../session';

type Call<Answer> = (token: string) => Promise<Answer>;

/** Two elements that act at once share one new session. */
const opening = new WeakMap<Session, Promise<Kept>>();

/** Runs a call that needs a reader, with a new session where there is none or it has ended. */
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

/** A guest may act first and give a name later. */
export async function rename(session: Session, name: string): Promise<void> {
  const { current } = session;
  if (!current || !session.isGuest || name === '' || name === current.name) return;
  await withReader(session, async (token) => {
    const { reader } = await session.client.call<Me>('PATCH', '/v1/me', { token, body: { name } });
    session.keep({ ...current, token, id: reader.id, name: reader.name });
  });
}

async function open(session: Session, name?: string): Promise<Kept> {
  if (session.current) return session.current;
  // Another tab may have begun a session meanwhile.
  const { stored } = session;
  if (stored && session.sso === null) return session.keep(stored);
  const already = opening.get(session);
  if (already) return already;
  const opened = create(session, name).finally(() => opening.delete(session));
  opening.set(session, opened);
  return opened;
}

async function create(session: Session, name?: string): Promise<Kept> {
  const { sso, site, client, subject } = session;
  const body = sso !== null ? { sso } : name ? { name } : {};
  const path = `/v1/sites/${encodeURIComponent(site)}/sessions`;
  const ask = (proof?: string) => client.call<SessionAnswer>('POST', path, { body: { ...body, proof } });
  const { token, reader } = await ask().catch(async (error: unknown) => {
    const { challenge } = failureOf(error);
    if (!challenge) throw error;
    return ask(await solve(challenge));
  });
  return session.keep({ token, id: reader.id, name: reader.name, role: reader.role, subject });
}

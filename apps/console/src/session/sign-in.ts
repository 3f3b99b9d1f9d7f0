import type { StaffMe } from '@afterword/contracts';
import { call } from '../api/call';
import { renewSession, type Session, session } from './session';

/** @throws ApiProblem 401 for a token that is unknown or has ended, 403 for one that moderates nothing; Unreachable */
export async function identify(token: string): Promise<Session> {
  const me = await call<StaffMe>('GET', '/v1/staff/me', { token });
  return { token, kind: me.kind, id: me.id, name: me.name, sites: me.sites };
}

/** Reads again what the person may do: roles and sites change while they are signed in. */
export async function refreshSession(): Promise<void> {
  const now = session.value;
  if (!now) return;
  const fresh = await identify(now.token);
  if (JSON.stringify(fresh) !== JSON.stringify(now)) renewSession(fresh);
}

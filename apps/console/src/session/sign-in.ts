import { call } from '../api/call';
import { type MySite, renewSession, type Role, type Session, session } from './session';

/** `GET /v1/staff/me`. */
export interface StaffMe {
  kind: 'staff' | 'operator' | 'reader';
  id: string | null;
  email: string | null;
  name: string;
  roles: { site: string; role: Role }[];
  sites: MySite[];
  sessions: {
    id: string;
    kind: 'session' | 'token';
    name: string | null;
    createdAt: string;
    lastUsedAt: string | null;
    expiresAt: string;
    current: boolean;
  }[];
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null; synced: boolean }[];
}

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

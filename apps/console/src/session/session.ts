import { signal } from '@preact/signals';

export type Role = 'admin' | 'moderator';

export interface MySite {
  id: string;
  name: string;
  role: Role;
}

/** Who is signed in. */
export interface Session {
  token: string;
  kind: 'operator' | 'staff' | 'reader';
  id: string | null;
  name: string;
  sites: MySite[];
}

const KEY = 'afterword-console:session';

/** Where the session is kept: until the tab is closed, or on the device where the person asked for that. */
const stores = () => [sessionStorage, localStorage];

function stored(): Session | null {
  for (const store of stores()) {
    try {
      const text = store.getItem(KEY);
      if (text !== null) return JSON.parse(text) as Session;
    } catch {
      // Storage that cannot be read is like none.
    }
  }
  return null;
}

export const session = signal<Session | null>(stored());

/** True after the service refused the token: the person signs in over what is on the screen. */
export const hasEnded = signal(false);

export function startSession(started: Session, { isKept }: { isKept: boolean }): void {
  clear();
  try {
    (isKept ? localStorage : sessionStorage).setItem(KEY, JSON.stringify(started));
  } catch {
    // The session then lasts as long as the page.
  }
  session.value = started;
  hasEnded.value = false;
}

/** What is known of the person has changed; where the session is kept stays. */
export function renewSession(changed: Session): void {
  const store = stores().find((one) => one.getItem(KEY) !== null);
  store?.setItem(KEY, JSON.stringify(changed));
  session.value = changed;
}

export function sessionEnded(): void {
  hasEnded.value = true;
}

export function endSession(): void {
  clear();
  session.value = null;
  hasEnded.value = false;
}

function clear(): void {
  try {
    for (const store of stores()) store.removeItem(KEY);
  } catch {
    // Nothing is stored then.
  }
}

export const roleOn = (siteId: string): Role | null =>
  session.value?.sites.find(({ id }) => id === siteId)?.role ?? null;

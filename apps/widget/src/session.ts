import type { Client } from './client';
import { failureOf } from './failure';
import { Storage } from './storage';
import { UI_LIMITS, type UiLimits } from './ui';

export interface StoredSession {
  token: string;
  id: string;
  name: string;
  role: string;
  /** Whom the site's single sign-on named; a session serves nobody else. */
  subject: string | null;
}

/** Null says that the reader is not signed in at the host. */
export type SsoProvider = () => Promise<string | null | undefined>;

/** What the service calls a guest who gave no name. */
const UNNAMED = 'Guest';

/**
 * The reader's session with a site. The token is kept in the embedding page's own storage, which no other origin can read;
 * where storage is blocked it lives as long as the page does. Readers who only read have none.
 */
export class Session {
  /** The site's single sign-on token, where the host gave one. */
  sso: string | null = null;
  /** Asks the host for such a token each time that one is needed. */
  provider: SsoProvider | null = null;
  /** The host was asked since the page was opened. */
  isConfirmed = false;
  /** What the site allows: its own word takes the place of the usual when a reader begins to act. */
  limits: UiLimits = UI_LIMITS;
  readonly storage: Storage;
  private kept: StoredSession | null;

  constructor(
    readonly client: Client,
    readonly site: string,
  ) {
    this.storage = new Storage(`afterword:${client.base}:`);
    this.kept = this.stored;
  }

  get path(): string {
    return `/v1/sites/${encodeURIComponent(this.site)}`;
  }

  get current(): StoredSession | null {
    return this.kept;
  }

  get readerId(): string | null {
    return this.kept?.id ?? null;
  }

  /** What a guest called themselves; empty where they have not. */
  get guestName(): string {
    return this.kept && this.kept.name !== UNNAMED ? this.kept.name : '';
  }

  get isGuest(): boolean {
    return this.kept ? this.kept.role === 'guest' : !this.signsIn;
  }

  /** The site says who its readers are. */
  get signsIn(): boolean {
    return this.sso !== null || this.provider !== null;
  }

  /** Another person's session, or a guest's, is put aside for who signed in. */
  signIn(sso: string): void {
    if (sso === this.sso) return;
    this.sso = sso;
    if (this.kept && this.kept.subject !== subjectOf(sso)) this.forget();
  }

  /** Reads with the token where there is one; a session that has ended is forgotten. */
  async read<Answer>(path: string): Promise<Answer> {
    const token = this.kept?.token;
    try {
      return await this.client.call<Answer>('GET', path, { token });
    } catch (error) {
      if (token === undefined || failureOf(error).kind !== 'unauthorized') throw error;
      this.forget(token);
      return this.client.call<Answer>('GET', path);
    }
  }

  keep(kept: StoredSession): StoredSession {
    this.kept = kept;
    this.storage.save(this.storageKey, kept);
    return kept;
  }

  /** Forgets the session with this token; one that another tab began since is taken instead. */
  forget(token = this.kept?.token): void {
    const { stored } = this;
    this.kept = stored && stored.token !== token ? stored : null;
    if (!this.kept) this.storage.save(this.storageKey, null);
  }

  /** What is kept on the device, perhaps by another tab. */
  get stored(): StoredSession | null {
    return this.storage.load<StoredSession>(this.storageKey);
  }

  private get storageKey(): string {
    return `session:${this.site}`;
  }
}

/** Whom a JWT names. The service checks it; here it only tells one person's session from another's. */
export function subjectOf(jwt: string): string {
  try {
    const payload = (jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    // Its bytes are compared as they are, so nothing needs to be decoded from UTF-8.
    return String((JSON.parse(atob(payload)) as { sub?: unknown }).sub);
  } catch {
    return jwt;
  }
}

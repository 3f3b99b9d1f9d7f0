import type { ShareTarget, SiteLook } from '@afterword/contracts';
import type { Client } from './client';
import { failureOf } from './failure';
import { Storage } from './storage';
import { UI_LIMITS, type UiLimits } from './ui';

export interface StoredSession {
  token: string;
  id: string;
  name: string;
  role: string;
  /** `sub` of the single sign-on token; null for guests. The session is used for this subject only. */
  subject: string | null;
}

/** Resolves to null if the reader is not signed in at the host. */
export type SsoProvider = () => Promise<string | null | undefined>;

/** The service's name for guests without a name. */
const UNNAMED = 'Guest';

/**
 * The reader's session with a site. The token is stored in the embedding page's local storage, which no other origin can read;
 * if storage is blocked, it lasts until the page is closed. Readers who only read have no session.
 */
export class Session {
  /** Single sign-on token from the `sso` attribute. */
  sso: string | null = null;
  /** Asks the host for a token whenever one is needed. */
  provider: SsoProvider | null = null;
  /** Whether the host was asked for a token since the page was opened. */
  isConfirmed?: boolean;
  /** Limits of the site: the defaults until they are loaded with the actions. */
  limits: UiLimits = UI_LIMITS;
  /** Where links can be passed on to; none until they are loaded with the limits. */
  targets: readonly ShareTarget[] = [];
  /** How the site shows reactions and points; undefined until a page says so. */
  look?: SiteLook;
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

  /** The name that a guest gave; empty if none. */
  get guestName(): string {
    return this.kept && this.kept.name !== UNNAMED ? this.kept.name : '';
  }

  get isGuest(): boolean {
    return this.kept ? this.kept.role === 'guest' : !this.signsIn;
  }

  /** Whether the site uses single sign-on. */
  get signsIn(): boolean {
    return this.sso !== null || this.provider !== null;
  }

  /** Sets the single sign-on token; clears a session of another subject or of a guest. */
  signIn(sso: string): void {
    if (sso === this.sso) return;
    this.sso = sso;
    if (this.kept && this.kept.subject !== subjectOf(sso)) this.forget();
  }

  /** Reads with the token if there is one. An expired session is cleared and the read repeated without it. */
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

  /** Clears the session with this token; adopts a newer one that another tab stored. */
  forget(token = this.kept?.token): void {
    const { stored } = this;
    this.kept = stored && stored.token !== token ? stored : null;
    if (!this.kept) this.storage.save(this.storageKey, null);
  }

  /** The session in storage, possibly written by another tab. */
  get stored(): StoredSession | null {
    return this.storage.load<StoredSession>(this.storageKey);
  }

  private get storageKey(): string {
    return `session:${this.site}`;
  }
}

/** The `sub` claim of a JWT, not verified: it only distinguishes one reader's session from another's. */
export function subjectOf(jwt: string): string {
  try {
    const payload = (jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    // Only compared for equality, so UTF-8 is not decoded.
    return String((JSON.parse(atob(payload)) as { sub?: unknown }).sub);
  } catch {
    return jwt;
  }
}

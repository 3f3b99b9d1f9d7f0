import type { Me, Session as SessionAnswer } from '@afterword/contracts';
import { type Client, Failure } from './client';

interface Kept {
  token: string;
  id: string;
  name: string;
  role: string;
}

/**
 * The reader's session with a site. The token is kept in the embedding page's own storage, which no other origin can read;
 * where storage is blocked it lives as long as the page does.
 */
export class Session {
  private kept: Kept | null;
  private opening: Promise<Kept> | null = null;
  /** The site's single sign-on token, where the host gave one. */
  sso: string | null = null;

  constructor(
    private readonly client: Client,
    private readonly site: string,
  ) {
    this.kept = load<Kept>(this.storageKey);
  }

  get token(): string | null {
    return this.kept?.token ?? null;
  }

  get readerId(): string | null {
    return this.kept?.id ?? null;
  }

  /** What a guest called themselves; empty where they have not. */
  get guestName(): string {
    return this.kept && this.kept.name !== 'Guest' ? this.kept.name : '';
  }

  get isGuest(): boolean {
    return this.kept ? this.kept.role === 'guest' : this.sso === null;
  }

  /** Runs a call that needs a reader, with a new session where there is none or it has ended. */
  async run<Answer>(call: (token: string) => Promise<Answer>, name?: string): Promise<Answer> {
    const known = this.kept !== null;
    try {
      return await call((await this.open(name)).token);
    } catch (error) {
      if (!known || !(error instanceof Failure) || error.kind !== 'unauthorized') throw error;
      this.forget();
      return call((await this.open(name)).token);
    }
  }

  /** Reads with the token where there is one; a session that has ended is forgotten. */
  async read<Answer>(call: (token: string | null) => Promise<Answer>): Promise<Answer> {
    try {
      return await call(this.token);
    } catch (error) {
      if (this.kept === null || !(error instanceof Failure) || error.kind !== 'unauthorized') throw error;
      this.forget();
      return call(null);
    }
  }

  /** A guest may act first and give a name later. */
  async rename(name: string): Promise<void> {
    if (!this.kept || !this.isGuest || name === '' || name === this.kept.name) return;
    const { token } = this.kept;
    const { reader } = await this.client.call<Me>('PATCH', '/v1/me', { token, body: { name } });
    this.keep({ ...this.kept, name: reader.name });
  }

  private open(name?: string): Promise<Kept> {
    if (this.kept) return Promise.resolve(this.kept);
    // Two elements that act at once share one new session.
    this.opening ??= this.create(name).finally(() => (this.opening = null));
    return this.opening;
  }

  private async create(name?: string): Promise<Kept> {
    const body = this.sso !== null ? { sso: this.sso } : name ? { name } : {};
    const path = `/v1/sites/${encodeURIComponent(this.site)}/sessions`;
    const { token, reader } = await this.client.call<SessionAnswer>('POST', path, { body });
    return this.keep({ token, id: reader.id, name: reader.name, role: reader.role });
  }

  private keep(kept: Kept): Kept {
    this.kept = kept;
    save(this.storageKey, kept);
    return kept;
  }

  private forget(): void {
    this.kept = null;
    save(this.storageKey, null);
  }

  private get storageKey(): string {
    return `afterword:session:${this.client.base}:${this.site}`;
  }
}

/** Storage may be blocked, full, or hold what another version wrote: then there is nothing. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what it saved there
export function load<Value>(key: string): Value | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Value | null;
  } catch {
    return null;
  }
}

export function save(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // It lives as long as the page does, then.
  }
}

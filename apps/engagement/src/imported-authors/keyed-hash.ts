import { createHmac } from 'node:crypto';

/** The name of the secret of the installation that imports hash identities with. */
export const IMPORT_SECRET = 'imports';

/** Keyed hashes: an identity or an address is found again by whoever has it, and cannot be read or guessed from a copy of the database. */
export class KeyedHash {
  constructor(
    private readonly secret: Buffer,
    private readonly siteId: string,
  ) {}

  /** What an author of a source is found by again. */
  author(source: string, identity: string): string {
    return this.of(`author\n${source}\n${identity}`).toString('base64url');
  }

  /** 32 bytes. */
  email(address: string): Buffer {
    return this.of(`email\n${address.trim().toLowerCase()}`);
  }

  private of(text: string): Buffer {
    return createHmac('sha256', this.secret).update(`${this.siteId}\n${text}`).digest();
  }
}

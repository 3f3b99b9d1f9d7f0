import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** An answer encrypted with the idempotency key. The database holds only a hash of the key, so only the client can read it. */
export interface SealedAnswer {
  sealed: string;
}

const secretOf = (key: string, salt: Buffer) => Buffer.from(hkdfSync('sha256', key, salt, 'afterword answer', 32));

/** What is stored of a key whose answer is sealed. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('base64url');

export function seal(answer: unknown, key: string): SealedAnswer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, secretOf(key, iv), iv);
  const text = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]);
  return { sealed: Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64') };
}

export function unseal({ sealed }: SealedAnswer, key: string): unknown {
  const bytes = Buffer.from(sealed, 'base64');
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv(CIPHER, secretOf(key, iv), iv);
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(text.toString('utf8'));
}

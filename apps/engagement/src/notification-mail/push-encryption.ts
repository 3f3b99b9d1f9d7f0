import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** Of a browser: its public key (65 bytes) and its secret (16 bytes). */
export interface BrowserKeys {
  p256dh: Buffer;
  auth: Buffer;
}

const SALT_BYTES = 16;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const RECORD_BYTES = 4_096;
/** Ends the last record, which is the only one. */
const LAST = Buffer.from([2]);

/** A push for one browser (`aes128gcm`, RFC 8188 and 8291). @param content up to about 3,900 bytes in UTF-8: one record has no more */
export function encryptPush(content: string, { p256dh, auth }: BrowserKeys): Buffer {
  const local = createECDH('prime256v1');
  const publicKey = local.generateKeys();
  const derive = (secret: Buffer, salt: Buffer, info: Buffer | string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, publicKey]);
  const secret = derive(local.computeSecret(p256dh), auth, info, 32);
  const salt = randomBytes(SALT_BYTES);
  const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', KEY_BYTES);
  const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', NONCE_BYTES);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const encrypted = Buffer.concat([cipher.update(content), cipher.update(LAST), cipher.final(), cipher.getAuthTag()]);
  const sizes = Buffer.alloc(5);
  sizes.writeUInt32BE(RECORD_BYTES);
  sizes.writeUInt8(publicKey.length, 4);
  return Buffer.concat([salt, sizes, publicKey, encrypted]);
}

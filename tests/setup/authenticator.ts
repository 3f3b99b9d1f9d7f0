import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { PasskeyCreationOptions, PasskeyRequestOptions } from '@afterword/contracts';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
/** Base64url. */
export const text = (bytes: Buffer | Uint8Array) => Buffer.from(bytes).toString('base64url');

/** User present, user verified, attested credential data. */
export const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40];

/** A device with one passkey, as WebAuthn describes it. */
export class Authenticator {
  readonly id = randomBytes(16);
  private readonly privateKey: KeyObject;
  private readonly coseKey: Uint8Array;
  private userHandle = 'AAAA';
  counter = 0;
  /** False as of a passkey that several devices have: it says 0 for ever. */
  counts = true;

  private readonly rpId: string;
  private readonly origin: string;
  private readonly flags: number;

  /** @param flags of its answers: whether somebody was there, and showed who they are */
  constructor({ rpId, origin, flags = PRESENT | VERIFIED }: { rpId: string; origin: string; flags?: number }) {
    [this.rpId, this.origin, this.flags] = [rpId, origin, flags];
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = privateKey;
    const { x, y } = publicKey.export({ format: 'jwk' });
    const coordinate = (value: unknown) => new Uint8Array(Buffer.from(value as string, 'base64url'));
    // EC2, ES256, P-256.
    const entries: [number, number | Uint8Array][] = [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, coordinate(x)],
      [-3, coordinate(y)],
    ];
    this.coseKey = isoCBOR.encode(new Map<number, number | Uint8Array>(entries));
  }

  create({ challenge, user }: PasskeyCreationOptions): object {
    this.userHandle = user.id;
    const length = Buffer.from([0, this.id.length]);
    const attested = [Buffer.alloc(16), length, this.id, Buffer.from(this.coseKey)];
    const authData = Buffer.concat([this.head(this.flags | ATTESTED), ...attested]);
    const attestation = new Map<string, string | Uint8Array | Map<never, never>>([
      ['fmt', 'none'],
      ['attStmt', new Map<never, never>()],
      ['authData', new Uint8Array(authData)],
    ]);
    return this.credential({
      clientDataJSON: text(this.clientData('webauthn.create', challenge)),
      attestationObject: text(isoCBOR.encode(attestation)),
      transports: ['internal'],
    });
  }

  get({ challenge }: Pick<PasskeyRequestOptions, 'challenge'>): object {
    if (this.counts) this.counter += 1;
    const [authData, clientData] = [this.head(this.flags), this.clientData('webauthn.get', challenge)];
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), this.privateKey);
    return this.credential({
      clientDataJSON: text(clientData),
      authenticatorData: text(authData),
      signature: text(signature),
      userHandle: this.userHandle,
    });
  }

  private credential(response: object): object {
    const id = text(this.id);
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }

  private head(flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(this.rpId), Buffer.from([flags]), counter]);
  }

  private clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }
}

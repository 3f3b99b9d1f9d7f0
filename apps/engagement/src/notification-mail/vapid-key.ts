import { createECDH, createHash } from 'node:crypto';
import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { type CryptoKey, importJWK, SignJWT } from 'jose';
import { InstallationSecrets } from '../installation-secrets';

/** How long a push service may believe a signature. The most that it does is a day. */
const SIGNED_HOURS = 12;

interface KeyPair {
  /** In base64url: what browsers subscribe with. */
  publicKey: string;
  privateKey: CryptoKey;
}

/** The key by which push services know this installation (VAPID, RFC 8292): the same in all of its processes. */
@Injectable()
export class VapidKey {
  private pair: Promise<KeyPair> | null = null;

  constructor(
    private readonly secrets: InstallationSecrets,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async publicKey(): Promise<string> {
    return (await this.read()).publicKey;
  }

  /** The header `Authorization` for an endpoint. */
  async authorizationFor(endpoint: URL): Promise<string> {
    const { publicKey, privateKey } = await this.read();
    const token = await new SignJWT({})
      .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
      .setAudience(endpoint.origin)
      .setExpirationTime(`${SIGNED_HOURS} hours`)
      .setSubject(this.contact())
      .sign(privateKey);
    return `vapid t=${token}, k=${publicKey}`;
  }

  /** Whom a push service writes to where something is wrong. Apple takes no local addresses. */
  private contact(): string {
    const { engagementUrl, mail } = this.config;
    if (engagementUrl.startsWith('https:')) return engagementUrl;
    const from = mail?.from ?? 'operator@localhost';
    return `mailto:${/<([^<>]+)>/.exec(from)?.[1] ?? from}`;
  }

  private read(): Promise<KeyPair> {
    this.pair ??= this.make().catch((error: unknown) => {
      this.pair = null;
      throw error;
    });
    return this.pair;
  }

  private async make(): Promise<KeyPair> {
    const ecdh = createECDH('prime256v1');
    setPrivateKey(ecdh, await this.secrets.get('vapid'));
    const point = ecdh.getPublicKey();
    const part = (bytes: Buffer) => bytes.toString('base64url');
    const privateKey = await importJWK(
      {
        ...{ kty: 'EC', crv: 'P-256', x: part(point.subarray(1, 33)), y: part(point.subarray(33)) },
        d: part(padded(ecdh.getPrivateKey())),
      },
      'ES256',
    );
    return { publicKey: part(point), privateKey };
  }
}

/** One of about four billion secrets is no key: its hash is taken instead, everywhere. */
function setPrivateKey(ecdh: ReturnType<typeof createECDH>, secret: Buffer): void {
  try {
    ecdh.setPrivateKey(secret);
  } catch {
    setPrivateKey(ecdh, createHash('sha256').update(secret).digest());
  }
}

/** OpenSSL leaves out zeros at the beginning. */
const padded = (key: Buffer) => Buffer.concat([Buffer.alloc(32 - key.length), key]);

import { createECDH, type ECDH, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NewPushSubscription } from '@afterword/contracts';
import { decrypt } from 'http_ece';
import { importJWK, type JWTPayload, jwtVerify } from 'jose';
import { poll } from './poll';

/** What a push says. */
export interface PushedContent {
  id: string;
  title: string;
  body: string;
  url: string | null;
  language: string;
  direction: string;
}

export interface ArrivedPush {
  headers: IncomingHttpHeaders;
  /** What VAPID signed. */
  signed: JWTPayload;
  /** The key that has signed, in base64url. */
  key: string;
  content: PushedContent;
}

interface Browser {
  keys: ECDH;
  auth: Buffer;
  /** What the push service answers; 201 where nothing is said. */
  answers: number[];
  arrived: ArrivedPush[];
  tries: number;
}

/** A push service with its browsers: checks who has signed (RFC 8292), and decrypts as a browser does (RFC 8291), by a library of its own. */
export class PushService {
  /** Pushes that have arrived and are not answered. */
  held = 0;

  private readonly browsers = new Map<string, Browser>();
  private isHolding = false;
  private released: Promise<void> = Promise.resolve();
  private letGo: () => void = () => undefined;
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.take(request.url ?? '', request.headers, Buffer.concat(chunks)).then(
        (status) => response.writeHead(status, { 'retry-after': '0' }).end(),
        () => response.writeHead(400).end(),
      );
    });
  });

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  stop(): void {
    this.server.close();
  }

  /** A new browser, which subscribes. @param host by which the push service is reached */
  subscribe(host = '127.0.0.1'): NewPushSubscription {
    const keys = createECDH('prime256v1');
    keys.generateKeys();
    const [auth, path] = [randomBytes(16), `/push/${randomBytes(12).toString('base64url')}`];
    this.browsers.set(path, { keys, auth, answers: [], arrived: [], tries: 0 });
    const { port } = this.server.address() as AddressInfo;
    return {
      endpoint: `http://${host}:${port}${path}`,
      expirationTime: null,
      keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
    };
  }

  /** What it answers to the next pushes to a browser. */
  answer(to: NewPushSubscription, ...statuses: number[]): void {
    this.of(to).answers.push(...statuses);
  }

  /** Answers nobody until it is released. What arrives is there all the same. */
  hold(): void {
    this.isHolding = true;
    this.released = new Promise((resolve) => (this.letGo = resolve));
  }

  release(): void {
    this.isHolding = false;
    this.held = 0;
    this.letGo();
  }

  arrived(to: NewPushSubscription): readonly ArrivedPush[] {
    return this.of(to).arrived;
  }

  tries(to: NewPushSubscription): number {
    return this.of(to).tries;
  }

  waitFor(to: NewPushSubscription, count: number): Promise<readonly ArrivedPush[]> {
    return poll(
      () => this.arrived(to),
      (all) => all.length >= count,
    );
  }

  private of({ endpoint }: NewPushSubscription): Browser {
    const browser = this.browsers.get(new URL(endpoint).pathname);
    if (!browser) throw new Error('A browser that never subscribed');
    return browser;
  }

  private async take(path: string, headers: IncomingHttpHeaders, body: Buffer): Promise<number> {
    const browser = this.browsers.get(path);
    if (!browser) return 404;
    browser.tries += 1;
    const [, token = '', key = ''] = /^vapid t=([^,]+), k=(\S+)$/.exec(headers.authorization ?? '') ?? [];
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    const { payload } = await jwtVerify(token, await importJWK({ kty: 'EC', crv: 'P-256', x: x!, y: y! }, 'ES256'), {
      audience: `http://${headers.host ?? ''}`,
    });
    if (headers['content-encoding'] !== 'aes128gcm' || body.length > 4_096) return 413;
    const text = decrypt(body, { version: 'aes128gcm', privateKey: browser.keys, authSecret: browser.auth });
    const status = browser.answers.shift() ?? 201;
    if (status === 201) {
      const content = JSON.parse(text.toString()) as PushedContent;
      browser.arrived.push({ headers, signed: payload, key, content });
    }
    if (this.isHolding) {
      this.held += 1;
      await this.released;
    }
    return status;
  }
}

import { createHmac, randomUUID } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { type ExternalAnswer, ExternalAnswerSchema, LIMITS } from '@afterword/contracts';
import {
  checkedLookup,
  type CheckedNetwork,
  CONFIG,
  isPublicAddress,
  resolveAll,
  rowsOf,
  type ServiceConfig,
  trustOf,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { MODERATION_SECRET } from '../moderation.sql';

/** What the operator's own classifier is asked about. */
export interface ExternalQuestion {
  siteId: string;
  page: string | null;
  comment: { body: string; html: string; isReply: boolean };
  author: { id: string; role: string } | null;
}

/**
 * Asks a service of the site about a text, signed as Standard Webhooks are (https://www.standardwebhooks.com). Whoever sets the address is an
 * admin of one site, not of this machine: only public addresses are asked, and those that the operator allows. An address is checked where
 * the connection is opened, redirects are not followed, and answers are bounded.
 */
@Injectable()
export class ExternalCheck {
  /** Replaced in tests. */
  network: CheckedNetwork;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) config: ServiceConfig,
  ) {
    const isPrivateAllowed = trustOf(config.webhookAllowPrivate);
    this.network = {
      resolve: resolveAll,
      isAllowed: (address) => isPublicAddress(address) || isPrivateAllowed(address),
    };
  }

  /** @throws Error where there is no valid answer within the time */
  async ask(
    question: ExternalQuestion,
    { url, timeoutMs }: { url: string; timeoutMs: number },
  ): Promise<ExternalAnswer> {
    const { siteId, page, comment, author } = question;
    const [row] = await rowsOf<{ secret: string | null }>(this.dataSource, MODERATION_SECRET, [siteId, 'external']);
    if (!row?.secret) throw new Error('The external check has no secret');
    const timestamp = new Date();
    const data = { site: siteId, page, comment, author };
    const body = JSON.stringify({ type: 'comment.check', timestamp: timestamp.toISOString(), data });
    const answer = await this.post(new URL(url), body, {
      headers: signatureOf({ body, secret: row.secret, timestamp }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return ExternalAnswerSchema.parse(JSON.parse(answer));
  }

  private async post(
    url: URL,
    body: string,
    { headers, signal }: { headers: Record<string, string>; signal: AbortSignal },
  ): Promise<string> {
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    // No name is looked up for an address.
    if (isIP(literal) !== 0 && !this.network.isAllowed(literal)) throw notAllowed(literal);
    const { protocol, port, pathname, search } = url;
    const request = protocol === 'https:' ? requestHttps : requestHttp;
    const options = {
      ...{ method: 'POST', protocol, hostname: literal, port, path: pathname + search },
      // A connection of its own: one that is kept could lead elsewhere than where the name leads now.
      ...{ agent: false as const, lookup: this.lookup, signal },
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        accept: 'application/json',
        'user-agent': 'Afterword',
      },
    };
    const response = await new Promise<IncomingMessage>((done, fail) => {
      request(options, done).on('error', fail).end(body);
    });
    if (response.statusCode === 200) return read(response);
    response.destroy();
    throw new Error(`The external check answered ${response.statusCode}`);
  }

  private readonly lookup = checkedLookup(() => this.network, notAllowed);
}

function notAllowed(address: string): Error {
  return new Error(`${address} is not on the public internet; see WEBHOOK_ALLOW_PRIVATE`);
}

function signatureOf({ body, secret, timestamp }: { body: string; secret: string; timestamp: Date }) {
  const id = `msg_${randomUUID()}`;
  const seconds = Math.floor(timestamp.getTime() / 1_000);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > LIMITS.externalAnswerBytes) throw new Error(`More than ${LIMITS.externalAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

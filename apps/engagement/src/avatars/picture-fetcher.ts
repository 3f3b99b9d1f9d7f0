import { LIMITS } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { checkedLookup, type CheckedNetwork, isPublicAddress, resolveAll } from '@afterword/platform';

/** Redirects that are followed, each as careful as the first request. */
const MAX_REDIRECTS = 3;

const INTERNET: CheckedNetwork = { resolve: resolveAll, isAllowed: isPublicAddress };

/**
 * Loads the picture that a site's token names. The URL is somebody else's, so nothing but the public internet is asked: the address is
 * checked where the connection is opened, which leaves no time for a name to become another address.
 */
@Injectable()
export class PictureFetcher {
  /** Replaced in tests. */
  network = INTERNET;

  /** @throws Error for what is no answer with a body within the limits of size and time, or must not be asked for */
  async fetch(url: string): Promise<Buffer> {
    const signal = AbortSignal.timeout(LIMITS.avatarSeconds * 1_000);
    let next = new URL(url);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const response = await this.ask(next, signal);
      const { statusCode = 0, headers } = response;
      if (statusCode === 200) return read(response);
      response.destroy();
      if (statusCode < 300 || statusCode > 399 || headers.location === undefined) {
        throw new Error(`The server answered ${statusCode}`);
      }
      next = new URL(headers.location, next);
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects`);
  }

  private ask(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const { protocol, hostname } = url;
    if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`${protocol} is not http or https`);
    const literal = hostname.replace(/^\[|\]$/g, '');
    // No name is looked up for an address.
    if (isIP(literal) !== 0 && !this.network.isAllowed(literal)) throw notPublic(literal);
    const request = protocol === 'https:' ? requestHttps : requestHttp;
    const options = {
      // A connection of its own: one that is kept could lead elsewhere than where the name leads now.
      agent: false,
      lookup: this.lookup,
      signal,
      headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'Afterword' },
    } as const;
    return new Promise((done, fail) => {
      request({ ...options, ...addressOf(url, literal) }, done)
        .on('error', fail)
        .end();
    });
  }

  private readonly lookup = checkedLookup(() => this.network, notPublic);
}

/** Without what `url` may say about who asks: no name and password are sent. */
const addressOf = ({ protocol, port, pathname, search }: URL, hostname: string) => ({
  protocol,
  hostname,
  port,
  path: pathname + search,
});

function notPublic(address: string): Error {
  return new Error(`${address} is not on the public internet`);
}

async function read(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > LIMITS.avatarBytes) throw new Error(`More than ${LIMITS.avatarBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { checkedLookup, type CheckedNetwork } from './checked-network';

export interface CheckedPost {
  body: string;
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Most bytes of an answer. */
  maxBytes: number;
}

export interface CheckedAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/**
 * Sends requests to addresses that somebody else names. An address is checked where the connection is opened, redirects are not followed,
 * and answers are bounded.
 */
export class CheckedPoster {
  private readonly lookup: LookupFunction;

  /** @param network asked with every request, as tests replace it */
  constructor(
    private readonly network: () => CheckedNetwork,
    private readonly refusal: (address: string) => Error,
  ) {
    this.lookup = checkedLookup(network, refusal);
  }

  /** @throws Error where the address is not allowed, there is no answer in time, or it is too large */
  async post(url: URL, { body, headers, signal, maxBytes }: CheckedPost): Promise<CheckedAnswer> {
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    // No name is looked up for an address.
    if (isIP(literal) !== 0 && !this.network().isAllowed(literal)) throw this.refusal(literal);
    const { protocol, port, pathname, search } = url;
    const request = protocol === 'https:' ? requestHttps : requestHttp;
    const options = {
      ...{ method: 'POST', protocol, hostname: literal, port, path: pathname + search },
      // A connection of its own: one that is kept could lead elsewhere than where the name leads now.
      ...{ agent: false as const, lookup: this.lookup, signal },
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    };
    const response = await new Promise<IncomingMessage>((done, fail) => {
      request(options, done).on('error', fail).end(body);
    });
    const { statusCode: status = 0 } = response;
    if (status === 200) return { status, headers: response.headers, text: await read(response, maxBytes) };
    response.destroy();
    return { status, headers: response.headers, text: '' };
  }
}

async function read(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > maxBytes) throw new Error(`More than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

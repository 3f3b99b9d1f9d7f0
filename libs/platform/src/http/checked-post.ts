import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { checkedLookup, type CheckedNetwork } from './checked-network';

export interface CheckedPost {
  /** `POST` where it is left out. */
  method?: 'POST' | 'PUT';
  body: string | Uint8Array;
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Most bytes of an answer. */
  maxBytes: number;
  /** True: the first bytes of every answer are read, as far as they come. Otherwise a 200 is read as a whole, and others are not. */
  firstBytes?: boolean;
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
  async post(url: URL, options: CheckedPost): Promise<CheckedAnswer> {
    const { method = 'POST', body, headers, signal, maxBytes, firstBytes = false } = options;
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    // No name is looked up for an address.
    if (isIP(literal) !== 0 && !this.network().isAllowed(literal)) throw this.refusal(literal);
    const { protocol, port, pathname, search } = url;
    const request = protocol === 'https:' ? requestHttps : requestHttp;
    const requestOptions = {
      ...{ method, protocol, hostname: literal, port, path: pathname + search },
      // A connection of its own: one that is kept could lead elsewhere than where the name leads now.
      ...{ agent: false as const, lookup: this.lookup, signal },
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    };
    const response = await new Promise<IncomingMessage>((done, fail) => {
      request(requestOptions, done).on('error', fail).end(body);
    });
    const { statusCode: status = 0 } = response;
    if (firstBytes) return { status, headers: response.headers, text: await readFirst(response, maxBytes) };
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

/** What counts is the status, which is there already: an answer that breaks off is as long as it is. */
async function readFirst(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= maxBytes) break;
    }
  } catch {
    // The time is over, or the connection was closed.
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}

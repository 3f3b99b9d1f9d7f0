import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What a server that is not to be trusted does. */
export type Lie =
  /** Answers likes before it has stored them. */
  | 'acknowledges before it stores'
  /** Carries out a request once more, some time later, although it was answered. */
  | 'carries out a request again later'
  /** Answers with what it has read before. */
  | 'reads what was'
  /** Does not know a key when it sees it again. */
  | 'forgets keys';

export interface Liar {
  url: string;
  stop(): Promise<void>;
}

interface Answer {
  status: number;
  body: string;
}

/** Every so many requests of a kind it lies; the others are passed on. */
const EVERY = 2;
/** Milliseconds. */
const LATER_MS = 200;

/** Stands before engagement and breaks what engagement promises, so that we see who notices. */
export async function startLiar(target: () => string, lie: Lie): Promise<Liar> {
  let turn = 0;
  const read = new Map<string, Answer>();
  const late: (() => Promise<unknown>)[] = [];

  const pass = async (request: IncomingMessage, body: Buffer): Promise<Answer> => {
    const { authorization, 'content-type': type, 'idempotency-key': key } = request.headers;
    const kept = lie === 'forgets keys' && key !== undefined ? `${String(key)}-${(turn += 1)}` : key;
    const response = await fetch(`${target()}${request.url ?? ''}`, {
      method: request.method ?? 'GET',
      headers: {
        ...(authorization && { authorization }),
        ...(type && { 'content-type': type }),
        ...(kept !== undefined && { 'idempotency-key': String(kept) }),
      },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, body: await response.text() };
  };

  const answerTo = async (request: IncomingMessage, body: Buffer): Promise<Answer> => {
    const { method = '', url = '', headers } = request;
    const isMark = url.includes('/reactions/');
    const isRead = method === 'GET' && url.includes('/pages/');
    const who = `${url} ${headers.authorization}`;
    if (lie === 'acknowledges before it stores' && isMark && (turn += 1) % EVERY === 0) {
      // Where it breaks down meanwhile nothing comes of it.
      setTimeout(() => void pass(request, body).catch(() => undefined), LATER_MS);
      const reactions = method === 'PUT' ? ['like'] : [];
      return { status: 200, body: JSON.stringify({ counters: {}, viewer: { reactions, rewarded: 0 } }) };
    }
    if (lie === 'reads what was' && isRead && read.has(who) && (turn += 1) % EVERY !== 0) return read.get(who)!;
    if (late.length > 1)
      await late
        .shift()?.()
        .catch(() => undefined);
    const answer = await pass(request, body);
    if (isRead && !read.has(who)) read.set(who, answer);
    if (lie === 'carries out a request again later' && isMark) late.push(() => pass(request, body));
    return answer;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const { status, body } = await answerTo(request, await buffer(request));
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    } catch {
      // As a proxy that has lost its server.
      response.writeHead(502).end();
    }
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { CreateSite, Problem, Session, Site } from '@afterword/contracts';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface CallOptions {
  token?: string;
  body?: unknown;
  /** Sent as it is, with `content-type: application/json`. */
  rawBody?: string | Buffer;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** Real HTTP against a running service. Redirects are not followed. */
export function createApi(url: string) {
  async function call<Body = Problem>(method: Method, path: string, options: CallOptions = {}): Promise<Answer<Body>> {
    const {
      token,
      body,
      rawBody = body === undefined ? undefined : JSON.stringify(body),
      headers = {},
      signal,
    } = options;
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      ...(signal && { signal }),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(rawBody === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(rawBody === undefined ? {} : { body: typeof rawBody === 'string' ? rawBody : new Uint8Array(rawBody) }),
    });
    const text = await response.text();
    const json = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as Body };
  }

  return {
    url,
    call,

    /** A site of its own for a test, with a name that no other has. */
    async site(adminToken: string, site: Partial<CreateSite> = {}): Promise<Site> {
      const { startingBalance = 100, dailyGrant = 0 } = site;
      // Most readers of tests are guests: they get what members get, unless a test says otherwise.
      const guests = { guestBalance: startingBalance, guestDailyGrant: dailyGrant };
      const body = { id: `site-${randomUUID().slice(0, 8)}`, name: 'A site', ...guests, ...site };
      return expectStatus(201, await call<Site>('POST', '/v1/admin/sites', { token: adminToken, body }));
    },

    /** A new guest's token. */
    async guest(siteId: string, name?: string): Promise<string> {
      const body = name === undefined ? {} : { name };
      return expectStatus(201, await call<Session>('POST', `/v1/sites/${siteId}/sessions`, { body })).token;
    },
  };
}

export type Api = ReturnType<typeof createApi>;

/** The body of an answer that must have this status; what it was instead is in the failure. */
export function expectStatus<Body>(status: number, answer: Answer<Body>): Body {
  if (answer.status !== status)
    throw new Error(`Expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export const pagePath = (siteId: string, page: string) => `/v1/sites/${siteId}/pages/${encodeURIComponent(page)}`;

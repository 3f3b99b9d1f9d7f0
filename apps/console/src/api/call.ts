import type { Problem } from '@afterword/contracts';
import { session, sessionEnded } from '../session/session';

/** The service answered with a problem. `message` is its `detail`, which says what to do. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
    /** How long to wait before asking again, where the answer says so. Milliseconds. */
    readonly retryAfterMs: number | null,
  ) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
  }

  /** The last part of `type`: `comment-changed`. */
  get code(): string {
    return this.problem.type?.split(/[/:#]/).at(-1) ?? '';
  }
}

/** No answer: no network, or nobody at the other end. */
export class Unreachable extends Error {}

export interface CallOptions {
  body?: unknown;
  /** In place of a body: sent as they are. */
  bytes?: Blob;
  /** `Idempotency-Key`. */
  key?: string;
  signal?: AbortSignal;
  /** In place of the session's. Null: none. */
  token?: string | null;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request that takes longer has failed: the service answers within seconds. Milliseconds. */
const TIMEOUT_MS = 20_000;

/** A part of a file, over a slow line. Milliseconds. */
const UPLOAD_TIMEOUT_MS = 120_000;

/** @throws ApiProblem, Unreachable. An unknown or ended token ends the session, and what is on the screen stays. */
export async function call<Answer = undefined>(
  method: Method,
  path: string,
  { body, bytes, key, signal, token = session.value?.token ?? null }: CallOptions = {},
): Promise<Answer> {
  const response = await send(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(bytes === undefined ? (body === undefined ? {} : { body: JSON.stringify(body) }) : { body: bytes }),
    signal: AbortSignal.any([AbortSignal.timeout(bytes ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS), ...(signal ? [signal] : [])]),
    cache: 'no-store',
  });
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Answer;
  if (response.status === 401 && token !== null && token === session.value?.token) sessionEnded();
  throw await problemOf(response);
}

/** A stream of the service, to be read by the caller. @throws ApiProblem, Unreachable */
export async function open(path: string, { lastEventId, signal }: { lastEventId: string | null; signal: AbortSignal }) {
  const response = await send(path, {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${session.value?.token ?? ''}`,
      ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
    },
    signal,
    cache: 'no-store',
  });
  if (response.status === 401) sessionEnded();
  if (!response.ok || !response.body) throw await problemOf(response);
  return response.body;
}

/** Saves a file of the service, however long it takes. @throws ApiProblem, Unreachable, also where it ends too early */
export async function download(path: string, name: string): Promise<void> {
  const response = await send(path, {
    headers: { authorization: `Bearer ${session.value?.token ?? ''}` },
    cache: 'no-store',
  });
  if (response.status === 401) sessionEnded();
  if (!response.ok) throw await problemOf(response);
  const file = await response.blob().catch((error: unknown) => {
    throw new Unreachable('', { cause: error });
  });
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // The browser has begun to save it by then.
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_MS);
}

/** Milliseconds. */
const REVOKE_MS = 60_000;

/** The service may be below a path; the console is at `/console` there. */
const BASE = location.pathname.replace(/\/console\/?$/, '');

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(BASE + path, init);
  } catch (error) {
    if (init.signal?.aborted && (init.signal.reason as Error | undefined)?.name === 'AbortError') throw error;
    throw new Unreachable('', { cause: error });
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return new ApiProblem(response.status, problem, Number.isFinite(seconds) ? seconds * 1_000 : null);
}

/** An address below a site, with its parameters; those that are undefined or empty are left out. */
export function sitePath(site: string, rest: string, query: Record<string, string | number | undefined> = {}): string {
  const entries = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(entries).toString();
  return `/v1/sites/${encodeURIComponent(site)}/${rest}${search === '' ? '' : `?${search}`}`;
}

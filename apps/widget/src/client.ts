import type { Problem } from '@afterword/contracts';
import { Failure } from './failure';

export interface CallOptions {
  token?: string | null;
  body?: object;
  /** Idempotency-Key: the same for every attempt of one operation. */
  key?: string;
  /** Whether it arrives although the reader leaves the page. */
  keepalive?: boolean;
}

/** Requests fail after this long. Milliseconds. */
const TIMEOUT_MS = 20_000;
/** Used when a 429 has no readable `Retry-After`. */
const DEFAULT_WAIT_SECONDS = 5;

/** HTTP client of the engagement service. Every error is a `Failure`, whose kind is the problem's code. */
export class Client {
  /** Whether a response was readable before: then the service allows this origin. */
  private isAllowed?: boolean;
  /** Whether the console has the reason already. */
  private isTold?: boolean;
  /** Concurrent failing calls share one diagnosis. */
  private diagnosis?: Promise<string> | null;

  /** Loads what finds out why the service cannot be read. Set by the elements, which load code. */
  static loadLive: () => Promise<{ whyNotAllowed: (base: string, path: string) => Promise<string | undefined> }>;

  constructor(readonly base: string) {}

  async call<Answer>(
    method: string,
    path: string,
    { token, body, key, keepalive = false }: CallOptions = {},
  ): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        method,
        keepalive,
        credentials: 'omit',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body && { 'content-type': 'application/json' }),
          ...(key && { 'idempotency-key': key }),
        },
        body: body && JSON.stringify(body),
      });
      this.isAllowed = true;
      if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Answer;
    } catch (error) {
      throw new Failure(
        error instanceof TypeError
          ? await (this.diagnosis ??= this.whyUnreachable(path).finally(() => (this.diagnosis = null)))
          : 'unavailable',
      );
    }
    throw await failureIn(response);
  }

  /** Browsers do not say why a request failed. */
  private async whyUnreachable(path: string): Promise<string> {
    if (!navigator.onLine) return 'offline';
    const live = this.isAllowed ? null : await Client.loadLive().catch(() => null);
    const why = await live?.whyNotAllowed(this.base, path);
    if (!this.isTold) console.error(`Afterword: ${why ?? `${this.base} does not answer.`}`);
    this.isTold = true;
    return why ? 'not-allowed' : 'unavailable';
  }
}

async function failureIn(response: Response): Promise<Failure> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const kind = response.status >= 500 ? 'unavailable' : (problem.type?.split(':').at(-1) ?? 'other');
  if (kind !== 'rate-limited') return new Failure(kind, 0, problem.challenge);
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return new Failure(kind, Date.now() + (seconds >= 0 ? seconds : DEFAULT_WAIT_SECONDS) * 1_000);
}

import type { Problem } from '@afterword/contracts';
import { Failure } from './failure';

export interface CallOptions {
  token?: string | null;
  body?: object;
  /** Idempotency-Key: the same for every try of one intent. */
  key?: string;
}

/** Longer than the service takes when it is well; then we say so instead of waiting. */
const TIMEOUT_MS = 20_000;
/** What a 429 without a readable `Retry-After` stands for. */
const DEFAULT_WAIT_SECONDS = 5;

/** Problems that we name as the service does, and those that we do not. */
const SAME_NAME: readonly string[] = [
  'unauthorized',
  'rate-limited',
  'insufficient-balance',
  'page-closed',
  'points-spent',
  'name-reserved',
];
const OTHER_NAME: Record<string, Failure['kind']> = {
  'guests-not-allowed': 'sign-in',
  'edit-window-over': 'too-late',
  'undo-window-over': 'too-late',
  'own-comment': 'own',
  'invalid-request': 'invalid',
  'too-large': 'invalid',
  'comment-not-found': 'gone',
};

/** Talks to the engagement service. Every failure is a `Failure`, decided by the problem's code, never by its words. */
export class Client {
  /** An answer was read here, so the service allows this origin. */
  private isAllowed = false;
  /** Calls that fail at once ask once why. */
  private diagnosis: Promise<Failure['kind']> | null = null;

  constructor(readonly base: string) {}

  async call<Answer>(method: string, path: string, { token, body, key }: CallOptions = {}): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        method,
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
          ? await (this.diagnosis ??= this.whyUnreachable().finally(() => (this.diagnosis = null)))
          : 'unavailable',
      );
    }
    throw await failureIn(response);
  }

  /** A browser does not say why it could not read an answer. The widget's own file may be read from every origin. */
  private async whyUnreachable(): Promise<Failure['kind']> {
    if (!navigator.onLine) return 'offline';
    if (this.isAllowed) return 'unavailable';
    try {
      const { ok } = await fetch(`${this.base}/embed.js`, { method: 'HEAD', credentials: 'omit', cache: 'no-store' });
      return ok ? 'not-allowed' : 'unavailable';
    } catch {
      return 'unavailable';
    }
  }
}

const kindOf = (code: string): Failure['kind'] | undefined =>
  SAME_NAME.includes(code) ? (code as Failure['kind']) : OTHER_NAME[code];

async function failureIn(response: Response): Promise<Failure> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const code = problem.type?.split(':').at(-1) ?? '';
  const kind = kindOf(code) ?? (response.status >= 500 ? 'unavailable' : 'other');
  if (kind !== 'rate-limited') return new Failure(kind, 0, problem.challenge);
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return new Failure(kind, Date.now() + (seconds >= 0 ? seconds : DEFAULT_WAIT_SECONDS) * 1_000);
}

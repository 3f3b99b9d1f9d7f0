import type { FailureKind } from '@afterword/ui';

/** Why a call failed, in kinds that the widget can say something about. */
export class Failure extends Error {
  constructor(readonly kind: FailureKind | 'unauthorized' | 'not-allowed') {
    super(kind);
  }
}

export interface CallOptions {
  token?: string | null;
  body?: unknown;
  /** Idempotency-Key: the same for every try of one intent. */
  key?: string;
}

const KIND_OF_CODE: Record<string, Failure['kind']> = {
  unauthorized: 'unauthorized',
  'rate-limited': 'rate-limited',
  'insufficient-balance': 'insufficient-balance',
  'page-closed': 'page-closed',
  'invalid-request': 'invalid',
  'too-large': 'invalid',
  'comment-not-found': 'gone',
  unavailable: 'unavailable',
};

/** Talks to the engagement service. Every failure is a `Failure`, decided by the problem's code, never by its words. */
export class Client {
  constructor(readonly base: string) {}

  async call<Answer>(method: string, path: string, { token, body, key }: CallOptions = {}): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        method,
        credentials: 'omit',
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch {
      throw new Failure(await this.whyUnreachable());
    }
    if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Answer;
    throw new Failure(await kindOf(response));
  }

  /** A browser does not say why it could not read an answer. The widget's own file may be read from every origin. */
  private async whyUnreachable(): Promise<Failure['kind']> {
    if (!navigator.onLine) return 'offline';
    try {
      const { ok } = await fetch(`${this.base}/embed.js`, { method: 'HEAD', credentials: 'omit', cache: 'no-store' });
      return ok ? 'not-allowed' : 'unavailable';
    } catch {
      return 'unavailable';
    }
  }
}

async function kindOf(response: Response): Promise<Failure['kind']> {
  const problem = (await response.json().catch(() => ({}))) as { type?: string };
  const code = problem.type?.split(':').at(-1) ?? '';
  return KIND_OF_CODE[code] ?? (response.status >= 500 ? 'unavailable' : 'other');
}

export const failureOf = (error: unknown): Failure => (error instanceof Failure ? error : new Failure('other'));

import type { Challenge, Problem, ProblemError } from '@afterword/contracts';
import { PROBLEM_TYPE_PREFIX } from '@afterword/contracts';

export interface DomainErrorOptions {
  /** Extra words for this occasion, shown to the client. */
  detail?: string | undefined;
  errors?: readonly ProblemError[] | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** What a client has to solve; a member of the problem. */
  challenge?: Challenge | undefined;
  cause?: unknown;
}

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/**
 * Every problem that a service answers with, by its stable code. docs/errors.md lists the same codes; a spec ties them
 * both ways.
 */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request could not be read.' },
  'malformed-json': { status: 400, title: 'The body is not valid JSON.' },
  'idempotency-key-missing': { status: 400, title: 'This request needs an Idempotency-Key header.' },
  unauthorized: { status: 401, title: 'A valid token is needed.' },
  forbidden: { status: 403, title: 'This token may not do that.' },
  'guests-not-allowed': { status: 403, title: 'This site wants its readers to sign in.' },
  'proof-required': { status: 403, title: 'A new guest has to prove work at the moment.' },
  'page-closed': { status: 403, title: 'This page takes no new comments.' },
  'edit-window-over': { status: 403, title: 'The time in which this comment could be edited is over.' },
  'url-not-allowed': { status: 403, title: "The URL is not on one of the site's origins." },
  'undo-window-over': { status: 403, title: 'The time in which this reward could be taken back is over.' },
  'own-comment': { status: 403, title: 'Nobody rewards their own comment.' },
  'own-page': { status: 403, title: 'Nobody rewards their own page.' },
  'not-found': { status: 404, title: 'There is nothing here.' },
  'site-not-found': { status: 404, title: 'There is no such site.' },
  'page-not-found': { status: 404, title: 'There is no such page.' },
  'alias-not-found': { status: 404, title: 'The page has no such alias.' },
  'comment-not-found': { status: 404, title: 'There is no such comment.' },
  'reward-not-found': { status: 404, title: 'There is no such reward.' },
  'account-not-found': { status: 404, title: 'There is no such account.' },
  'share-not-found': { status: 404, title: 'There is no such short link.' },
  'article-not-found': { status: 404, title: 'There is no such article.' },
  'site-taken': { status: 409, title: 'A site with this id exists.' },
  'article-taken': { status: 409, title: 'An article with this slug exists.' },
  'idempotency-key-reused': { status: 409, title: 'This Idempotency-Key was used with another request.' },
  'page-key-taken': { status: 409, title: 'Another page is found by this key.' },
  'too-many-aliases': { status: 409, title: 'The page has as many aliases as a page may have.' },
  'points-spent': { status: 409, title: 'Who got the points has spent them.' },
  'page-described': { status: 409, title: 'The page already has a URL and a title.' },
  'precondition-failed': { status: 412, title: 'The resource has changed since it was read.' },
  'too-large': { status: 413, title: 'The body is too large.' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON.' },
  'invalid-request': { status: 422, title: 'The request is not valid.' },
  'proof-invalid': { status: 422, title: 'The proof of work is wrong, too old, or was used before.' },
  'name-reserved': { status: 422, title: 'The site keeps this name for its staff.' },
  'insufficient-balance': { status: 422, title: 'The wallet does not hold that many points.' },
  'rate-limited': { status: 429, title: 'Too many requests.' },
  internal: { status: 500, title: 'Something went wrong on our side.' },
  'format-not-offered': { status: 501, title: 'The answer is not to be had in this format.' },
  unavailable: { status: 503, title: 'The service cannot take the request right now.' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** An expected failure with a stable code. The one filter turns it into RFC 9457. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    private readonly options: DomainErrorOptions = {},
  ) {
    super(options.detail ?? PROBLEMS[code].title, { cause: options.cause });
    this.status = PROBLEMS[code].status;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.options.headers ?? {};
  }

  toProblem(): Problem {
    const { detail, errors, challenge } = this.options;
    return {
      type: PROBLEM_TYPE_PREFIX + this.code,
      title: PROBLEMS[this.code].title,
      status: this.status,
      ...(detail === undefined ? {} : { detail }),
      ...(errors === undefined ? {} : { errors: [...errors] }),
      ...(challenge === undefined ? {} : { challenge }),
    };
  }
}

import { type CommentSort, PROBLEM_TYPE_PREFIX, ProblemSchema } from '@afterword/contracts';
import {
  CONFIG,
  DomainError,
  type ProblemCode,
  PROBLEMS,
  REQUEST_ID_HEADER,
  type ServiceConfig,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import {
  type CommentContextAnswer,
  CommentContextAnswerSchema,
  type CommentListAnswer,
  CommentListAnswerSchema,
  type CreatedCommentAnswer,
  CreatedCommentSchema,
  PageAnswerSchema,
  type ReplyListAnswer,
  ReplyListAnswerSchema,
  SessionAnswerSchema,
} from './engagement-answers';

/** A reader waits for the answer meanwhile. Milliseconds. */
const TIMEOUT_MS = 4_000;

/** The reader on whose behalf content calls, and the request in which it does. */
export interface Caller {
  client: string;
  requestId: string;
}

export interface CreateOptions extends Caller {
  idempotencyKey: string;
}

interface Call {
  path: string;
  caller: Caller;
  token?: string;
  key?: string;
  body?: object;
}

/**
 * Engagement's API, for readers without JavaScript. The article page does not use it, so that it can be served while
 * engagement is down.
 */
@Injectable()
export class EngagementApi {
  constructor(@Inject(CONFIG) private readonly config: ServiceConfig) {}

  comments(
    { site, page }: { site: string; page: string },
    query: { sort: CommentSort; cursor?: string | undefined },
    caller: Caller,
  ): Promise<CommentListAnswer> {
    return this.call(CommentListAnswerSchema, { path: `${pagePath(site, page)}/comments${queryOf(query)}`, caller });
  }

  /** The version of a page: the sum of the versions of its counters and comments. */
  async versionOf({ site, page }: { site: string; page: string }, caller: Caller): Promise<number> {
    return (await this.call(PageAnswerSchema, { path: pagePath(site, page), caller })).version;
  }

  /** @throws DomainError `comment-not-found` */
  context(id: string, caller: Caller): Promise<CommentContextAnswer> {
    return this.call(CommentContextAnswerSchema, { path: `/v1/comments/${id}/context`, caller });
  }

  replies(id: string, cursor: string | undefined, caller: Caller): Promise<ReplyListAnswer> {
    return this.call(ReplyListAnswerSchema, { path: `/v1/comments/${id}/replies${queryOf({ cursor })}`, caller });
  }

  /** @throws DomainError `name-reserved`, `guests-not-allowed`, `proof-required` */
  openSession(
    site: string,
    name: string | undefined,
    { idempotencyKey: key, ...caller }: CreateOptions,
  ): Promise<{ token: string }> {
    const path = `/v1/sites/${encodeURIComponent(site)}/sessions`;
    return this.call(SessionAnswerSchema, { path, caller, key, body: { name } });
  }

  /** @throws DomainError `page-closed`, `invalid-request` */
  post(
    { site, page }: { site: string; page: string },
    comment: { body: string; parentId: string | undefined },
    { token, idempotencyKey: key, ...caller }: CreateOptions & { token: string },
  ): Promise<CreatedCommentAnswer> {
    return this.call(CreatedCommentSchema, {
      path: `${pagePath(site, page)}/comments`,
      caller,
      token,
      key,
      body: comment,
    });
  }

  private async call<Schema extends z.ZodType>(schema: Schema, call: Call): Promise<z.output<Schema>> {
    const { path, caller, token, key, body } = call;
    let answer: { ok: boolean; json: unknown; retryAfter: string | null };
    try {
      const response = await fetch(this.config.engagementInternalUrl + path, {
        method: body ? 'POST' : 'GET',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          // Engagement trusts it where content is one of its TRUSTED_PROXIES.
          'x-forwarded-for': caller.client,
          [REQUEST_ID_HEADER]: caller.requestId,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(key !== undefined && { 'idempotency-key': key }),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      answer = { ok: response.ok, json: await response.json(), retryAfter: response.headers.get('retry-after') };
    } catch (cause) {
      throw unavailable(cause);
    }
    if (!answer.ok) throw problemOf(answer.json, answer.retryAfter);
    const parsed = schema.safeParse(answer.json);
    if (!parsed.success) throw unavailable(parsed.error);
    return parsed.data;
  }
}

const pagePath = (site: string, page: string) =>
  `/v1/sites/${encodeURIComponent(site)}/pages/${encodeURIComponent(page)}`;

function queryOf(parameters: Record<string, string | undefined>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

const unavailable = (cause: unknown) => new DomainError('unavailable', { cause, headers: { 'retry-after': '5' } });

/** Passes on a refusal by its code; an error of engagement's own, or an unknown code, becomes `unavailable`. */
function problemOf(json: unknown, retryAfter: string | null): DomainError {
  // Engagement 0.1 leaves `detail` out.
  const parsed = ProblemSchema.partial({ detail: true }).safeParse(json);
  const code = parsed.data?.type.slice(PROBLEM_TYPE_PREFIX.length);
  if (!isCode(code) || PROBLEMS[code].status >= 500) return unavailable(json);
  return new DomainError(code, {
    // The reason that the site's moderation gives; every other detail is in our own words.
    ...(code === 'comment-refused' && { detail: parsed.data?.detail }),
    errors: parsed.data?.errors,
    ...(retryAfter !== null && { headers: { 'retry-after': retryAfter } }),
  });
}

const isCode = (code: string | undefined): code is ProblemCode => code !== undefined && Object.hasOwn(PROBLEMS, code);

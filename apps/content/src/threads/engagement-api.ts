import { type CommentSort, PROBLEM_TYPE_PREFIX, ProblemSchema } from '@afterword/contracts';
import { CONFIG, DomainError, type ProblemCode, PROBLEMS, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import {
  type CommentContextAnswer,
  CommentContextAnswerSchema,
  type CommentListAnswer,
  CommentListAnswerSchema,
  CreatedCommentSchema,
  PageAnswerSchema,
  type ReplyListAnswer,
  ReplyListAnswerSchema,
  SessionAnswerSchema,
} from './engagement-answers';

/** A reader without scripts waits for this, so it ends before they give up. Milliseconds. */
const TIMEOUT_MS = 4_000;

/** On whose behalf it is asked. */
export interface Caller {
  address: string;
}

/** What is made, once for each key. */
export interface Making extends Caller {
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
 * Engagement's API, as a reader without scripts needs it. Nothing that an article's page shows comes this way: it is there
 * while engagement is not.
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

  /** What has happened on a page so far, as one number. */
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
    { idempotencyKey: key, ...caller }: Making,
  ): Promise<{ token: string }> {
    const path = `/v1/sites/${encodeURIComponent(site)}/sessions`;
    return this.call(SessionAnswerSchema, { path, caller, key, body: { name } });
  }

  /** @throws DomainError `page-closed`, `invalid-request` */
  post(
    { site, page }: { site: string; page: string },
    comment: { body: string; parentId: string | undefined },
    { token, idempotencyKey: key, ...caller }: Making & { token: string },
  ): Promise<{ id: string }> {
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
          // Believed where content is among the proxies that engagement trusts.
          'x-forwarded-for': caller.address,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(key !== undefined && { 'idempotency-key': key }),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      answer = { ok: response.ok, json: await response.json(), retryAfter: response.headers.get('retry-after') };
    } catch (cause) {
      throw away(cause);
    }
    if (!answer.ok) throw problemOf(answer.json, answer.retryAfter);
    const parsed = schema.safeParse(answer.json);
    if (!parsed.success) throw away(parsed.error);
    return parsed.data;
  }
}

const pagePath = (site: string, page: string) =>
  `/v1/sites/${encodeURIComponent(site)}/pages/${encodeURIComponent(page)}`;

function queryOf(parameters: Record<string, string | undefined>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

const away = (cause: unknown) => new DomainError('unavailable', { cause, headers: { 'retry-after': '5' } });

/** What engagement refuses is refused here by the same code; what went wrong there is not there for us. */
function problemOf(json: unknown, retryAfter: string | null): DomainError {
  const parsed = ProblemSchema.safeParse(json);
  const code = parsed.data?.type.slice(PROBLEM_TYPE_PREFIX.length);
  if (!isCode(code) || PROBLEMS[code].status >= 500) return away(json);
  return new DomainError(code, {
    errors: parsed.data?.errors,
    ...(retryAfter !== null && { headers: { 'retry-after': retryAfter } }),
  });
}

const isCode = (code: string | undefined): code is ProblemCode => code !== undefined && Object.hasOwn(PROBLEMS, code);

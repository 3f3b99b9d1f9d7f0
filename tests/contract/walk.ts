import type { ApiOperation, DescribedService } from '@afterword/platform';
import { type Problem, PROBLEM_TYPE_PREFIX } from '@afterword/contracts';
import type { z } from 'zod';
import { problemsOf } from '../../libs/platform/src/openapi/document';
import { areBalanced } from '@afterword/testing/haproxy';
import { poll } from '@afterword/testing/poll';
import { type Answer, type Api, type CallOptions, expectStatus } from '@afterword/testing/api';

export interface Step extends CallOptions {
  /** By the names in the path's braces. */
  path?: Record<string, string>;
  query?: string;
}

/** Calls operations by their names, holds each answer to what the document promises, and knows which were called. */
export class Walk {
  private readonly called = new Set<string>();
  private readonly operations: Map<string, ApiOperation>;

  constructor(
    /** `own`: where figures are asked for, which are each process's own. */
    private readonly service: { api: Api; own: Api },
    description: DescribedService,
  ) {
    this.operations = new Map(description.operations.map((operation) => [operation.id, operation]));
  }

  operation(id: string): ApiOperation {
    const operation = this.operations.get(id);
    if (!operation) throw new Error(`No operation ${id}`);
    return operation;
  }

  call<Body = Problem>(id: string, { path = {}, query = '', ...options }: Step = {}): Promise<Answer<Body>> {
    const operation = this.operation(id);
    const url = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = path[name];
      if (value === undefined) throw new Error(`${id} needs {${name}}`);
      return encodeURIComponent(value);
    });
    const method = operation.method.toUpperCase() as 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    const api = id === 'metrics' ? this.service.own : this.service.api;
    return api.call<Body>(method, url + query, options);
  }

  /** A good request. Its answer has the promised status and shape, and nothing that the shape does not name. */
  async good<Body>(id: string, step: Step = {}): Promise<Body> {
    const { answer, cacheable, limit } = this.operation(id);
    const given = await this.call<Body>(id, step);
    const body = expectStatus(answer.status, given);
    if ('schema' in answer) expect(withoutExtras(answer.schema, body)).toEqual(body);
    if ('mediaType' in answer) expect(given.headers.get('content-type')).toContain(answer.mediaType);
    if (cacheable) {
      // Of two processes, one may have heard of the last change later (`LIMITS.staleReadMs`).
      const again = areBalanced
        ? () =>
            poll(
              () => this.again(id, step),
              (status) => status === 304,
            )
        : () => this.again(id, step);
      expect([id, await again()]).toEqual([id, 304]);
    }
    if (limit) expect(given.headers.get('ratelimit')).toContain(`"${limit}-address";r=`);
    this.called.add(id);
    return body;
  }

  /** The status of a request that has what the one before it was answered. */
  private async again(id: string, step: Step): Promise<number> {
    const { headers } = await this.call(id, step);
    const etag = headers.get('etag')!;
    expect(etag).toMatch(/^"[^"]+"$/);
    return (await this.call(id, { ...step, headers: { ...step.headers, 'if-none-match': etag } })).status;
  }

  /** A bad request. Its answer is a problem that the document promises. */
  async refused(id: string, status: number, step: Step): Promise<Problem> {
    const answer = await this.call(id, step);
    const problem = expectStatus(status, answer);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(problem).toMatchObject({ status, title: expect.any(String) });
    expect(problemsOf(this.operation(id))).toContain(problem.type.replace(PROBLEM_TYPE_PREFIX, ''));
    return problem;
  }

  /** An operation whose answer has no end was called by other means. */
  note(id: string): void {
    this.called.add(this.operation(id).id);
  }

  /** Operations that no good request was made to. */
  get missing(): string[] {
    return [...this.operations.keys()].filter((id) => !this.called.has(id));
  }
}

/** What the schema knows of a body: an answer that says more than it promises differs from this. */
function withoutExtras(schema: z.ZodType, body: unknown): unknown {
  const result = schema.safeParse(body);
  if (!result.success) throw new Error(`Not what the document promises: ${JSON.stringify(result.error.issues)}`);
  return result.data;
}

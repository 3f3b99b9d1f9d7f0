import { isNativeError } from 'node:util/types';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable } from '../database/unavailable';
import { GroupCommitClosedError, GroupCommitFullError } from '../group-commit/group-commit';
import { DomainError, type ProblemCode } from './domain-error';
import { REQUEST_ID_HEADER } from './request-id';

/** Problem codes for Fastify's and Nest's own errors, by HTTP status. */
const CODE_OF_STATUS: Record<number, ProblemCode> = {
  400: 'malformed-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  413: 'too-large',
  414: 'malformed-request',
  415: 'unsupported-media-type',
  503: 'unavailable',
};

const RETRY_AFTER_SECONDS = '1';

/** Turns every failure of a route into `application/problem+json`. Unexpected errors are logged, and the response hides their cause. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(exception: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const error = this.toDomainError(exception, request);
    if (reply.sent) return;
    // For whoever is asked what went wrong. Other answers may be kept by caches, or have to be the same for HEAD.
    if (error.status >= 500) void reply.header(REQUEST_ID_HEADER, request.id);
    this.send(reply, error);
  }

  /** Sends the response. A service whose routes are read by people overrides this to show a page. */
  protected send(reply: FastifyReply, error: DomainError): void {
    sendProblem(reply, error);
  }

  private toDomainError(exception: unknown, request: FastifyRequest): DomainError {
    if (exception instanceof DomainError) return exception;
    const known = knownError(exception);
    if (known) return known;
    this.logger.error(
      { err: exception, requestId: request.id, method: request.method, route: request.routeOptions?.url },
      'A request failed unexpectedly',
    );
    return new DomainError('internal', { cause: exception });
  }
}

export function sendProblem(reply: FastifyReply, error: DomainError): void {
  void reply
    .status(error.status)
    .headers(error.headers)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(error.toProblem()));
}

export function knownError(exception: unknown): DomainError | null {
  if (exception instanceof GroupCommitFullError || exception instanceof GroupCommitClosedError) return busy(exception);
  // Under Jest, Node's own errors come from another realm, so `instanceof` alone does not recognize them.
  if (!(exception instanceof Error) && !isNativeError(exception)) return null;
  if (exception instanceof HttpException) {
    return problemOfStatus(exception.getStatus(), exception);
  }
  if (isUnavailable(exception)) return busy(exception);
  const { code, statusCode } = exception as Error & { code?: string; statusCode?: number };
  if (exception instanceof SyntaxError && statusCode === 400)
    return new DomainError('malformed-json', { cause: exception });
  if (code?.startsWith('FST_') && statusCode) return problemOfStatus(statusCode, exception);
  return null;
}

function problemOfStatus(status: number, cause: Error): DomainError | null {
  const code = CODE_OF_STATUS[status];
  if (!code) return null;
  return code === 'unavailable' ? busy(cause) : new DomainError(code, { cause });
}

const busy = (cause: Error) =>
  new DomainError('unavailable', { cause, headers: { 'retry-after': RETRY_AFTER_SECONDS } });

import type { LoggerService } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Logger, pino } from 'pino';
import type { ServiceConfig } from '../config/config';
import { clientOf } from './address';
import { loggedUrl } from './logged-url';

/** Tokens travel in this header, and in paths that `loggedUrl` makes unreadable. */
const REDACTED = ['req.headers.authorization', 'authorization'];

export const createPino = ({ service, logLevel }: ServiceConfig): Logger =>
  pino({ level: logLevel, base: { service }, redact: REDACTED, serializers: { req: requestLine, res: responseLine } });

/** What is logged of a request, when debugging. */
const requestLine = (request: FastifyRequest) => ({
  method: request.method,
  url: loggedUrl(request.url, request.routeOptions?.url),
  client: clientOf(request),
});

const responseLine = ({ statusCode }: FastifyReply) => ({ statusCode });

type Level = 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal';

/**
 * What Nest logs about its own start helps to find a missing route; otherwise it is noise. The bundler may have added to the names of
 * Nest's classes.
 */
const FRAMEWORK = /^_?(NestFactory|InstanceLoader|RoutesResolver|RouterExplorer|NestApplication)\d*$/;

/** What Nest says when it cannot start. `runMain` says it again, in one line. */
const FAILED_START = /^_?ExceptionHandler\d*$/;

/** Nest's logger on pino: `logger.warn({ page }, 'words')` and `logger.warn('words')` both work, the context is kept. */
export class PinoLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log = (message: unknown, ...rest: unknown[]) => this.write('info', message, rest);
  error = (message: unknown, ...rest: unknown[]) => this.write('error', message, rest);
  warn = (message: unknown, ...rest: unknown[]) => this.write('warn', message, rest);
  debug = (message: unknown, ...rest: unknown[]) => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]) => this.write('trace', message, rest);
  fatal = (message: unknown, ...rest: unknown[]) => this.write('fatal', message, rest);

  /** Nest passes the context last. */
  private write(said: Level, message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
    const isNoise = FAILED_START.test(context ?? '') || (said === 'info' && FRAMEWORK.test(context ?? ''));
    const level = isNoise ? 'debug' : said;
    if (message instanceof Error) this.pino[level]({ context, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) {
      this.pino[level]({ context, ...message }, typeof rest[0] === 'string' ? rest[0] : undefined);
    } else this.pino[level]({ context }, String(message));
  }
}

import { type DynamicModule, Logger, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { LIMITS } from '@afterword/contracts';
import { MAX_PARAMETER_LENGTH } from '../access/route-table';
import { ConfigError, type ServiceConfig } from '../config/config';
import { databaseAdvice } from '../database/advice';
import { reasonOf } from '../logging/log-limiter';
import { trustOf } from './address';
import { DomainError } from './domain-error';
import { endStreamsOfHead } from './head-or-prefetch';
import { acceptJsonBodies } from './json-body';
import { serveOperationalRoutesOnly } from './operational-routes';
import { parseQuery } from './parse-query';
import { OtlpExporter } from '../telemetry/otlp-exporter';
import { setTracer, Tracer } from '../telemetry/tracing';
import { createPino, PinoLogger } from './pino-logger';
import { knownError, ProblemFilter, sendProblem } from './problem.filter';
import { measureRequests } from './request-figures';
import { requestIdOf } from './request-id';
import { securityHeadersOf } from './security-headers';
import { traceRequests } from './trace-requests';
import { refuseUnreadable, watchResponses } from './unreadable-request';
import { closeUnusedConnections } from './unused-connections';

/** How often connections are looked at for requests that take too long. Milliseconds. */
const CHECK_CONNECTIONS_MS = 1_000;

/** How long requests under way may take after SIGTERM before the process gives up on them. Milliseconds. */
const DRAIN_MS = 12_000;

/** Builds the application without listening; specs use it through `inject`. */
export async function createService(
  config: ServiceConfig,
  module: Type | DynamicModule,
): Promise<NestFastifyApplication> {
  const logger = createPino(config);
  const adapter = new FastifyAdapter({
    // Fastify would make a logger for each request. What goes wrong is logged by our filter; requests only when debugging.
    ...(logger.isLevelEnabled('debug') && {
      loggerInstance: logger,
      logController: new LogController({ requestIdLogLabel: 'requestId' }),
    }),
    genReqId: requestIdOf,
    bodyLimit: LIMITS.bodyBytes,
    // A client that sends or reads a byte now and then must not hold a connection for ever (RFC 9110 15.5.9).
    http: { headersTimeout: LIMITS.requestHeadSeconds * 1_000, connectionsCheckingInterval: CHECK_CONNECTIONS_MS },
    requestTimeout: LIMITS.requestSeconds * 1_000,
    connectionTimeout: LIMITS.quietConnectionSeconds * 1_000,
    // From the right, the first address that is no trusted proxy's is the client's.
    trustProxy: config.trustedProxies.length > 0 ? trustOf(config.trustedProxies) : false,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH, ignoreTrailingSlash: false, querystringParser: parseQuery },
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseUnreadable,
    // A path that is no valid percent-encoding fails before any route does.
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(
        // The answer is the same for all, whoever asked for what.
        reply.headers(securityHeadersOf(reply.server)).header('access-control-allow-origin', '*'),
        knownError(error) ?? new DomainError('malformed-request'),
      ),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new PinoLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  // First, so that no other hook runs for a route that this process does not serve.
  if (!config.roles.has('api')) serveOperationalRoutesOnly(fastify);
  acceptJsonBodies(fastify);
  closeUnusedConnections(fastify);
  watchResponses(fastify);
  measureRequests(fastify);
  if (config.tracing) startTracing(fastify, config.tracing, config.service);
  endStreamsOfHead(fastify);
  app.useGlobalFilters(new ProblemFilter());
  return app;
}

function startTracing(
  fastify: FastifyInstance,
  { endpoint, headers, ratio }: NonNullable<ServiceConfig['tracing']>,
  service: string,
): void {
  const exporter = new OtlpExporter({ endpoint, headers, resource: { 'service.name': `afterword-${service}` } });
  const tracer = new Tracer((span) => exporter.add(span), ratio);
  setTracer(tracer);
  traceRequests(fastify, tracer);
  fastify.addHook('onClose', async () => {
    setTracer(null);
    await exporter.flush();
  });
}

/**
 * Runs a service until SIGTERM or SIGINT, or until the process that started it is gone. Then it takes no new requests,
 * answers those under way, and closes what it opened, in that order.
 */
export async function runService({
  config,
  module,
}: {
  config: ServiceConfig;
  module: Type | DynamicModule;
}): Promise<void> {
  const app = await createService(config, module);
  let stopping = false;
  const logger = new Logger('Service');
  const giveUp = (reason: string) => {
    logger.error({ reason }, `The service did not shut down cleanly: ${reason}`);
    process.exit(1);
  };
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(
      () => giveUp(`requests or jobs were still under way after ${DRAIN_MS / 1_000} seconds`),
      DRAIN_MS,
    ).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => giveUp(reasonOf(error)),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.connected) process.once('disconnect', stop);
  await app.listen(config.port, config.host);
  // Tells whoever started us, as PM2 expects it too. The command line waits for it.
  if (process.connected) process.send?.('ready');
}

/** What is wrong with a request is in its fields: `The request is not valid. until must be a time in the future` */
function lineOf(error: unknown): string {
  const { errors = [] } = error instanceof DomainError ? error.toProblem() : {};
  const fields = errors.map(({ path, message }) => `${path.slice(1)} ${message}`).join(', ');
  return fields === '' ? reasonOf(error) : `${reasonOf(error)} ${fields}`;
}

/** Runs a program's main function; what it throws becomes one line and exit code 1. */
export function runMain(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    const message = error instanceof ConfigError ? error.message : (databaseAdvice(error) ?? lineOf(error));
    process.stderr.write(`${message}\n`);
    process.exit(1);
  });
}

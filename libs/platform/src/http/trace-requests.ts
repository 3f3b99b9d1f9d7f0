import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readTraceparent, type Span, type Tracer } from '../telemetry/tracing';

/**
 * A span for each request, below that of whoever asked where they send a `traceparent`. It has the route's template: addresses, queries and
 * headers are nobody's business.
 */
export function traceRequests(fastify: FastifyInstance, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    // Health checks and figures are asked for every few seconds.
    if (/^\/(?:health|metrics)\b/.test(route)) return done();
    const parent = readTraceparent(request.headers.traceparent);
    const trace = parent ?? tracer.newTrace();
    if (!tracer.wants(trace)) return done();
    const span = tracer.start(`${request.method} ${route}`, {
      kind: 'server',
      parent,
      traceId: trace.traceId,
      attributes: { 'http.request.method': request.method, 'http.route': route },
    });
    spans.set(request, span);
    tracer.run(span.context, done);
  });
  const end = (request: FastifyRequest, status: number) =>
    spans.get(request)?.end({ attributes: { 'http.response.status_code': status }, failed: status >= 500 });
  fastify.addHook('onResponse', (request, reply, done) => {
    end(request, reply.statusCode);
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    end(request, 499);
    done();
  });
}

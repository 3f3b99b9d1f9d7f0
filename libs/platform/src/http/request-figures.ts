import type { FastifyInstance, FastifyReply } from 'fastify';
import { histogram } from '../telemetry/metrics';

/** The objectives of deploy/prometheus are among them. Seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * Counts requests and how long they took, by the route's template and the class of the status: the number of series is bounded, and no
 * address of a reader is in them. Event streams, which are open for minutes, are left out.
 */
export function measureRequests(fastify: FastifyInstance): void {
  const requests = histogram(
    'afterword_http_request_duration_seconds',
    'Requests by route and class of status, until the answer was sent',
    SECONDS,
    ['method', 'route', 'status'],
  );
  fastify.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    if (!isStream(reply)) {
      const labels = { method, route: routeOptions.url ?? 'none', status: `${Math.floor(reply.statusCode / 100)}xx` };
      requests.observe(labels, reply.elapsedTime / 1_000);
    }
    done();
  });
}

function isStream(reply: FastifyReply): boolean {
  const type = reply.getHeader('content-type');
  return typeof type === 'string' && type.startsWith('text/event-stream');
}

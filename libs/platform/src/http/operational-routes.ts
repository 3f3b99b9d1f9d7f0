import type { FastifyInstance } from 'fastify';
import { DomainError } from './domain-error';
import { sendProblem } from './problem.filter';

const OPERATIONAL_ROUTES = new Set(['/health/live', '/health/ready', '/metrics']);

/** Lets a process without the role `api` answer what operators ask, and 404 for every other route. */
export function serveOperationalRoutesOnly(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (OPERATIONAL_ROUTES.has(request.routeOptions.url ?? '')) done();
    else sendProblem(reply, new DomainError('not-found'));
  });
}

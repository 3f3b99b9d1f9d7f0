import { clientOf } from '@afterword/platform';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GuestClients } from './guest-clients';

/** Notes where banned guests come from today. Lets every request pass: the write itself is refused. */
@Injectable()
export class BannedGuests implements CanActivate {
  constructor(private readonly clients: GuestClients) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.getArgByIndex<FastifyRequest>(0);
    const { principal } = request;
    if (principal?.kind !== 'reader' || principal.restriction?.kind !== 'ban') return true;
    if (principal.reader.role !== 'guest') return true;
    return this.clients.remember(principal, clientWithBrowser(request)).then(() => true);
  }
}

/** The client of a request, with what its browser calls itself. */
export const clientWithBrowser = (request: FastifyRequest) => ({
  client: clientOf(request),
  userAgent: (request.headers['user-agent'] ?? '').slice(0, MAX_USER_AGENT),
});

/** Longer than a browser's. Characters. */
const MAX_USER_AGENT = 512;

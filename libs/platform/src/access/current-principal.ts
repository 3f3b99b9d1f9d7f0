import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal, ReaderPrincipal, StaffPrincipal } from './principal';

function principalOf(context: ExecutionContext): Principal {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new Error('The guards of AccessModule did not run');
  return principal;
}

/** Who asks. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal =>
  principalOf(context),
);

/** The reader who asks, on a route with the access `reader`. */
export const CurrentReader = createParamDecorator((_data: unknown, context: ExecutionContext): ReaderPrincipal => {
  const principal = principalOf(context);
  if (principal.kind !== 'reader') throw new Error('CurrentReader is for routes with the access `reader`');
  return principal;
});

/** The member of staff who asks, on a route with the access `staff` or `staff-session`. */
export const CurrentStaff = createParamDecorator((_data: unknown, context: ExecutionContext): StaffPrincipal => {
  const principal = principalOf(context);
  if (principal.kind !== 'staff') throw new Error('CurrentStaff is for routes with the access `staff`');
  return principal;
});

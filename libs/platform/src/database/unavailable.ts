import { isNativeError } from 'node:util/types';

const CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|NO_PRIMARY|25006|57P0[123]|53[123]00|08\w{3})$/;

/** What the driver says without a code. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (was closed|has encountered a connection error) and is not queryable)/;

/**
 * Whether something failed because PostgreSQL is away, restarting, a standby, or out of connections, memory or disk: worth another try by who asked for it, unlike
 * a bug. What was to be stored is stored where the connection was lost between the commit and word of it.
 */
export function isUnavailable(error: unknown): boolean {
  // Node's own errors are of another realm under Jest.
  if (!(error instanceof Error) && !isNativeError(error)) return false;
  const { code, driverError } = error as Error & { code?: string; driverError?: { code?: string } };
  return CODES.test(driverError?.code ?? code ?? '') || MESSAGES.test(error.message);
}

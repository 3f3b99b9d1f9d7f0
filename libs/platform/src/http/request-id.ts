import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** By which proxies and both services name a request in what they log. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** UUIDs, and 32 hexadecimal digits such as nginx's: whatever else somebody sends would get into logs. */
const GIVEN = /^[0-9a-f-]{16,64}$/i;

/** The id that a request brought with it, or a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && GIVEN.test(given) ? given : randomUUID();
}

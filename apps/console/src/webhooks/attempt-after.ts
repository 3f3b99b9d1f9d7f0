import type { WebhookDelivery } from '@afterword/contracts';
import { call } from '../api/call';

/** How often the service is asked, and how long: a request may take 15 seconds, and others may be before it. Milliseconds. */
const ASK_MS = 1_000;
const LONGEST_MS = 30_000;

/** The delivery once there is an attempt that the given one does not have, or as it is after half a minute. @throws Failure, or when aborted */
export async function attemptAfter(
  path: string,
  before: WebhookDelivery,
  signal: AbortSignal,
): Promise<WebhookDelivery> {
  const last = before.attempts.at(-1)?.at;
  for (const until = Date.now() + LONGEST_MS; ;) {
    const now = await call<WebhookDelivery>('GET', path, { signal });
    if (now.attempts.at(-1)?.at !== last || Date.now() > until) return now;
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    signal.throwIfAborted();
  }
}

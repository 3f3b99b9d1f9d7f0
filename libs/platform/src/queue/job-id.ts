const HOUR_MS = 3_600_000;

/**
 * The id of a job: name, page, version and the hour. Adding the same state again while its job waits is then a no-op. It is a saving,
 * not a guard: the consumer's version check is. A job in the failed set keeps its id, and would keep its state from being added for
 * ever without the hour. BullMQ refuses `:` in ids, and a page key may hold
 * anything; percent-encoding leaves neither `:` nor `/` in a part.
 */
export function jobId(name: string, ...parts: readonly (string | number)[]): string {
  const hour = Math.floor(Date.now() / HOUR_MS);
  return [name, ...parts, hour].map((part) => encodeURIComponent(String(part))).join('/');
}

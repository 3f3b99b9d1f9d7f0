const HOUR_MS = 3_600_000;

/**
 * The id of a job: name, page, version and the hour. Adding the same state again while its job waits is then a no-op. Deduplicates only; the
 * consumer's version check is what makes it correct. A job in the failed set keeps its id, which would keep the same state from being
 * added for ever without the hour. BullMQ refuses `:` in ids, and a page key may hold anything; percent-encoding leaves neither `:` nor `/`
 * in a part.
 */
export function jobId(name: string, ...parts: readonly (string | number)[]): string {
  const hour = Math.floor(Date.now() / HOUR_MS);
  return [name, ...parts, hour].map((part) => encodeURIComponent(String(part))).join('/');
}

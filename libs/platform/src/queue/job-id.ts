/**
 * The id of a job: name, page, version and hour. Adding the same state again while its job waits is then a no-op. It is a saving,
 * not a guard: the consumer's version check is. BullMQ refuses `:` in ids, and a page key may hold
 * anything; percent-encoding leaves neither `:` nor `/` in a part.
 */
export function jobId(name: string, ...parts: readonly (string | number)[]): string {
  return [name, ...parts].map((part) => encodeURIComponent(String(part))).join('/');
}

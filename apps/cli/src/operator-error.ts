/** A failure whose message is the whole explanation: the operator reads it on one line, without a stack trace. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

/** What went wrong, on one line, whatever was thrown. Jest's errors of `node:fs` are of another realm: no instanceof. */
export function messageOf(error: unknown): string {
  // node:net throws an AggregateError with an empty message when a host has several addresses.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const message = isObject(first) && 'message' in first ? String(first.message) : String(first);
  return message.replace(/\s*\n\s*/g, ' ').trim();
}

export function isErrorCode(error: unknown, ...codes: string[]): boolean {
  return isObject(error) && 'code' in error && codes.includes(String(error.code));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

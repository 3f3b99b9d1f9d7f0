let configured: string | null = null;

/**
 * Says which service to talk to, before anything else is loaded: behind a bundler a script comes from the publisher's own server.
 * @throws RangeError where another one was said before: a page has the elements of one service
 */
export function setService(url: string): void {
  const { origin } = new URL(url);
  if (configured !== null && configured !== origin)
    throw new RangeError(`The elements of this page are those of ${configured} already`);
  configured = origin;
}

/** The service that this script was loaded from, unless another one was said. */
export const serviceOrigin = (): string => configured ?? new URL(import.meta.url).origin;

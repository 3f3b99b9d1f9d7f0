let told: string | null = null;

/**
 * Says which service to talk to, before anything else is loaded: behind a bundler a script comes from the publisher's own server.
 * @throws RangeError where another one was said before: a page has the elements of one service
 */
export function setService(url: string): void {
  const { origin } = new URL(url);
  if (told !== null && told !== origin) throw new RangeError(`The elements of this page are those of ${told} already`);
  told = origin;
}

/** The service that this script was loaded from, unless another one was said. */
export const serviceOrigin = (): string => told ?? new URL(import.meta.url).origin;

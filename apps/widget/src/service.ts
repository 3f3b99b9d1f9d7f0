let configured: string | null = null;

/**
 * Sets the service's URL, before anything else is loaded. Needed with a bundler: the script then comes from the publisher's server.
 * @throws RangeError if another service is already set: all elements of a page use the same one
 */
export function setService(url: string): void {
  const { origin } = new URL(url);
  if (configured !== null && configured !== origin)
    throw new RangeError(`The elements of this page already use the service ${configured}`);
  configured = origin;
}

/** The configured service, or else the origin that this script was loaded from. */
export const serviceOrigin = (): string => configured ?? new URL(import.meta.url).origin;

let configured: string | null = null;

/**
 * Sets the service's URL, before anything else is loaded. Needed with a bundler: the script then comes from the publisher's server.
 * @throws RangeError if another service is already set: all elements of a page use the same one
 */
export function setService(url: string): void {
  const service = url.replace(/\/$/, '');
  if ((configured ??= service) !== service)
    throw new RangeError(`The elements of this page already use the service ${configured}`);
}

/** The configured service, or else the one that this script was loaded from. It may be below a path: `https://news.example/comments`. */
export const serviceUrl = (): string => configured ?? import.meta.url.replace(/\/embed.[^/]*$/, '');

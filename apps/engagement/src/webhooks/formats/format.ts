import type { Occurrence, Target } from '../delivery';

/** A request to an endpoint, but for its signature. */
export interface FormattedRequest {
  method: 'POST' | 'PUT';
  url: URL;
  headers: Record<string, string>;
  body: string;
}

/** How something that happened is written for one kind of receiver. */
export type Format = (occurrence: Occurrence, target: Pick<Target, 'url'>) => FormattedRequest;

/** Why an address cannot be one of this format; null where it can. */
export type AddressCheck = (url: URL) => string | null;

export const postJson = (url: URL, body: unknown): FormattedRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

import { isIP } from 'node:net';
import { DomainError, type ServiceConfig } from '@afterword/platform';

/** What passkeys are bound to: a host, and the one origin on which they are used. */
export interface RelyingParty {
  id: string;
  origin: string;
  name: string;
}

/** @throws DomainError `passkeys-unavailable` where the service is at an IP address: browsers bind no passkey to one */
export function relyingPartyOf({ engagementUrl }: Pick<ServiceConfig, 'engagementUrl'>): RelyingParty {
  const { hostname, origin } = new URL(engagementUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) throw new DomainError('passkeys-unavailable');
  return { id: hostname, origin, name: 'Afterword' };
}

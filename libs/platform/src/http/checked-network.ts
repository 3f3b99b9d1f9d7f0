import { lookup as resolve, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** The network as a request to somebody else's URL sees it; tests have one of their own. */
export interface CheckedNetwork {
  resolve: (host: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;
  /** Whether a connection to an address may be opened. */
  isAllowed: (address: string) => boolean;
}

/** All addresses of a host, as the operating system resolves it. */
export const resolveAll: CheckedNetwork['resolve'] = (host, done) => resolve(host, { all: true }, done);

/**
 * For `http.request`: fails with `refusal` where any address of the host is not allowed. It is asked where the connection is opened, which
 * leaves no time for a name to become another address.
 */
export const checkedLookup =
  (network: () => CheckedNetwork, refusal: (address: string) => Error): LookupFunction =>
  (host, { all = false }, done) => {
    const { resolve, isAllowed } = network();
    resolve(host, (error, addresses) => {
      const refused = addresses?.find(({ address }) => !isAllowed(address));
      const failure = error ?? (refused && refusal(refused.address));
      const [first] = addresses ?? [];
      if (failure || !first) return done(failure ?? new Error(`${host} has no address`), '');
      if (all) done(null, [...addresses]);
      else done(null, first.address, first.family);
    });
  };

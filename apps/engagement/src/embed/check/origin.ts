import { type CheckFinding, parseUrl } from '@afterword/contracts';
import { finding } from './finding';

export interface ReadOrigin {
  /** As a browser sends it in the `Origin` header; null if the input contains no origin. */
  origin: string | null;
  findings: CheckFinding[];
}

const RULE = 'An origin is scheme, host and, where it is not the usual one, port.';

/** A host without a scheme. */
const BARE = /^[^\s:@/]+(:\d+)?(\/.*)?$/;

const LOCAL_HOSTS = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Loopback addresses: only browsers on the same machine reach them, and browsers treat them as secure without https. */
export const isLocal = (url: string): boolean => LOCAL_HOSTS.test(new URL(url).hostname);

/** Parses an origin as people type it, with a finding if it had to be corrected. */
export function readOrigin(written: string): ReadOrigin {
  if (written.toLowerCase() === 'null') {
    const message =
      '“null” is what a browser sends for a file, and for a sandboxed frame without allow-same-origin. No site can list it: give the page an address, or the frame allow-same-origin.';
    return { origin: null, findings: [finding('origin-opaque', message)] };
  }
  const hasScheme = written.includes('://');
  const url = parseUrl(hasScheme ? written : BARE.test(written) ? `https://${written}` : '');
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { origin: null, findings: [finding('origin-unreadable', `That is no origin. ${RULE}`)] };
  }
  if (written === url.origin) return { origin: url.origin, findings: [] };
  const message = `Browsers send ${url.origin}: ${whatDiffers(written, url, hasScheme)}. ${RULE}`;
  return { origin: url.origin, findings: [finding('origin-corrected', message)] };
}

function whatDiffers(written: string, url: URL, hasScheme: boolean): string {
  if (!hasScheme) return 'the scheme was missing';
  if (url.username !== '' || url.password !== '') return 'a user’s name and password are no part of it';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return 'a path is no part of it';
  if (written.endsWith('/')) return 'the slash at the end is no part of it';
  if (/:(80|443)$/.test(written)) return 'the scheme’s usual port is left out';
  return 'the host is in lower case, and in its ASCII form';
}

/**
 * Origins that are commonly listed by mistake for this one: the other scheme, with or without www, without the port, localhost
 * for 127.0.0.1. Reporting that one is listed reveals nothing new: anyone could check that origin directly.
 */
export function nearMisses(origin: string): string[] {
  const { protocol, hostname, port } = new URL(origin);
  const hosts = [hostname, ...otherHosts(hostname)];
  const near = ['https:', 'http:'].flatMap((scheme) =>
    hosts.flatMap((host) => ['', port].map((one) => `${scheme}//${host}${one === '' ? '' : `:${one}`}`)),
  );
  const same = new Set(near.map((one) => new URL(one).origin));
  same.delete(origin);
  // Same scheme first: the closest match.
  return [...same].sort((a, b) => Number(b.startsWith(protocol)) - Number(a.startsWith(protocol)));
}

function otherHosts(hostname: string): string[] {
  if (hostname === 'localhost') return ['127.0.0.1'];
  if (hostname === '127.0.0.1') return ['localhost'];
  if (/^[\d.]+$|^\[/.test(hostname)) return [];
  return [hostname.startsWith('www.') ? hostname.slice(4) : `www.${hostname}`];
}

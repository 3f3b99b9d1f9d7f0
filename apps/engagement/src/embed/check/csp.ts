/**
 * The part of Content Security Policy Level 3 that decides whether a page may load the widget and connect to the service:
 * parsing (2.2), effective directives with their fallbacks (6.8), matching of source lists (6.7).
 */

export interface Policy {
  directives: ReadonlyMap<string, readonly string[]>;
  /** `Content-Security-Policy-Report-Only`: violations are reported, nothing is blocked. */
  reportOnly: boolean;
}

/** Whether a directive allows a URL. `with-nonce`: only a script element with the page's nonce may load it. */
export type Verdict = 'allowed' | 'with-nonce' | 'blocked';

export interface Asked {
  /** The page's origin: what 'self' means, and the scheme of sources without one. */
  origin: string;
  url: string;
}

const SCRIPT = ['script-src-elem', 'script-src', 'default-src'];
const CONNECT = ['connect-src', 'default-src'];

/**
 * Parses a pasted policy: a header's value, the whole header line, or a meta element. Policies separated by commas all apply:
 * each has to allow the request.
 */
export function readPolicies(pasted: string): Policy[] {
  const content = /<meta\b[^>]*?\scontent\s*=\s*(?:"([^"]*)"|'([^']*)')/is.exec(pasted);
  const [, name = '', value = ''] = /^(content-security-policy(?:-report-only)?\s*:)?(.*)$/is.exec(
    (content?.[1] ?? content?.[2] ?? pasted).trim(),
  ) ?? ['', '', ''];
  const reportOnly = /report-only/i.test(name);
  return value
    .split(',')
    .map((policy) => ({ directives: readDirectives(policy), reportOnly }))
    .filter(({ directives }) => directives.size > 0);
}

function readDirectives(policy: string): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const part of policy.split(';')) {
    const [name = '', ...values] = part.trim().split(/\s+/);
    // Duplicate directives are ignored; the first one applies.
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), values);
  }
  return directives;
}

export const scriptVerdict = (policy: Policy, asked: Asked) => verdictOf(policy, SCRIPT, asked);
export const connectVerdict = (policy: Policy, asked: Asked) => verdictOf(policy, CONNECT, asked);

/** The first of the names that the policy has is the directive that applies (fallback order). */
function verdictOf({ directives }: Policy, names: readonly string[], asked: Asked) {
  const directive = names.find((name) => directives.has(name)) ?? null;
  const sources = directive === null ? [] : (directives.get(directive) ?? []);
  const verdict: Verdict = directive === null ? 'allowed' : verdictOfList(sources, directive, asked);
  return { directive, verdict };
}

function verdictOfList(sources: readonly string[], directive: string, asked: Asked): Verdict {
  const isScript = directive !== 'connect-src';
  const has = (pattern: RegExp) => sources.some((source) => pattern.test(source));
  const nonce = isScript && has(/^'nonce-.+'$/i);
  // 'strict-dynamic' disables host and scheme sources; trust comes from the nonce and propagates to loaded scripts.
  const strict = isScript && has(/^'strict-dynamic'$/i);
  if (!strict && sources.some((source) => matchesSource(source, asked))) return 'allowed';
  return nonce ? 'with-nonce' : 'blocked';
}

/** Whether a source expression matches the URL. Keywords other than 'self' never match URLs. */
export function matchesSource(source: string, { origin, url: address }: Asked): boolean {
  const url = new URL(address);
  const page = new URL(origin);
  if (source === '*') return /^(https?|wss?):$/.test(url.protocol) || url.protocol === page.protocol;
  if (/^'self'$/i.test(source)) {
    return url.host === page.host && (url.protocol === page.protocol || schemeMatches(page.protocol, url.protocol));
  }
  if (source.startsWith("'")) return false;
  const scheme = /^([a-z][a-z0-9+.-]*:)$/i.exec(source);
  if (scheme) return schemeMatches(scheme[1] ?? '', url.protocol);
  const parts = /^(?:([a-z][a-z0-9+.-]*:)\/\/)?([^/:]+|\[[^\]]+\])(?::(\d+|\*))?(\/[^?#]*)?$/i.exec(source);
  if (!parts) return false;
  const [, protocol = page.protocol, host = '', port, path] = parts;
  return (
    schemeMatches(protocol, url.protocol) &&
    hostMatches(host, url.hostname) &&
    portMatches(port, url) &&
    pathMatches(path, url.pathname)
  );
}

/** A scheme also matches its secure variant. */
function schemeMatches(allowed: string, asked: string): boolean {
  const [a, b] = [allowed.toLowerCase(), asked.toLowerCase()];
  return a === b || (a === 'http:' && b === 'https:') || (a === 'ws:' && /^(wss|https?):$/.test(b));
}

function hostMatches(pattern: string, host: string): boolean {
  const [a, b] = [pattern.toLowerCase(), host.toLowerCase()];
  if (a === '*') return true;
  return a.startsWith('*.') ? b.endsWith(a.slice(1)) : a === b;
}

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

function portMatches(allowed: string | undefined, { port, protocol }: URL): boolean {
  const standard = DEFAULT_PORTS[protocol] ?? '';
  const asked = port === '' ? standard : port;
  if (allowed === '*' || allowed === asked) return true;
  if (allowed === undefined) return asked === standard;
  return allowed === '80' && asked === '443';
}

/** A path that ends with a slash matches as a prefix; any other path must be equal. */
function pathMatches(allowed: string | undefined, path: string): boolean {
  if (allowed === undefined || allowed === '/') return true;
  const decoded = decodeSafely(allowed);
  return decoded.endsWith('/') ? decodeSafely(path).startsWith(decoded) : decodeSafely(path) === decoded;
}

function decodeSafely(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { type CheckFinding, LIMITS, SsoClaimsSchema, unfitSsoClaims } from '@afterword/contracts';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { isFor, SSO_CLOCK_TOLERANCE } from '../../readers';
import { finding } from './finding';

export interface TokenToCheck {
  token: string;
  siteId: string;
  /** Newest first. Never included in a finding. */
  secrets: readonly string[];
  now: Date;
}

interface ReadToken {
  header: { alg?: unknown; crit?: unknown };
  claims: Record<string, unknown>;
}

/** Reports every problem of a single sign-on token; signing in stops at the first. */
export function checkToken({ token, siteId, secrets, now }: TokenToCheck): CheckFinding[] {
  const read = readToken(token);
  if (!read) {
    const message =
      'That is no JWT: it takes three parts in base64url with dots between them, the first two JSON objects. An encrypted token has five.';
    return [finding('token-unreadable', message)];
  }
  return [
    ...checkSignature(token, read, secrets),
    ...checkClaims(read.claims, siteId),
    ...checkTimes(read.claims, now.getTime() / 1_000),
  ];
}

function readToken(token: string): ReadToken | null {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return null;
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    return null;
  }
}

function checkSignature(token: string, { header }: ReadToken, secrets: readonly string[]): CheckFinding[] {
  const findings: CheckFinding[] = [];
  if (header.crit !== undefined) {
    findings.push(finding('token-critical', 'The header’s crit names extensions that we do not know. Leave it out.'));
  }
  if (header.alg !== 'HS256') {
    const given = typeof header.alg === 'string' ? `“${header.alg.slice(0, 20)}”` : 'missing';
    return [...findings, finding('token-algorithm', `The header’s alg is ${given}; it must be “HS256”.`)];
  }
  if (secrets.length === 0) {
    const message = 'The site has no single sign-on secret. The operator sets it as ssoSecret.';
    return [...findings, finding('token-no-secret', message)];
  }
  return [...findings, ...checkKey(token, secrets)];
}

function checkKey(token: string, secrets: readonly string[]): CheckFinding[] {
  const [newest, ...earlier] = secrets.map((secret) => Buffer.from(secret, 'utf8'));
  if (newest && isSignedWith(token, newest)) return [];
  if (earlier.some((key) => isSignedWith(token, key))) {
    const message = `It is signed with the secret before this one, which ends ${LIMITS.ssoPreviousSecretHours} hours after it was replaced.`;
    return [finding('token-previous-secret', message)];
  }
  const decoded = secrets.flatMap((secret) => [Buffer.from(secret, 'base64'), Buffer.from(secret, 'hex')]);
  if (decoded.some((key) => key.length > 0 && isSignedWith(token, key))) {
    const message = 'It is signed with what the secret decodes to. The key is the secret’s text itself, in UTF-8.';
    return [finding('token-secret-decoded', message)];
  }
  return [finding('token-signature', 'It is not signed with the site’s secret, nor with the one before it.')];
}

function isSignedWith(token: string, key: Buffer): boolean {
  const end = token.lastIndexOf('.');
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  const right = createHmac('sha256', key).update(token.slice(0, end)).digest();
  return given.length === right.length && timingSafeEqual(given, right);
}

function checkClaims(claims: Record<string, unknown>, siteId: string): CheckFinding[] {
  const findings: CheckFinding[] = [];
  if (!isFor(siteId, claims.aud)) {
    const given = claims.aud === undefined ? 'missing' : 'something else';
    findings.push(
      finding('token-audience', `aud is ${given}; it must be the site’s id, “${siteId}”, or a list with it.`),
    );
  }
  const parsed = SsoClaimsSchema.safeParse(claims);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = path.join('.');
    const what = claims[name] === undefined ? 'is missing' : `does not fit: ${message}`;
    findings.push(finding('token-claim', `${name} ${what}.`));
  }
  for (const { claim, message } of unfitSsoClaims(claims)) {
    findings.push(finding('token-claim-left-out', `${claim} is left out, because it ${message}.`));
  }
  return findings;
}

function checkTimes({ iat, exp, nbf }: Record<string, unknown>, now: number): CheckFinding[] {
  const findings: CheckFinding[] = [];
  const looksLikeMilliseconds = [iat, exp, nbf].some((time) => typeof time === 'number' && time > 1e11);
  const unit = looksLikeMilliseconds ? ' Times are in seconds since 1970, not in milliseconds.' : '';
  if (typeof exp === 'number' && exp <= now - SSO_CLOCK_TOLERANCE) {
    findings.push(finding('token-expired', `exp was ${ago(now - exp)} ago.${unit}`));
  }
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now + SSO_CLOCK_TOLERANCE)) {
    const what = typeof nbf === 'number' ? `is ${ago(nbf - now)} ahead` : 'is no number';
    findings.push(finding('token-not-yet', `nbf ${what}.${unit}`));
  }
  if (typeof iat === 'number' && iat > now + SSO_CLOCK_TOLERANCE) {
    findings.push(finding('token-issued-later', `iat is ${ago(iat - now)} ahead of our clock.${unit}`));
  }
  if (typeof iat === 'number' && typeof exp === 'number' && exp - iat > LIMITS.ssoTokenHours * 3_600) {
    const message = `From iat to exp are ${ago(exp - iat)}; at most ${LIMITS.ssoTokenHours} hours are allowed.${unit}`;
    findings.push(finding('token-too-long', message));
  }
  return findings;
}

const UNITS: readonly [string, number][] = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
];

/** A duration such as "3 hours", in the largest unit that gives at least two. */
function ago(seconds: number): string {
  const [name, size] = UNITS.find(([, length]) => seconds >= 2 * length) ?? ['seconds', 1];
  return `${Math.round(seconds / size)} ${name}`;
}

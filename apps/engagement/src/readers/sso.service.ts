import { LIMITS, type Site, SsoClaimsSchema } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { SitesService } from '../sites';
import type { SsoClaims } from './sign-in-reader.writer';

/** How far the publisher's clock may be off. Seconds. */
export const SSO_CLOCK_TOLERANCE = 30;

/** A token that holds, and the generation of the secret that it is signed with. */
export interface VerifiedToken {
  claims: SsoClaims;
  generation: number;
}

/** Single sign-on: the site vouches for its readers by tokens (JWT, HS256) that it signs with its secret. */
@Injectable()
export class SsoService {
  constructor(private readonly sites: SitesService) {}

  /** @throws DomainError `unauthorized`, saying which check failed, or `invalid-request` for claims that do not fit */
  async verify(site: Site, token: string): Promise<VerifiedToken> {
    const secrets = await this.sites.ssoSecrets(site.id);
    if (secrets.length === 0) throw refused('This site has no single sign-on secret.');
    let payload: JWTPayload | null = null;
    let signedBy = 0;
    for (const { secret, generation } of secrets) {
      try {
        ({ payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
          algorithms: ['HS256'],
          requiredClaims: ['sub', 'name', 'aud', 'iat', 'exp'],
          clockTolerance: SSO_CLOCK_TOLERANCE,
        }));
        signedBy = generation;
        break;
      } catch (error) {
        // Another key may fit; everything else is wrong whatever the key.
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw refused(reasonOf(error));
      }
    }
    if (!payload) throw refused("The token is not signed with the site's secret.");
    if (!isFor(site.id, payload.aud)) throw refused("The token's aud is not this site.");
    const parsed = SsoClaimsSchema.safeParse(payload);
    if (!parsed.success) {
      const claims = parsed.error.issues.map(({ path, message }) => ({ path: `/sso/${path.join('/')}`, message }));
      throw new DomainError('invalid-request', { errors: claims });
    }
    const { iat, exp } = parsed.data;
    if (exp - iat > LIMITS.ssoTokenHours * 3_600)
      throw refused(`The token is valid for more than ${LIMITS.ssoTokenHours} hours.`);
    if (iat > Date.now() / 1_000 + SSO_CLOCK_TOLERANCE) throw refused('The token was issued in the future.');
    return { claims: parsed.data, generation: signedBy };
  }
}

/** Whether the site is the audience of a token, or one of several (RFC 7519, section 4.1.3). */
export const isFor = (siteId: string, audience: unknown): boolean =>
  Array.isArray(audience) ? audience.includes(siteId) : audience === siteId;

const refused = (detail: string) => new DomainError('unauthorized', { detail });

/** jose's messages name the claim or header that failed, never the key. */
const reasonOf = (error: unknown) =>
  error instanceof errors.JOSEError ? `The token was refused: ${error.message}.` : 'The token could not be read.';

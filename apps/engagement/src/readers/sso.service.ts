import { LIMITS, normalisePageKey, type Session, type Site, SsoClaimsSchema } from '@afterword/contracts';
import { DomainError, newId, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { PageAuthorsRepository } from '../page-authors';
import type { PageChange } from '../page-changes';
import { SitesService } from '../sites';
import type { Reader } from './reader';
import { ReadersRepository } from './readers.repository';
import { SessionsService } from './sessions.service';
import { READER_TO_CHANGE, SIGN_IN } from './sso.sql';

export type SsoClaims = z.infer<typeof SsoClaimsSchema>;

/** How far the publisher's clock may be off. Seconds. */
export const SSO_CLOCK_TOLERANCE = 30;

/** Single sign-on: the site vouches for its readers by tokens (JWT, HS256) that it signs with its secret. */
@Injectable()
export class SsoService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sites: SitesService,
    private readonly sessions: SessionsService,
    private readonly readers: ReadersRepository,
    private readonly authors: PageAuthorsRepository,
  ) {}

  /**
   * A session of the reader whom the claims name, in a transaction of its own where none is given. The pages that show what
   * the claims change of the reader are added to `changed`.
   */
  async signIn(site: Site, claims: SsoClaims, changed: PageChange[], tx?: Transaction): Promise<Session> {
    if (!tx) return this.dataSource.transaction((own) => this.signIn(site, claims, changed, own));
    const { sub, name, avatarUrl = null, email = null, role, authorOf } = claims;
    const issuedAt = new Date(claims.iat * 1_000);
    const values = [site.id, newId(), sub, name, avatarUrl, email, role, issuedAt];
    // Pages are locked before the reader, as everywhere.
    const shown = [site.id, sub, name, avatarUrl, role, issuedAt];
    const [changes] = await rowsOf<{ id: string }>(tx, READER_TO_CHANGE, shown);
    if (changes) {
      const pageIds = await this.readers.showChanged(tx, { siteId: site.id, id: changes.id });
      changed.push(...pageIds.map((pageId) => ({ siteId: site.id, pageId })));
    }
    const [reader] = await rowsOf<Reader>(tx, SIGN_IN, values);
    if (!reader) throw new Error('An upsert gives a row');
    // The reader's row is locked now, so two sign-ins of one reader do this one after the other.
    await this.authors.add(tx, site.id, reader.id, authorOf.map(normalisePageKey));
    return this.sessions.open(tx, reader);
  }

  /** @throws DomainError `unauthorized`, saying which check failed, or `invalid-request` for claims that do not fit */
  async verify(site: Site, token: string): Promise<SsoClaims> {
    const secrets = await this.sites.ssoSecrets(site.id);
    if (secrets.length === 0) throw refused('This site has no single sign-on secret.');
    let payload: JWTPayload | null = null;
    for (const secret of secrets) {
      try {
        ({ payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
          algorithms: ['HS256'],
          requiredClaims: ['sub', 'name', 'aud', 'iat', 'exp'],
          clockTolerance: SSO_CLOCK_TOLERANCE,
        }));
        break;
      } catch (error) {
        // Another key may fit; everything else is wrong whatever the key.
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw refused(reasonOf(error));
      }
    }
    if (!payload) throw refused("The token is not signed with the site's secret.");
    if (payload.aud !== site.id) throw refused("The token's aud is not this site.");
    const parsed = SsoClaimsSchema.safeParse(payload);
    if (!parsed.success) {
      const claims = parsed.error.issues.map(({ path, message }) => ({ path: `/sso/${path.join('/')}`, message }));
      throw new DomainError('invalid-request', { errors: claims });
    }
    const { iat, exp } = parsed.data;
    if (exp - iat > LIMITS.ssoTokenHours * 3_600)
      throw refused(`The token is valid for more than ${LIMITS.ssoTokenHours} hours.`);
    if (iat > Date.now() / 1_000 + SSO_CLOCK_TOLERANCE) throw refused('The token was issued in the future.');
    return parsed.data;
  }
}

const refused = (detail: string) => new DomainError('unauthorized', { detail });

/** jose's messages name the claim or header that failed, never the key. */
const reasonOf = (error: unknown) =>
  error instanceof errors.JOSEError ? `The token was refused: ${error.message}.` : 'The token could not be read.';

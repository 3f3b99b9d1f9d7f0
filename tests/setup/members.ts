import type { Session, Site } from '@afterword/contracts';
import { SignJWT } from 'jose';
import { type Api, expectStatus } from './api';

/** The secret of sites whose members sign in by `signIn`. */
export const SSO_SECRET = 'a secret of the publisher, long enough';

/** A member's session, by single sign-on. The name is the subject, too, unless the claims have one. */
export async function signIn(api: Api, site: Site, name: string, claims: object = {}): Promise<Session> {
  const sso = await new SignJWT({ aud: site.id, sub: name, name, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SSO_SECRET));
  return expectStatus(201, await api.call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { sso } }));
}

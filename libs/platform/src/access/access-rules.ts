import type { Access } from './access';
import type { Principal } from './principal';

type Kind = Principal['kind'];

const EVERYBODY: readonly Kind[] = ['anonymous', 'reader', 'staff', 'operator', 'service'];

/** The one place that says which principals a route takes. A kind that is not named is refused. */
const ALLOWED: Record<Access, ReadonlySet<Kind>> = {
  anonymous: new Set(EVERYBODY),
  viewer: new Set(EVERYBODY),
  reader: new Set<Kind>(['reader']),
  operator: new Set<Kind>(['operator']),
  'reader-or-operator': new Set<Kind>(['reader', 'operator']),
  moderator: new Set<Kind>(['reader', 'staff', 'operator']),
  admin: new Set<Kind>(['staff', 'operator']),
  staff: new Set<Kind>(['staff']),
  'staff-session': new Set<Kind>(['staff']),
};

/** `unauthorized`: a token is needed. `wrong-principal`: the token's owner may not do this. `wrong-site`: not on this site. */
export type Decision = 'allowed' | 'unauthorized' | 'wrong-principal' | 'wrong-site';

/** Decides whether a principal may call a route. `siteId`: the site in the route's path, undefined where it names none. */
export function decide(access: Access, principal: Principal, siteId: string | undefined): Decision {
  if (!ALLOWED[access].has(principal.kind)) return principal.kind === 'anonymous' ? 'unauthorized' : 'wrong-principal';
  if (siteId !== undefined && !mayOn(siteId, principal)) return 'wrong-site';
  return hasRole(access, principal, siteId) ? 'allowed' : 'wrong-principal';
}

/** Whether the principal has the role that a route for staff asks for. Other routes ask for none. */
function hasRole(access: Access, principal: Principal, siteId: string | undefined): boolean {
  if (access === 'staff-session') return principal.kind === 'staff' && principal.session.kind === 'session';
  if (access !== 'moderator' && access !== 'admin') return true;
  if (principal.kind === 'reader') return principal.reader.role === 'moderator';
  if (principal.kind !== 'staff') return true;
  // Staff without any role are still somebody: they see that they have none.
  if (access === 'moderator' && siteId === undefined) return true;
  return principal.roles.some(
    ({ site, role }) => (siteId === undefined || site === siteId) && (access === 'moderator' || role === 'admin'),
  );
}

/** Whether the principal belongs to the site. */
function mayOn(siteId: string, principal: Principal): boolean {
  switch (principal.kind) {
    case 'reader':
      return principal.reader.siteId === siteId;
    case 'staff':
      return principal.roles.some(({ site }) => site === siteId);
    case 'anonymous':
    case 'operator':
    case 'service':
      return true;
  }
}

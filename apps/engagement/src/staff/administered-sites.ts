import type { StaffRoleOnSite } from '@afterword/contracts';
import { DomainError, type Principal, rowsOf, type SqlRunner } from '@afterword/platform';
import { ADMINISTERED_SITES } from './staff.sql';

/** The sites on which somebody may change staff: some, or every one for the operator. */
export class AdministeredSites {
  private constructor(private readonly sites: ReadonlySet<string> | null) {}

  /** Read where the change is made: a role may have gone while the request was on its way. @throws DomainError `unauthorized`, `forbidden` */
  static async of(runner: SqlRunner, principal: Principal): Promise<AdministeredSites> {
    if (principal.kind === 'operator') return new AdministeredSites(null);
    if (principal.kind !== 'staff') throw new Error('Only staff and the operator administer sites');
    const [row] = await rowsOf<{ sites: string[] }>(runner, ADMINISTERED_SITES, [principal.session.id]);
    if (!row) throw new DomainError('unauthorized', { headers: { 'www-authenticate': 'Bearer' } });
    if (row.sites.length === 0) throw new DomainError('forbidden', { detail: 'You administer no site any more.' });
    return new AdministeredSites(new Set(row.sites));
  }

  /** Null: every site. */
  get list(): string[] | null {
    return this.sites && [...this.sites];
  }

  has(site: string): boolean {
    return this.sites?.has(site) ?? true;
  }

  hasAll(roles: readonly StaffRoleOnSite[]): boolean {
    return roles.every(({ site }) => this.has(site));
  }

  /** @throws DomainError `forbidden` for roles on other sites */
  assertMayGrant(roles: readonly StaffRoleOnSite[]): void {
    const other = roles.find(({ site }) => !this.has(site));
    if (!other) return;
    throw new DomainError('forbidden', {
      detail: `You do not administer the site ${other.site}. Grant roles only on sites of which you are an admin.`,
    });
  }
}

import type { StaffMe } from '@afterword/contracts';
import { DomainError, type Principal, type StaffPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Passkeys } from './passkeys';
import { StaffRepository } from './staff.repository';
import { StaffSessions } from './staff-sessions';

const NOBODYS = { sessions: [], passkeys: [] } satisfies Partial<StaffMe>;

/** Who asks, and what they may, whatever they signed in with. */
@Injectable()
export class StaffMeService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly staff: StaffRepository,
    private readonly sessions: StaffSessions,
    private readonly passkeys: Passkeys,
  ) {}

  async describe(principal: Principal): Promise<StaffMe> {
    switch (principal.kind) {
      case 'staff':
        return this.describeStaff(principal);
      case 'operator': {
        const sites = (await this.staff.siteNames(null)).map((site) => ({ ...site, role: 'admin' as const }));
        return { kind: 'operator', id: null, email: null, name: 'Operator', roles: [], sites, ...NOBODYS };
      }
      case 'reader': {
        const { id, name, siteId } = principal.reader;
        const roles = [{ site: siteId, role: 'moderator' as const }];
        return { kind: 'reader', id, email: null, name, roles, sites: await this.sitesOf(roles), ...NOBODYS };
      }
      case 'anonymous':
      case 'service':
        throw new Error('The guards let nobody else in');
    }
  }

  async rename(principal: StaffPrincipal, name: string): Promise<StaffMe> {
    await this.staff.rename(this.dataSource.manager, principal.id, name);
    return this.describeStaff(principal);
  }

  private async describeStaff(principal: StaffPrincipal): Promise<StaffMe> {
    const { id, roles } = principal;
    const person = await this.staff.find(this.dataSource.manager, id);
    if (!person) throw new DomainError('unauthorized');
    const { email, name } = person;
    const [sites, sessions, passkeys] = await Promise.all([
      this.sitesOf(roles),
      this.sessions.of(principal),
      this.passkeys.of(id),
    ]);
    return { kind: 'staff', id, email, name, roles: [...roles], sites, sessions, passkeys };
  }

  private async sitesOf(roles: readonly { site: string; role: 'admin' | 'moderator' }[]): Promise<StaffMe['sites']> {
    const roleOf = new Map(roles.map(({ site, role }) => [site, role]));
    const names = await this.staff.siteNames([...roleOf.keys()]);
    return names.map((site) => ({ ...site, role: roleOf.get(site.id) ?? 'moderator' }));
  }
}

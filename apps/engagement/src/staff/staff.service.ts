import {
  type CreateStaff,
  type InvitedStaff,
  LIMITS,
  type ProblemError,
  type Staff,
  type StaffInvitation,
  type StaffRoleOnSite,
  type UpdateStaff,
} from '@afterword/contracts';
import {
  DomainError,
  type IdempotencyKey,
  IdempotencyService,
  type KeyOwner,
  operatorOwner,
  type Principal,
  type SqlTransaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ModerationLog } from '../moderation-log';
import { AdministeredSites } from './administered-sites';
import { Invitations } from './invitations';
import { type Person, StaffRepository } from './staff.repository';

/**
 * Who is staff of which sites. An admin sees people with a role on their own sites, with these roles only, and changes nothing else of
 * them. Each change holds the sites that it is about, so that two admins cannot take each other's role away at the same time.
 */
@Injectable()
export class StaffService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly staff: StaffRepository,
    private readonly invitations: Invitations,
    private readonly idempotency: IdempotencyService,
    private readonly log: ModerationLog,
  ) {}

  async list(principal: Principal): Promise<Staff[]> {
    return this.staff.list((await AdministeredSites.of(this.dataSource, principal)).list);
  }

  /**
   * Gives somebody roles, and invites them if they cannot sign in yet.
   * @throws DomainError `forbidden` for a role on a site that is not the caller's, `invalid-request` for a site that is not there
   */
  invite(principal: Principal, request: CreateStaff, key: IdempotencyKey | null): Promise<InvitedStaff> {
    // The answer holds a secret.
    return this.idempotency.run(keyOwner(principal), key, (tx) => this.addStaff(tx, principal, request), {
      sealed: true,
    });
  }

  private async addStaff(
    tx: SqlTransaction,
    principal: Principal,
    { email, name, roles }: CreateStaff,
  ): Promise<InvitedStaff> {
    const administered = await this.hold(tx, principal, roles);
    const person = await this.staff.findOrAdd(tx, { email, name: name ?? localPart(email) });
    await this.staff.addRoles(tx, person.id, roles);
    await this.record(tx, principal, { person, action: 'staff.invited', roles });
    const all = await this.staff.rolesOf(person.id, tx);
    let invitation: StaffInvitation | null = null;
    if (!person.activatedAt) {
      // Whoever has the address gets all of the person's roles: it is for those to whom all of these sites belong. An address that
      // somebody else was given before would open the new role to them.
      if (administered.hasAll(all)) invitation = await this.invitations.create(tx, person.id);
      else await this.invitations.void(tx, person.id);
    }
    return { ...(await this.viewOf(tx, person, administered)), invitation };
  }

  /**
   * Changes the name, and replaces the roles on the caller's sites.
   * @throws DomainError `staff-not-found`, `forbidden`, `invalid-request`, `last-admin`
   */
  async update(principal: Principal, id: string, { name, roles }: UpdateStaff): Promise<Staff> {
    return this.dataSource.transaction(async (tx) => {
      const before = await this.staff.rolesOf(id, tx);
      const administered = await this.hold(tx, principal, roles ?? [], before);
      const person = await this.find(tx, id, administered);
      const current = await this.staff.rolesOf(id, tx);
      if (name !== undefined) {
        if (!administered.hasAll(current)) throw notOnlyYours('Their name is not yours to change.');
        await this.staff.rename(tx, id, name);
      }
      if (roles !== undefined) {
        await this.replaceRoles(tx, principal, { id, current, roles, administered });
        await this.record(tx, principal, {
          person,
          action: 'staff.changed',
          roles: changedRoles(current, roles, administered),
        });
      }
      return this.viewOf(tx, { ...person, name: name ?? person.name }, administered);
    });
  }

  /** A new address for somebody who has lost the old one, or their passkey. @throws DomainError `staff-not-found`, `forbidden` */
  async inviteAgain(principal: Principal, id: string): Promise<StaffInvitation> {
    return this.dataSource.transaction(async (tx) => {
      const administered = await AdministeredSites.of(tx, principal);
      await this.find(tx, id, administered);
      if (!administered.hasAll(await this.staff.rolesOf(id, tx)))
        throw notOnlyYours('Only the operator can make a new invitation.');
      return this.invitations.create(tx, id);
    });
  }

  /** Ends all that the person could sign in with, at once. @throws DomainError `staff-not-found`, `forbidden`, `last-admin` */
  async remove(principal: Principal, id: string): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const before = await this.staff.rolesOf(id, tx);
      const administered = await this.hold(tx, principal, [], before);
      const person = await this.find(tx, id, administered);
      const current = await this.staff.rolesOf(id, tx);
      if (!administered.hasAll(current)) throw notOnlyYours('Take away their roles on your sites with PATCH.');
      await this.assertAdminLeft(tx, principal, { id, lost: adminOf(current) });
      await this.staff.remove(tx, id);
      const gone = current.map(({ site }) => ({ site, role: null }));
      await this.record(tx, principal, { person, action: 'staff.removed', roles: gone });
    });
  }

  private async replaceRoles(
    tx: SqlTransaction,
    principal: Principal,
    {
      id,
      current,
      roles,
      administered,
    }: {
      id: string;
      current: readonly StaffRoleOnSite[];
      roles: readonly StaffRoleOnSite[];
      administered: AdministeredSites;
    },
  ): Promise<void> {
    const kept = new Set(roles.map(({ site }) => site));
    const gone = current.filter(({ site }) => administered.has(site) && !kept.has(site)).map(({ site }) => site);
    const stillAdmin = new Set(adminOf(roles));
    const lost = adminOf(current).filter((site) => administered.has(site) && !stillAdmin.has(site));
    await this.assertAdminLeft(tx, principal, { id, lost });
    await this.staff.removeRoles(tx, id, gone);
    await this.staff.addRoles(tx, id, roles);
  }

  /**
   * Holds the sites of a change, and then reads what the caller may.
   * @param others sites that it may be about, too
   */
  private async hold(
    tx: SqlTransaction,
    principal: Principal,
    roles: readonly StaffRoleOnSite[],
    others: readonly StaffRoleOnSite[] = [],
  ): Promise<AdministeredSites> {
    const there = await this.staff.lockSites(
      tx,
      [...roles, ...others].map(({ site }) => site),
    );
    const administered = await AdministeredSites.of(tx, principal);
    administered.assertMayGrant(roles);
    const errors = roles.flatMap(({ site }, index): ProblemError[] =>
      there.has(site) ? [] : [{ path: `/roles/${index}/site`, message: 'must be a site' }],
    );
    if (errors.length > 0) throw new DomainError('invalid-request', { errors });
    return administered;
  }

  /** An admin does not know whom they share no site with. */
  private async find(tx: SqlTransaction, id: string, administered: AdministeredSites): Promise<Person> {
    const person = await this.staff.find(tx, id);
    if (!person) throw new DomainError('staff-not-found');
    const isKnown = (await this.staff.rolesOf(id, tx)).some(({ site }) => administered.has(site));
    if (administered.list !== null && !isKnown) throw new DomainError('staff-not-found');
    return person;
  }

  /** The operator can always make another admin. @throws DomainError `last-admin` */
  private async assertAdminLeft(
    tx: SqlTransaction,
    principal: Principal,
    { id, lost }: { id: string; lost: readonly string[] },
  ): Promise<void> {
    if (principal.kind === 'operator' || lost.length === 0) return;
    const administered = await this.staff.withOtherAdmins(tx, lost, id);
    if (lost.some((site) => !administered.has(site))) throw new DomainError('last-admin');
  }

  /** An entry in the log of each site. @param roles null where the person has none any more */
  private async record(
    tx: SqlTransaction,
    principal: Principal,
    {
      person: { id, email, name },
      action,
      roles,
    }: {
      person: Person;
      action: 'staff.invited' | 'staff.changed' | 'staff.removed';
      roles: readonly { site: string; role: StaffRoleOnSite['role'] | null }[];
    },
  ): Promise<void> {
    const subject = { staff: id, email, name };
    const entries = roles.map(({ site: siteId, role }) => ({
      siteId,
      action,
      by: principal,
      subject,
      details: { role },
    }));
    await this.log.record(tx, entries);
  }

  private async viewOf(
    tx: SqlTransaction,
    { id, email, name, createdAt, activatedAt }: Person,
    administered: AdministeredSites,
  ): Promise<Staff> {
    const roles = (await this.staff.rolesOf(id, tx)).filter(({ site }) => administered.has(site));
    const { lastSeenAt, passkeys } = await this.staff.activityOf(tx, id);
    return {
      id,
      email,
      name,
      roles,
      status: activatedAt ? 'active' : 'invited',
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
      passkeys,
    };
  }
}

/** What differs on the caller's sites. */
const changedRoles = (
  before: readonly StaffRoleOnSite[],
  after: readonly StaffRoleOnSite[],
  administered: AdministeredSites,
) => {
  const roleOf = (roles: readonly StaffRoleOnSite[], site: string) =>
    roles.find((one) => one.site === site)?.role ?? null;
  const sites = new Set([...before, ...after].map(({ site }) => site).filter((site) => administered.has(site)));
  return [...sites]
    .map((site) => ({ site, role: roleOf(after, site) }))
    .filter(({ site, role }) => role !== roleOf(before, site));
};

const localPart = (email: string) => email.slice(0, email.lastIndexOf('@')).slice(0, LIMITS.readerNameLength);

const adminOf = (roles: readonly StaffRoleOnSite[]): string[] =>
  roles.filter(({ role }) => role === 'admin').map(({ site }) => site);

const notOnlyYours = (detail: string) =>
  new DomainError('forbidden', { detail: `This person has roles on sites that you do not administer. ${detail}` });

const keyOwner = (principal: Principal): KeyOwner =>
  principal.kind === 'staff' ? { siteId: '', id: principal.id } : operatorOwner();

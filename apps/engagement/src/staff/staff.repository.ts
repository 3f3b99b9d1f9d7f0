import type { Staff, StaffRoleOnSite } from '@afterword/contracts';
import { execute, newId, rowsOf, type SqlRunner, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import {
  ACTIVITY_OF,
  ADD_ROLES,
  ADD_STAFF,
  LIST_STAFF,
  LOCK_SITES,
  REMOVE_ROLES,
  REMOVE_STAFF,
  RENAME_STAFF,
  ROLES_OF,
  SITE_NAMES,
  SITES_WITH_OTHER_ADMINS,
  STAFF_BY_EMAIL,
  STAFF_BY_ID,
} from './staff.sql';

/** A person as stored. */
export interface Person {
  id: string;
  email: string;
  name: string;
  createdAt: Date;
  /** Null: the person could not sign in yet. */
  activatedAt: Date | null;
}

interface ListedPerson extends Person {
  roles: StaffRoleOnSite[];
  lastSeenAt: Date | null;
  passkeys: number;
}

@Injectable()
export class StaffRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param sites with a role on one of them; null for everybody */
  async list(sites: readonly string[] | null): Promise<Staff[]> {
    const rows = await rowsOf<ListedPerson>(this.dataSource, LIST_STAFF, [sites]);
    return rows.map(({ id, email, name, roles, createdAt, activatedAt, lastSeenAt, passkeys }) => ({
      id,
      email,
      name,
      roles,
      status: activatedAt ? 'active' : 'invited',
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
      passkeys,
    }));
  }

  /** The person with an address, added if there is none. Held until the transaction ends. */
  async findOrAdd(tx: SqlTransaction, { email, name }: { email: string; name: string }): Promise<Person> {
    await execute(tx, ADD_STAFF, [newId(), email, name]);
    const person = await this.findByEmail(tx, email);
    if (!person) throw new Error('Somebody who was added is there');
    return person;
  }

  async findByEmail(tx: SqlTransaction, email: string): Promise<Person | null> {
    const [person] = await rowsOf<Person>(tx, STAFF_BY_EMAIL, [email]);
    return person ?? null;
  }

  async find(tx: SqlTransaction, id: string): Promise<Person | null> {
    const [person] = await rowsOf<Person>(tx, STAFF_BY_ID, [id]);
    return person ?? null;
  }

  rolesOf(id: string, runner: SqlRunner = this.dataSource): Promise<StaffRoleOnSite[]> {
    return rowsOf<StaffRoleOnSite>(runner, ROLES_OF, [id]);
  }

  async activityOf(tx: SqlTransaction, id: string): Promise<{ lastSeenAt: Date | null; passkeys: number }> {
    const [row] = await rowsOf<{ lastSeenAt: Date | null; passkeys: number }>(tx, ACTIVITY_OF, [id]);
    return row ?? { lastSeenAt: null, passkeys: 0 };
  }

  async addRoles(tx: SqlTransaction, id: string, roles: readonly StaffRoleOnSite[]): Promise<void> {
    if (roles.length === 0) return;
    await execute(tx, ADD_ROLES, [id, roles.map(({ site }) => site), roles.map(({ role }) => role)]);
  }

  async removeRoles(tx: SqlTransaction, id: string, sites: readonly string[]): Promise<void> {
    if (sites.length > 0) await execute(tx, REMOVE_ROLES, [id, [...sites]]);
  }

  async rename(tx: SqlTransaction, id: string, name: string): Promise<void> {
    await execute(tx, RENAME_STAFF, [id, name]);
  }

  async remove(tx: SqlTransaction, id: string): Promise<void> {
    await execute(tx, REMOVE_STAFF, [id]);
  }

  /** Holds sites against other changes of their staff. @returns those that exist */
  async lockSites(tx: SqlTransaction, sites: readonly string[]): Promise<Set<string>> {
    const rows = await rowsOf<{ id: string }>(tx, LOCK_SITES, [[...new Set(sites)]]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Of some sites those that somebody else administers. */
  async withOtherAdmins(tx: SqlTransaction, sites: readonly string[], id: string): Promise<Set<string>> {
    const rows = await rowsOf<{ site: string }>(tx, SITES_WITH_OTHER_ADMINS, [[...sites], id]);
    return new Set(rows.map(({ site }) => site));
  }

  /** @param sites null for all */
  siteNames(sites: readonly string[] | null): Promise<{ id: string; name: string }[]> {
    return rowsOf<{ id: string; name: string }>(this.dataSource, SITE_NAMES, [sites]);
  }
}

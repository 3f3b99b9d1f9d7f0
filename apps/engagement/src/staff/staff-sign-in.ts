import type { StaffSession } from '@afterword/contracts';
import type { SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { StaffRepository } from './staff.repository';
import { StaffSessions } from './staff-sessions';

/** Opens a session of a person who has shown who they are. */
@Injectable()
export class StaffSignIn {
  constructor(
    private readonly staff: StaffRepository,
    private readonly sessions: StaffSessions,
  ) {}

  /** @param browser as it names itself */
  async open(tx: SqlTransaction, staffId: string, browser: string | undefined): Promise<StaffSession> {
    const person = await this.staff.find(tx, staffId);
    if (!person) throw new Error('Somebody who signs in is there');
    const { token, expiresAt } = await this.sessions.open(tx, staffId, browser);
    const { id, email, name } = person;
    const roles = await this.staff.rolesOf(staffId, tx);
    return { token, expiresAt: expiresAt.toISOString(), staff: { id, email, name, roles } };
  }
}

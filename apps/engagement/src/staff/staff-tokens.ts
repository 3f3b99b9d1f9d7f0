import { LIMITS, type StaffToken } from '@afterword/contracts';
import { execute } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ACTIVATE_STAFF } from './staff.sql';
import { StaffRepository } from './staff.repository';
import { StaffSessions } from './staff-sessions';

/** Personal tokens that the operator makes on the command line. */
@Injectable()
export class StaffTokens {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly staff: StaffRepository,
    private readonly sessions: StaffSessions,
  ) {}

  /** Null where nobody has the address. */
  create(email: string): Promise<StaffToken | null> {
    return this.dataSource.transaction(async (tx) => {
      const person = await this.staff.findByEmail(tx, email);
      if (!person) return null;
      await execute(tx, ACTIVATE_STAFF, [person.id, null]);
      return this.sessions.createToken(person.id, { name: 'Command line', days: LIMITS.staffTokenDays }, tx);
    });
  }
}

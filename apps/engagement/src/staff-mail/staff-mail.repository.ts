import { CONFIG, execute, rowsOf, type ServiceConfig, type SqlTransaction } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ADD_FOR_ADMINS, DROP_STAFF_MAIL, RETRY_STAFF_MAIL, TAKE_STAFF_MAILS } from './staff-mail.sql';

/** What admins are told. */
export interface StaffNews {
  kind: 'webhook-paused';
  details: {
    /** Where the webhook leads. */
    host: string;
    because: 'gone' | 'failing';
  };
}

export type TakenStaffMail = StaffNews & {
  id: string;
  email: string;
  siteId: string;
  /** The site's name. */
  site: string;
  /** This one included. */
  attempts: number;
  isAdmin: boolean;
};

/** Mail to staff that waits to be sent. */
@Injectable()
export class StaffMailRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** Nothing where the installation sends no mail. */
  async tellAdmins(tx: SqlTransaction, siteId: string, { kind, details }: StaffNews): Promise<void> {
    if (this.config.mail) await execute(tx, ADD_FOR_ADMINS, [siteId, kind, JSON.stringify(details)]);
  }

  take(limit: number, leaseSeconds: number): Promise<TakenStaffMail[]> {
    return rowsOf<TakenStaffMail>(this.dataSource, TAKE_STAFF_MAILS, [limit, leaseSeconds]);
  }

  async drop({ siteId, id }: TakenStaffMail): Promise<void> {
    await execute(this.dataSource, DROP_STAFF_MAIL, [siteId, id]);
  }

  async retry({ siteId, id }: TakenStaffMail, seconds: number): Promise<void> {
    await execute(this.dataSource, RETRY_STAFF_MAIL, [siteId, id, seconds]);
  }
}

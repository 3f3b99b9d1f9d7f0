import { LIMITS } from '@afterword/contracts';
import { Cleanup, execute, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import {
  CHOOSE_STAFF_MAIL,
  COMMENTS_IN_MAIL,
  DROP_OLD_NEWS,
  END_STAFF_MAIL,
  GIVE_UP_MODERATION_MAIL,
  RETRY_MODERATION_MAIL,
  SETTLE_MODERATION_MAIL,
  STAFF_MAIL_SETTINGS,
  STAFF_OF_LINK,
  STOP_STAFF_MAIL,
  TAKE_MODERATION_MAILS,
} from './moderation-mail.sql';

/** A mail to a member of staff about the comments of a site. */
export interface ModerationMail {
  staffId: string;
  siteId: string;
  /** Of the mail, the same each time it is tried. */
  batch: string;
  /** It tells of what waits since then, and until then. */
  from: Date;
  until: Date;
  /** This one included. */
  attempts: number;
  email: string;
  language: string;
  /** The site's name. */
  site: string;
  kinds: ('held' | 'reported')[];
  /** Whether the person still has a role on the site, and an address that takes mail. */
  isWanted: boolean;
}

/** A comment that waits for a decision. */
export interface WaitingComment {
  id: string;
  /** Otherwise it is shown, and was reported. */
  isHeld: boolean;
  /** The beginning of its Markdown. */
  text: string;
  /** Who wrote it. */
  name: string;
  /** The title of its page, or its key. */
  page: string;
}

export interface StaffMailRow {
  email: string;
  held: MailChoice;
  reported: MailChoice;
  timeZone: string;
  language: string;
  stopped: 'bounced' | 'complained' | null;
}

type MailChoice = 'off' | 'now' | 'hourly' | 'daily' | 'weekly';

/** Whom a link of a mail was sent to. */
export interface LinkedStaff {
  id: string;
  name: string;
  email: string;
  language: string;
  /** The site's name. */
  site: string;
  role: 'admin' | 'moderator';
}

const CLEANUP_BATCH = 1_000;

/** Mail about comments that wait for staff. */
@Injectable()
export class ModerationMailRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
  ) {
    const run = () => execute(this.dataSource, DROP_OLD_NEWS, [LIMITS.notificationDays, CLEANUP_BATCH]);
    cleanup.add({ name: 'moderation-news', run });
  }

  take(limit: number, leaseSeconds: number, pauseSeconds: number): Promise<ModerationMail[]> {
    return rowsOf<ModerationMail>(this.dataSource, TAKE_MODERATION_MAILS, [limit, leaseSeconds, pauseSeconds]);
  }

  /** Up to `LIMITS.notificationsInMail`, the newest first. `count` has those too that are not listed. */
  async commentsOf({ siteId, from, until, kinds }: ModerationMail): Promise<{
    listed: WaitingComment[];
    count: number;
  }> {
    const rows = await rowsOf<WaitingComment & { total: number }>(this.dataSource, COMMENTS_IN_MAIL, [
      ...[siteId, from, until, kinds, LIMITS.notificationsInMail],
    ]);
    return { listed: rows, count: rows[0]?.total ?? 0 };
  }

  /** The mail was sent, or there was nothing to tell. */
  async settle({ staffId, siteId, batch }: ModerationMail): Promise<void> {
    await execute(this.dataSource, SETTLE_MODERATION_MAIL, [staffId, siteId, batch]);
  }

  async giveUp({ staffId, siteId, batch }: ModerationMail): Promise<void> {
    await execute(this.dataSource, GIVE_UP_MODERATION_MAIL, [staffId, siteId, batch]);
  }

  async retry({ staffId, siteId, batch }: ModerationMail, seconds: number): Promise<void> {
    await execute(this.dataSource, RETRY_MODERATION_MAIL, [staffId, siteId, batch, seconds]);
  }

  /** @returns how many people get no more mail until they change their settings */
  async stop(
    { email = null, batch = null }: { email?: string | null; batch?: string | null },
    why: 'bounced' | 'complained',
  ): Promise<number> {
    return (await rowsOf(this.dataSource, STOP_STAFF_MAIL, [email, batch, why])).length;
  }

  async settingsOf(staffId: string): Promise<StaffMailRow | null> {
    const [row] = await rowsOf<StaffMailRow>(this.dataSource, STAFF_MAIL_SETTINGS, [staffId]);
    return row ?? null;
  }

  /** What is left out stays as it is. */
  async choose(
    staffId: string,
    change: Partial<Omit<StaffMailRow, 'email' | 'stopped'>>,
  ): Promise<StaffMailRow | null> {
    const { held, reported, timeZone, language } = change;
    const values = [held, reported, timeZone, language].map((value) => value ?? null);
    const [row] = await rowsOf<StaffMailRow>(this.dataSource, CHOOSE_STAFF_MAIL, [staffId, ...values]);
    return row ?? null;
  }

  async end(staffId: string): Promise<void> {
    await rowsOf(this.dataSource, END_STAFF_MAIL, [staffId]);
  }

  /** Null for somebody who has no role on the site any more. */
  async staffOfLink(staffId: string, siteId: string): Promise<LinkedStaff | null> {
    const [row] = await rowsOf<LinkedStaff>(this.dataSource, STAFF_OF_LINK, [staffId, siteId]);
    return row ?? null;
  }
}

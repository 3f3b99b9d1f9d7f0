import { randomBytes } from 'node:crypto';
import {
  LIMITS,
  type NotificationSettings,
  type SetEmail,
  type UpdateNotificationSettings,
} from '@afterword/contracts';
import { DomainError, execute, type ReaderIdentity, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Mailer } from './mailer';
import { ASK_ADDRESS, CHOOSE, FORGET_ADDRESS, MAIL_OF_READER } from './reader-mail.sql';

type Choice = NotificationSettings['replies']['mail'];

interface MailRow extends Record<'replies' | 'comments' | 'decisions' | 'rewards', Choice> {
  email: string | null;
  isConfirmed: boolean;
  hasBounced: boolean;
  timeZone: string;
}

/** Of a reader who has chosen nothing. */
const DEFAULTS: MailRow = {
  ...{ email: null, isConfirmed: false, hasBounced: false, timeZone: 'UTC' },
  ...({ replies: 'now', comments: 'now', decisions: 'now', rewards: 'off' } as const),
};

const newToken = () => randomBytes(24).toString('base64url');

/** Whether and when readers get mail, and where. */
@Injectable()
export class MailSettingsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly mailer: Mailer,
  ) {}

  async read({ siteId, id }: ReaderIdentity): Promise<NotificationSettings> {
    const [row = DEFAULTS] = await rowsOf<MailRow>(this.dataSource, MAIL_OF_READER, [siteId, id]);
    const status = row.hasBounced ? 'bounced' : row.isConfirmed ? 'confirmed' : 'waiting';
    return {
      mail: this.mailer.isOn ? 'on' : 'off',
      email: row.email === null ? null : { address: row.email, status },
      ...{ replies: { mail: row.replies }, comments: { mail: row.comments } },
      ...{ decisions: { mail: row.decisions }, rewards: { mail: row.rewards } },
      timeZone: row.timeZone,
    };
  }

  async update(reader: ReaderIdentity, change: UpdateNotificationSettings): Promise<NotificationSettings> {
    const { replies, comments, decisions, rewards, timeZone } = change;
    const choices = [replies, comments, decisions, rewards].map((choice) => choice?.mail ?? null);
    await execute(this.dataSource, CHOOSE, [reader.siteId, reader.id, newToken(), ...choices, timeZone ?? null]);
    return this.read(reader);
  }

  /** A mail with a link follows. @throws DomainError `mail-off` */
  async setEmail(reader: ReaderIdentity, { email }: SetEmail): Promise<NotificationSettings> {
    if (!this.mailer.isOn) throw new DomainError('mail-off');
    const values = [reader.siteId, reader.id, newToken(), email, newToken(), LIMITS.confirmationsPerDay];
    await execute(this.dataSource, ASK_ADDRESS, values);
    return this.read(reader);
  }

  async forgetEmail({ siteId, id }: ReaderIdentity): Promise<void> {
    await execute(this.dataSource, FORGET_ADDRESS, [siteId, id]);
  }
}

import { randomBytes } from 'node:crypto';
import {
  LIMITS,
  notificationKinds,
  type NotificationSettings,
  type SetEmail,
  type UpdateNotificationSettings,
} from '@afterword/contracts';
import { Cleanup, DomainError, execute, type ReaderIdentity, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { NotificationEvents } from '../notifications';
import { knownLanguage, languageOf } from './mail-language';
import { Mailer } from './mailer';
import {
  CHOOSE,
  COUNT_ASK,
  DELETE_EXPIRED_ASKS,
  FORGET_ADDRESS,
  IS_CONFIRMED,
  MAIL_OF_READER,
  SET_ADDRESS,
} from './reader-mail.sql';

type Owner = Pick<ReaderIdentity, 'siteId' | 'id'>;
type Kind = (typeof notificationKinds)[number];
type Choice = NotificationSettings[Kind];

interface MailRow extends Record<Kind, Choice['mail']>, Record<`${Kind}Push`, Choice['push']> {
  email: string | null;
  isConfirmed: boolean;
  hasBounced: boolean;
  hasComplained: boolean;
  timeZone: string;
  language: string;
}

/** Of a reader who has chosen nothing. */
const DEFAULTS: MailRow = {
  ...{ email: null, isConfirmed: false, hasBounced: false, hasComplained: false, timeZone: 'UTC', language: 'en' },
  ...({ replies: 'now', mentions: 'now', comments: 'now', decisions: 'now', rewards: 'off' } as const),
  ...{ repliesPush: true, mentionsPush: true, commentsPush: true, decisionsPush: true, rewardsPush: false },
};

const CLEANUP_BATCH = 1_000;

const newToken = () => randomBytes(24).toString('base64url');

/** Whether and when readers get mail, and where. */
@Injectable()
export class MailSettingsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly mailer: Mailer,
    private readonly events: NotificationEvents,
    cleanup: Cleanup,
  ) {
    const run = () => execute(this.dataSource, DELETE_EXPIRED_ASKS, [CLEANUP_BATCH]);
    cleanup.add({ name: 'mail-asks', run });
  }

  async read({ siteId, id }: Owner): Promise<NotificationSettings> {
    const [row = DEFAULTS] = await rowsOf<MailRow>(this.dataSource, MAIL_OF_READER, [siteId, id]);
    const stopped = row.hasComplained ? 'complained' : 'bounced';
    const status = row.hasBounced ? stopped : row.isConfirmed ? 'confirmed' : 'waiting';
    const choice = (kind: Kind): Choice => ({ mail: row[kind], push: row[`${kind}Push`] });
    return {
      mail: this.mailer.isOn ? 'on' : 'off',
      email: row.email === null ? null : { address: row.email, status },
      ...{ replies: choice('replies'), mentions: choice('mentions'), comments: choice('comments') },
      ...{ decisions: choice('decisions'), rewards: choice('rewards') },
      ...{ timeZone: row.timeZone, language: row.language },
    };
  }

  /** @throws DomainError `invalid-request` for a language that mail is not written in */
  async update(reader: Owner, change: UpdateNotificationSettings): Promise<NotificationSettings> {
    const { timeZone = null, language } = change;
    const mails = notificationKinds.map((kind) => change[kind]?.mail ?? null);
    const pushes = notificationKinds.map((kind) => change[kind]?.push ?? null);
    const written = language === undefined ? null : languageOf(language);
    const values = [reader.siteId, reader.id, newToken(), ...mails, ...pushes, timeZone, written];
    await execute(this.dataSource, CHOOSE, values);
    return this.read(reader);
  }

  /**
   * A mail with a link follows, unless the address is the reader's already or was asked too often in a day.
   * @param wanted tags of languages, for a reader who has named none
   * @throws DomainError `mail-off`, `invalid-request` for a language that mail is not written in
   */
  async setEmail(
    reader: Owner,
    { email, language }: SetEmail,
    wanted: readonly string[],
  ): Promise<NotificationSettings> {
    if (!this.mailer.isOn) throw new DomainError('mail-off');
    const written = language === undefined ? (knownLanguage(wanted) ?? 'en') : languageOf(language);
    await this.events.start();
    const { siteId, id } = reader;
    if ((await rowsOf(this.dataSource, IS_CONFIRMED, [siteId, id, email])).length === 0) {
      const [asked] = await rowsOf<{ times: number }>(this.dataSource, COUNT_ASK, [email]);
      const isSent = asked !== undefined && asked.times <= LIMITS.confirmationsPerDay;
      const values = [siteId, id, newToken(), email, newToken(), isSent, written];
      await execute(this.dataSource, SET_ADDRESS, values);
    }
    return this.read(reader);
  }

  async forgetEmail({ siteId, id }: Owner): Promise<void> {
    await execute(this.dataSource, FORGET_ADDRESS, [siteId, id]);
  }
}

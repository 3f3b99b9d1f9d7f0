import { LIMITS } from '@afterword/contracts';
import {
  CONFIG,
  counter,
  execute,
  LogLimiter,
  reasonOf,
  RelayLoops,
  rowsOf,
  type ServiceConfig,
} from '@afterword/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { NotificationBatches } from '../notifications';
import { confirmationMail, type MailText, notificationMail } from './mail-text';
import { Mailer } from './mailer';
import {
  NOTE_BOUNCE,
  NOTE_CONFIRMATION,
  RETRY_MAIL,
  SETTLE_MAIL,
  TAKE_CONFIRMATIONS,
  TAKE_MAILS,
} from './reader-mail.sql';

/** Mails that a process sends at one time. */
const BATCH = 10;

/** How late a mail is sent that is due. Milliseconds. */
const IDLE_MS = 1_000;

const MINUTE_SECONDS = 60;
const MOST_PAUSE_SECONDS = 60 * MINUTE_SECONDS;

interface TakenMail {
  siteId: string;
  readerId: string;
  batch: string;
  /** This one included. */
  attempts: number;
  email: string;
  /** To end mail by. */
  token: string;
  site: string;
}

type TakenConfirmation = Pick<TakenMail, 'siteId' | 'readerId' | 'email' | 'token' | 'site'>;

/** Sends the mail that is due. What it tells of is read when it is sent: see decision record 0076. */
@Injectable()
export class MailDispatcher {
  /** Longer than any attempt takes: until then no other process sends the same. Replaced in tests. */
  leaseSeconds = 2 * MINUTE_SECONDS;
  /** Between mails to a reader, so that what comes in a row comes in one mail. Replaced in tests. */
  pauseSeconds = MINUTE_SECONDS;

  private readonly logger = new Logger('Mail');
  private readonly limiter = new LogLimiter();
  private readonly mails = counter('afterword_mails_total', 'Mails by outcome: sent, refused, or failed', ['outcome']);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly mailer: Mailer,
    private readonly batches: NotificationBatches,
    loops: RelayLoops,
  ) {
    if (mailer.isOn) loops.create({ name: 'Mail', tick: () => this.tick(), idleMs: IDLE_MS });
  }

  /** @returns how many mails were tried */
  private async tick(): Promise<number> {
    const confirmations = await rowsOf<TakenConfirmation>(this.dataSource, TAKE_CONFIRMATIONS, [
      ...[BATCH, this.leaseSeconds, LIMITS.mailAttempts],
    ]);
    const mails = await rowsOf<TakenMail>(this.dataSource, TAKE_MAILS, [BATCH, this.leaseSeconds, this.pauseSeconds]);
    await Promise.all([
      ...confirmations.map((confirmation) => this.sendConfirmation(confirmation)),
      ...mails.map((mail) => this.sendNotifications(mail)),
    ]);
    return confirmations.length + mails.length;
  }

  private async sendConfirmation({ email, token, site }: TakenConfirmation): Promise<void> {
    const text = confirmationMail(site, `${this.config.engagementUrl}/mail/confirm/${token}`);
    const result = await this.send(email, text, { id: token });
    // It is tried again, by its row.
    if (result !== 'failed') await execute(this.dataSource, NOTE_CONFIRMATION, [token, result === 'refused']);
  }

  private async sendNotifications(mail: TakenMail): Promise<void> {
    const { siteId, readerId, batch, attempts, email, token, site } = mail;
    const { told, read, hidden } = await this.batches.of({ siteId, readerId, batch });
    const settle = (outcome: string) =>
      execute(this.dataSource, SETTLE_MAIL, [
        ...[siteId, readerId, batch, told.map(({ id }) => id), outcome],
        ...[read.map(({ id }) => id), hidden.map(({ id }) => id)],
      ]);
    if (told.length === 0) return void (await settle('sent'));
    const unsubscribe = `${this.config.engagementUrl}/mail/unsubscribe/${token}`;
    const result = await this.send(email, notificationMail(site, told, { unsubscribe }), { id: batch, unsubscribe });
    if (result === 'sent') await settle('sent');
    else if (result === 'refused') {
      await execute(this.dataSource, NOTE_BOUNCE, [siteId, readerId]);
    } else if (attempts >= LIMITS.mailAttempts) await settle('failed');
    else {
      const seconds = Math.min(MINUTE_SECONDS * 2 ** (attempts - 1), MOST_PAUSE_SECONDS);
      await execute(this.dataSource, RETRY_MAIL, [siteId, readerId, batch, seconds]);
    }
  }

  /** The id is the same for every attempt, so that mail programs show one that came twice once. */
  private async send(
    to: string,
    text: MailText,
    { id, unsubscribe }: { id: string; unsubscribe?: string },
  ): Promise<'sent' | 'refused' | 'failed'> {
    const headers: Record<string, string> =
      unsubscribe === undefined
        ? {}
        : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
    let outcome: 'sent' | 'refused' | 'failed' = 'failed';
    try {
      outcome = await this.mailer.send({ to, ...text, messageId: `<${id}@${this.mailer.host}>`, headers });
    } catch (error) {
      const reason = reasonOf(error);
      this.limiter.run(reason, (fields) => this.logger.warn({ ...fields, reason }, 'A mail was not sent, and is tried again'));
    }
    this.mails.inc({ outcome });
    return outcome;
  }
}

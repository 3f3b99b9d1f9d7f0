import { LIMITS, type SiteLook } from '@afterword/contracts';
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
import { MailPageLinks, NotificationBatches } from '../notifications';
import {
  type ModerationMail,
  ModerationMailRepository,
  StaffLinks,
  StaffMailRepository,
  type TakenStaffMail,
} from '../staff-mail';
import { mailLanguage } from './mail-language';
import { confirmationMail, moderationMail, notificationMail, staffMail } from './mail-text';
import { hasAnswered, MAIL_CONNECTIONS, Mailer, type OutgoingMail } from './mailer';
import {
  NOTE_BOUNCE,
  NOTE_CONFIRMATION,
  RETRY_MAIL,
  SETTLE_MAIL,
  TAKE_CONFIRMATIONS,
  TAKE_MAILS,
} from './reader-mail.sql';

/** How late a mail is sent that is due. Milliseconds. */
const IDLE_MS = 1_000;

/** Of the mails that are sent at one time: whoever asks for many does not hold up those of others. */
const MOST_CONFIRMATIONS = 2;
const MOST_STAFF_MAILS = 1;
const MOST_MODERATION_MAILS = 1;

const MINUTE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 60 * MINUTE_SECONDS;

interface TakenMail {
  siteId: string;
  readerId: string;
  batch: string;
  /** This one included. */
  attempts: number;
  email: string;
  /** To end mail by. */
  token: string;
  /** The site's name. */
  site: string;
  look: SiteLook;
  language: string;
}

type TakenConfirmation = Pick<TakenMail, 'email' | 'token' | 'site' | 'language' | 'attempts'>;

type Outcome = 'sent' | 'no-address' | 'refused' | 'failed';

/** Sends the mail that is due. What it tells of is read when it is sent: see decision record 0076. */
@Injectable()
export class MailDispatcher {
  /** Longer than an attempt takes: until then no other process sends the same. Replaced in tests. */
  leaseSeconds = 5 * MINUTE_SECONDS;
  /** How long an attempt may take. Milliseconds; replaced in tests. */
  attemptMs = 4 * MINUTE_SECONDS * 1_000;
  /** Between mails to a reader, so that what comes in a row comes in one mail. Replaced in tests. */
  pauseSeconds = MINUTE_SECONDS;

  private readonly logger = new Logger('Mail');
  private readonly limiter = new LogLimiter();
  /** Whether the mail server did not answer the last time. */
  private isAway = false;
  private readonly stopping = new AbortController();
  private readonly mails = counter(
    'afterword_mails_total',
    'Mails by outcome: sent, no-address (the mail server says so), refused, or failed (to be tried again)',
    ['outcome'],
  );

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly mailer: Mailer,
    private readonly batches: NotificationBatches,
    private readonly staff: StaffMailRepository,
    private readonly moderation: ModerationMailRepository,
    private readonly links: StaffLinks,
    private readonly pages: MailPageLinks,
    loops: RelayLoops,
  ) {
    const interrupt = () => Promise.resolve(this.stopping.abort());
    if (mailer.isOn)
      loops.create({ name: 'Mail', tick: () => this.tick(), idleMs: IDLE_MS, mostPauseMs: 0, interrupt });
  }

  /**
   * @returns how many mails were tried
   * @throws where the mail server was away and still is: nothing is taken, so that its absence uses up no attempts
   */
  async tick(): Promise<number> {
    if (this.isAway) await this.withinTime(() => this.mailer.verify());
    this.isAway = false;
    const confirmations = await rowsOf<TakenConfirmation>(this.dataSource, TAKE_CONFIRMATIONS, [
      ...[MOST_CONFIRMATIONS, this.leaseSeconds],
    ]);
    const toStaff = await this.staff.take(MOST_STAFF_MAILS, this.leaseSeconds);
    const waiting = await this.moderation.take(MOST_MODERATION_MAILS, this.leaseSeconds, this.pauseSeconds);
    const free = MAIL_CONNECTIONS - confirmations.length - toStaff.length - waiting.length;
    const mails = await rowsOf<TakenMail>(this.dataSource, TAKE_MAILS, [free, this.leaseSeconds, this.pauseSeconds]);
    await Promise.all([
      ...confirmations.map((confirmation) => this.sendConfirmation(confirmation)),
      ...toStaff.map((mail) => this.sendToStaff(mail)),
      ...waiting.map((mail) => this.sendToModerator(mail)),
      ...mails.map((mail) => this.sendNotifications(mail)),
    ]);
    return confirmations.length + toStaff.length + waiting.length + mails.length;
  }

  private async sendConfirmation({ email, token, site, language, attempts }: TakenConfirmation): Promise<void> {
    const url = `${this.config.engagementUrl}/mail/confirm/${token}`;
    const text = confirmationMail(mailLanguage(language), { site, url });
    // The token itself is for the mail's body only.
    const outcome = await this.send({
      to: email,
      ...text,
      messageId: this.messageId(`ask-${token.slice(0, 8)}`),
      headers: {},
    });
    const again = outcome === 'failed' && attempts < LIMITS.mailAttempts ? pauseAfter(attempts) : null;
    await execute(this.dataSource, NOTE_CONFIRMATION, [token, outcome === 'no-address', again]);
  }

  private async sendToStaff(mail: TakenStaffMail): Promise<void> {
    const { id, email, siteId, attempts, isAdmin } = mail;
    if (!isAdmin) return this.staff.drop(mail);
    const text = staffMail(mail, `${this.config.engagementUrl}/console#/${siteId}/webhooks`);
    const outcome = await this.send({ to: email, ...text, messageId: this.messageId(`staff-${id}`), headers: {} });
    if (outcome === 'failed' && attempts < LIMITS.mailAttempts) return this.staff.retry(mail, pauseAfter(attempts));
    await this.staff.drop(mail);
  }

  private async sendToModerator(mail: ModerationMail): Promise<void> {
    const { staffId, siteId, batch, email, site, language, attempts } = mail;
    const { listed, count } = mail.isWanted ? await this.moderation.commentsOf(mail) : { listed: [], count: 0 };
    if (listed.length === 0) return this.moderation.settle(mail);
    const linkTo = async (link: Parameters<StaffLinks['tokenFor']>[0]) =>
      `${this.config.engagementUrl}/mail/staff/${await this.links.tokenFor(link)}`;
    const items = await Promise.all(
      listed.map(async (comment) => ({
        ...comment,
        url: await linkTo({ purpose: 'decide', staffId, siteId, commentId: comment.id }),
      })),
    );
    const unsubscribe = await linkTo({ purpose: 'end', staffId, siteId });
    const queue = listed.some(({ isHeld }) => isHeld) ? 'pending' : 'reported';
    const consoleUrl = `${this.config.engagementUrl}/console#/${siteId}/${queue}`;
    const text = moderationMail(mailLanguage(language), { site, items, count, consoleUrl, unsubscribe });
    const outcome = await this.send({
      ...{ to: email, ...text, messageId: this.messageId(`moderation-${batch}`) },
      headers: listHeaders(unsubscribe),
    });
    if (outcome === 'sent') return this.moderation.settle(mail);
    if (outcome === 'no-address') await this.moderation.stop({ email }, 'bounced');
    if (outcome === 'failed' && attempts < LIMITS.mailAttempts) {
      return this.moderation.retry(mail, pauseAfter(attempts));
    }
    await this.moderation.giveUp(mail);
  }

  private async sendNotifications(mail: TakenMail): Promise<void> {
    const { siteId, readerId, batch, attempts, email, token, site, language, look } = mail;
    const { listed, count, read, hidden } = await this.batches.of({ siteId, readerId, batch });
    const settle = async (outcome: 'sent' | 'failed') => {
      await execute(this.dataSource, SETTLE_MAIL, [siteId, readerId, batch, outcome, read, hidden]);
    };
    if (listed.length === 0) return settle('sent');
    const unsubscribe = `${this.config.engagementUrl}/mail/unsubscribe/${token}`;
    const settings = await this.pages.addressFor({ siteId, id: readerId });
    const text = notificationMail(mailLanguage(language, look), { site, items: listed, count, unsubscribe, settings });
    const outcome = await this.send({
      ...{ to: email, ...text, messageId: this.messageId(batch) },
      headers: listHeaders(unsubscribe),
    });
    if (outcome === 'sent') return settle('sent');
    if (outcome === 'no-address') {
      await execute(this.dataSource, NOTE_BOUNCE, [siteId, readerId]);
      return;
    }
    if (outcome === 'refused' || attempts >= LIMITS.mailAttempts) return settle('failed');
    await execute(this.dataSource, RETRY_MAIL, [siteId, readerId, batch, pauseAfter(attempts)]);
  }

  private async send(mail: OutgoingMail): Promise<Outcome> {
    let outcome: Outcome = 'failed';
    try {
      outcome = await this.withinTime((signal) => this.mailer.send(mail, signal));
    } catch (error) {
      this.isAway ||= !hasAnswered(error);
      const reason = reasonOf(error);
      this.limiter.run(reason, (fields) =>
        this.logger.warn({ ...fields, reason }, 'A mail was not sent, and is tried again'),
      );
    }
    this.mails.inc({ outcome });
    return outcome;
  }

  /** The same for every attempt, so that mail programs show one that came twice once. */
  private messageId(id: string): string {
    return `<${id}@${this.mailer.host}>`;
  }

  /** @throws when it takes too long, or the process ends */
  private withinTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const attempt = new AbortController();
    const { signal } = attempt;
    const { signal: stopping } = this.stopping;
    return new Promise((resolve, reject) => {
      const giveUp = (reason: string) => {
        attempt.abort();
        reject(new Error(reason));
      };
      const end = () => giveUp('The process ends');
      const timer = setTimeout(() => giveUp(`The mail server took longer than ${this.attemptMs} ms`), this.attemptMs);
      stopping.addEventListener('abort', end);
      const forget = () => {
        clearTimeout(timer);
        stopping.removeEventListener('abort', end);
      };
      work(signal).then(resolve, reject).finally(forget);
    });
  }
}

/** One click in the mail program ends all mail (RFC 8058). */
const listHeaders = (unsubscribe: string) => ({
  'List-Unsubscribe': `<${unsubscribe}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

/** Doubles from a minute up to an hour. Seconds. */
const pauseAfter = (attempts: number) => Math.min(MINUTE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS);

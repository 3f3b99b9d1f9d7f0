import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MailReport, MailReports, MailSetup, StoppedMail } from '@afterword/contracts';
import { CONFIG, counter, DomainError, rowsOf, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { InstallationSecrets } from '../installation-secrets';
import { ModerationMailRepository } from '../staff-mail';
import { CONFIRMATION } from './mail-report';
import { STOP_MAIL } from './mail-reports.sql';

/** The id of a mail that told a reader something. */
const BATCH = /^<?([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})@/;

/** Of one that told staff of comments. */
const MODERATION_BATCH = /^<?moderation-([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})@/;

/** Ends mail to addresses that mail came back from, or whose owners call it unwanted. */
@Injectable()
export class MailReportsService {
  private readonly reports = counter(
    'afterword_mail_reports_total',
    'Reports of mail by what became of them: bounced, complained, soft (tried again by the sender) or unknown (of no mail of ours)',
    ['outcome'],
  );

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly secrets: InstallationSecrets,
    private readonly moderation: ModerationMailRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async setup(): Promise<MailSetup> {
    const url = `${this.config.engagementUrl}/mail/reports/${await this.token()}`;
    return { mail: this.config.mail ? 'on' : 'off', reportsUrl: url };
  }

  /** @returns how many readers and members of staff get no more mail. @throws DomainError `not-found` for another token */
  async take(token: string, { reports }: MailReports): Promise<StoppedMail> {
    const [own, given] = [Buffer.from(await this.token()), Buffer.from(token)];
    if (own.length !== given.length || !timingSafeEqual(own, given)) throw new DomainError('not-found');
    const stopped = { readers: 0, staff: 0 };
    for (const report of reports) {
      const { readers, staff } = report.permanent ? await this.stop(report) : NOBODY;
      const outcome = report.permanent ? (readers + staff > 0 ? whyOf(report) : 'unknown') : 'soft';
      this.reports.inc({ outcome });
      stopped.readers += readers;
      stopped.staff += staff;
    }
    return stopped;
  }

  private async stop(report: MailReport): Promise<StoppedMail> {
    const { email = null, messageId = '' } = report;
    const [batch, ask, moderation] = [BATCH, CONFIRMATION, MODERATION_BATCH].map(
      (pattern) => pattern.exec(messageId)?.[1] ?? null,
    );
    const why = whyOf(report);
    const [row] = await rowsOf<{ readers: number }>(this.dataSource, STOP_MAIL, [why, batch, ask, email]);
    // An address counts where it does not come with a mail of ours, which counts by its id.
    const isOurs = batch !== null || ask !== null || moderation !== null;
    const staff = await this.moderation.stop({ email: isOurs ? null : email, batch: moderation }, why);
    return { readers: row?.readers ?? 0, staff };
  }

  private async token(): Promise<string> {
    const secret = await this.secrets.get('mail-reports');
    return createHmac('sha256', secret).update('token').digest('base64url');
  }
}

const NOBODY: StoppedMail = { readers: 0, staff: 0 };

const whyOf = ({ kind }: MailReport) => (kind === 'bounce' ? 'bounced' : 'complained');

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MailReport, MailReports, MailSetup } from '@afterword/contracts';
import { CONFIG, counter, DomainError, rowsOf, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { InstallationSecrets } from '../installation-secrets';
import { CONFIRMATION } from './mail-report';
import { STOP_MAIL } from './mail-reports.sql';

/** The id of a mail that told a reader something. */
const BATCH = /^<?([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})@/;

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
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async setup(): Promise<MailSetup> {
    const url = `${this.config.engagementUrl}/mail/reports/${await this.token()}`;
    return { mail: this.config.mail ? 'on' : 'off', reportsUrl: url };
  }

  /** @returns how many readers get no more mail. @throws DomainError `not-found` for another token */
  async take(token: string, { reports }: MailReports): Promise<number> {
    const [own, given] = [Buffer.from(await this.token()), Buffer.from(token)];
    if (own.length !== given.length || !timingSafeEqual(own, given)) throw new DomainError('not-found');
    let readers = 0;
    for (const report of reports) readers += await this.stop(report);
    return readers;
  }

  private async stop({ kind, permanent, email, messageId = '' }: MailReport): Promise<number> {
    if (!permanent) return this.count('soft', 0);
    const outcome = kind === 'bounce' ? 'bounced' : 'complained';
    const values = [
      outcome,
      BATCH.exec(messageId)?.[1] ?? null,
      CONFIRMATION.exec(messageId)?.[1] ?? null,
      email ?? null,
    ];
    const [row] = await rowsOf<{ readers: number }>(this.dataSource, STOP_MAIL, values);
    const readers = row?.readers ?? 0;
    return this.count(readers > 0 ? outcome : 'unknown', readers);
  }

  private count(outcome: string, readers: number): number {
    this.reports.inc({ outcome });
    return readers;
  }

  private async token(): Promise<string> {
    const secret = await this.secrets.get('mail-reports');
    return createHmac('sha256', secret).update('token').digest('base64url');
  }
}

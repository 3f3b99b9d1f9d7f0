import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import SMTPPool from 'nodemailer/lib/smtp-pool';

/** Mails that a process sends at one time. */
export const MAIL_CONNECTIONS = 5;

/** How long a mail server may take to be there. Milliseconds. */
const CONNECT_MS = 20_000;

/** How long it may be silent afterwards: some look at a whole mail before they take it. Milliseconds. */
const SILENCE_MS = 120_000;

export interface OutgoingMail {
  to: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  headers: Readonly<Record<string, string>>;
}

/** `no-address`: the server will never take mail for it. `refused`: it will never take this mail. */
export type MailResult = 'sent' | 'no-address' | 'refused';

/** The mail server that the operator has set. Without one there is no mail. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport;
  private readonly from: string;

  constructor(@Inject(CONFIG) { mail }: ServiceConfig) {
    this.from = mail?.from ?? '';
    this.transport =
      mail &&
      createTransport(
        new SMTPPool({
          url: mail.smtpUrl,
          maxConnections: MAIL_CONNECTIONS,
          // A mail whose connection broke may have been taken: its row says when it is tried again.
          maxRequeues: 0,
          connectionTimeout: CONNECT_MS,
          greetingTimeout: CONNECT_MS,
          socketTimeout: SILENCE_MS,
          // A mail is made of text alone.
          disableFileAccess: true,
          disableUrlAccess: true,
        }),
      );
  }

  get isOn(): boolean {
    return this.transport !== null;
  }

  /** The host of message ids. */
  get host(): string {
    return this.from.slice(this.from.lastIndexOf('@') + 1).replace('>', '') || 'localhost';
  }

  /** @throws where the server is not there, or does not let us in */
  async verify(): Promise<void> {
    await this.transport?.verify();
  }

  /** @param signal ends the attempt, and its connection. @throws where the server may take it later */
  async send({ to, headers, ...mail }: OutgoingMail, signal?: AbortSignal): Promise<MailResult> {
    if (!this.transport) throw new Error('No mail server is set');
    try {
      await this.transport.sendMail({
        ...mail,
        from: this.from,
        // As an object it is one address, whatever characters are in it.
        to: { name: '', address: to },
        headers: { 'Auto-Submitted': 'auto-generated', ...headers },
        ...(signal && { signal }),
      });
      return 'sent';
    } catch (error) {
      const result = refusalOf(error);
      if (result === null) throw error;
      return result;
    }
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }
}

/** Whether the server has answered at all. */
export const hasAnswered = (error: unknown): boolean =>
  typeof (error as { responseCode?: unknown }).responseCode === 'number';

/** Enhanced codes of an address that is none, or takes no mail (RFC 3463). Others speak of policy, or of the server. */
const ADDRESS = /^5\d\d[ -]5\.[12]\.\d/;
const ENHANCED = /^5\d\d[ -]\d\.\d+\.\d+/;

/** What a permanent answer (5xx) is about; null for all else. What is said of the sender may be mended by the operator. */
function refusalOf(error: unknown): Exclude<MailResult, 'sent'> | null {
  const {
    responseCode = 0,
    command = '',
    response = '',
  } = error as {
    responseCode?: number;
    command?: string;
    response?: string;
  };
  if (responseCode < 500) return null;
  if (command.startsWith('RCPT')) return !ENHANCED.test(response) || ADDRESS.test(response) ? 'no-address' : 'refused';
  return command.startsWith('DATA') ? 'refused' : null;
}

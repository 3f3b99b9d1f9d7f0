import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';

/** How long a mail server may take for each step. Milliseconds. */
const TIMEOUT_MS = 15_000;

export type MailResult = 'sent' | 'refused';

/** The mail server that the operator has set. Without one there is no mail. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter | null;
  private readonly from: string;

  constructor(@Inject(CONFIG) { mail }: ServiceConfig) {
    this.from = mail?.from ?? '';
    this.transport =
      mail &&
      createTransport({
        url: mail.smtpUrl,
        pool: true,
        maxConnections: 2,
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        // A mail is made of text alone.
        disableFileAccess: true,
        disableUrlAccess: true,
      });
  }

  get isOn(): boolean {
    return this.transport !== null;
  }

  /** The host of message ids. */
  get host(): string {
    return /@([^\s>]+)>?$/.exec(this.from)?.[1] ?? 'localhost';
  }

  /**
   * @returns `refused` where the server says that it will never take mail for this address
   * @throws where it may later
   */
  async send(mail: SendMailOptions): Promise<MailResult> {
    if (!this.transport) throw new Error('No mail server is set');
    try {
      const headers = { 'auto-submitted': 'auto-generated', ...(mail.headers as Record<string, string>) };
      await this.transport.sendMail({ ...mail, from: this.from, headers });
      return 'sent';
    } catch (error) {
      if (isRefusedAddress(error)) return 'refused';
      throw error;
    }
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }
}

/** A permanent answer (5xx) to the address itself. What is said of the sender, or of the server, is no word about the address. */
function isRefusedAddress(error: unknown): boolean {
  const { code, responseCode = 0, command = '' } = error as { code?: string; responseCode?: number; command?: string };
  return code === 'EENVELOPE' && responseCode >= 500 && command.startsWith('RCPT');
}

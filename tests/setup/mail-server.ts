import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { poll } from './poll';

/** A mail server that keeps what arrives. */
export class MailServer {
  /** Addresses that it says do not exist. */
  readonly unknown = new Set<string>();
  private readonly arrived: { to: string; mail: ParsedMail }[] = [];
  private readonly server = new SMTPServer({
    ...{ disabledCommands: ['AUTH', 'STARTTLS'], logger: false },
    onRcptTo: ({ address }, _session, done) => {
      done(this.unknown.has(address) ? Object.assign(new Error('5.1.1 No such user'), { responseCode: 550 }) : null);
    },
    onData: (stream, { envelope }, done) => {
      const take = async () => {
        this.arrived.push({ to: envelope.rcptTo[0]!.address, mail: await simpleParser(stream) });
      };
      take().then(() => done(), done);
    },
  });

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server.server, 'listening');
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }

  to(address: string): ParsedMail[] {
    return this.arrived.filter(({ to }) => to === address).map(({ mail }) => mail);
  }

  /** Waits until an address has so many mails. */
  waitFor(address: string, count: number): Promise<ParsedMail[]> {
    return poll(
      () => this.to(address),
      (mails) => mails.length >= count,
    );
  }
}

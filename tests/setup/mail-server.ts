import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { poll } from './poll';

/** A mail server that keeps what arrives. */
export class MailServer {
  /** Addresses that it says do not exist. */
  readonly unknown = new Set<string>();
  /** Mails whose senders wait to be told that they were taken. */
  held = 0;
  private readonly arrived: { to: string; mail: ParsedMail }[] = [];
  private takesBefore = Infinity;
  private released: Promise<void> = Promise.resolve();
  private letGo = () => {};
  private readonly server = new SMTPServer({
    ...{ disabledCommands: ['AUTH', 'STARTTLS'], logger: false },
    onRcptTo: ({ address }, _session, done) => {
      done(this.unknown.has(address) ? Object.assign(new Error('5.1.1 No such user'), { responseCode: 550 }) : null);
    },
    onData: (stream, { envelope }, done) => {
      const take = async () => {
        this.arrived.push({ to: envelope.rcptTo[0]!.address, mail: await simpleParser(stream) });
        if (this.takesBefore-- > 0) return;
        this.held += 1;
        await this.released;
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

  /** Takes some more mails, and keeps what comes then, without telling the sender. */
  hold(after: number): void {
    this.takesBefore = after;
    this.released = new Promise((resolve) => (this.letGo = resolve));
  }

  release(): void {
    this.takesBefore = Infinity;
    this.letGo();
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

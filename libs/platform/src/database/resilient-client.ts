import { Client, type ClientConfig } from 'pg';

/**
 * A connection whose loss fails what runs on it, and nothing else. Between two statements of whoever holds it, nobody
 * listens for its `error`, and Node ends a process for an `error` that nobody hears; the next statement fails anyway.
 */
export class ResilientClient extends Client {
  /** From the server's greeting; a pooler makes one up. The driver's types leave it out. */
  declare readonly processID: number;
  private ownsSession = true;

  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }

  /** Whether what one statement leaves in the session, such as a prepared statement, is there for the next. */
  get keepsSession(): boolean {
    return this.ownsSession;
  }

  /** A pooler may hand each statement to another session, which is somebody else's before and after. */
  leaveNothingBehind(): void {
    this.ownsSession = false;
  }
}

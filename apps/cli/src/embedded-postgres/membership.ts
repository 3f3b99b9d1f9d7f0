import { Client, DatabaseError } from 'pg';
import { OperatorError, isErrorCode } from '../operator-error';

/** Any number that nobody else uses; the lock lives in the database `postgres`, which only we enter. */
const LOCK = 0x41667477;

/**
 * Who uses the embedded server holds a shared advisory lock, and the last to leave is the one who gets it exclusively. A
 * process that was killed loses its lock with its connection, so there is no file to go stale, and a server that it left
 * behind is stopped by the next one who came and went.
 */
export class Membership {
  private constructor(
    private readonly session: Client,
    /** Resolves when the server ended the session. */
    readonly lost: Promise<void>,
  ) {}

  /** Undefined when the server is just going away. */
  static async enter(url: string): Promise<Membership | undefined> {
    const session = new Client({
      connectionString: url,
      application_name: 'afterword-cli',
      connectionTimeoutMillis: 5_000,
    });
    // An error is followed by 'end', whichever side began it.
    session.on('error', () => undefined);
    const lost = new Promise<void>((resolve) => session.once('end', () => resolve()));
    try {
      await session.connect();
      // Waits while the last one is stopping the server, and then fails with it.
      await session.query('select pg_advisory_lock_shared($1::bigint)', [LOCK]);
      return new Membership(session, lost);
    } catch (error) {
      if (isErrorCode(error, '28P01'))
        throw new OperatorError('The embedded database refuses the password kept in DATA_DIR/postgres-password');
      if (error instanceof DatabaseError && !error.code?.startsWith('57P')) throw error;
      return undefined;
    }
  }

  /** True when nobody else uses the server; from then on nobody can enter until we have left. */
  async isLast(): Promise<boolean> {
    try {
      await this.session.query('select pg_advisory_unlock_shared($1::bigint)', [LOCK]);
      const { rows } = await this.session.query<{ last: boolean }>('select pg_try_advisory_lock($1::bigint) as last', [
        LOCK,
      ]);
      return rows[0]?.last === true;
    } catch {
      // The server has gone already, or is unable to answer: then nobody else can be using it.
      return true;
    }
  }

  async end(): Promise<void> {
    await this.session.end().catch(() => undefined);
  }
}

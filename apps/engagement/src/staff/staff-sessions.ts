import { randomBytes } from 'node:crypto';
import { LIMITS, type StaffMe, type StaffToken } from '@afterword/contracts';
import {
  Cleanup,
  DomainError,
  execute,
  newId,
  rowsOf,
  type SqlTransaction,
  type StaffPrincipal,
  type StaffRole,
  tokenHashOf,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { FORGET_EXPIRED } from './staff.sql';
import {
  END_ALL_OF_STAFF,
  END_STAFF_SESSION,
  OPEN_STAFF_SESSION,
  SESSIONS_OF_STAFF,
  STAFF_OF_TOKEN,
} from './staff-sessions.sql';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Begins every token of staff, and none of a reader's: a reader's token is never looked for among them. */
const PREFIX = 'aws_';

/** Longest name of a browser that is kept. Characters. */
const BROWSER_LENGTH = 200;

interface StaffOfToken {
  id: string;
  name: string;
  sessionId: string;
  kind: 'session' | 'token';
  roles: StaffRole[];
}

interface SessionRow {
  id: string;
  kind: 'session' | 'token';
  name: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/** A token of 256 random bits: not to be guessed, so a plain SHA-256 is enough to store it by. */
export const newSecret = (prefix: string) => `${prefix}${randomBytes(32).toString('base64url')}`;

/**
 * Sessions and personal tokens of staff. They are read from the database with every request and kept nowhere else: what is ended, and a
 * role that is taken away, counts in every process at once. Staff ask seldom enough for that.
 */
@Injectable()
export class StaffSessions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'staff', run: () => execute(this.dataSource, FORGET_EXPIRED) });
  }

  /** Whether the token could be of staff at all. */
  isToken(token: string): boolean {
    return token.startsWith(PREFIX);
  }

  async find(tokenHash: Buffer): Promise<StaffPrincipal | null> {
    const [row] = await rowsOf<StaffOfToken>(this.dataSource, STAFF_OF_TOKEN, [tokenHash]);
    if (!row) return null;
    const { id, name, sessionId, kind, roles } = row;
    return { kind: 'staff', id, name, roles, session: { id: sessionId, kind } };
  }

  /** @param browser as it names itself */
  async open(
    tx: SqlTransaction,
    staffId: string,
    browser: string | undefined,
  ): Promise<{ token: string; expiresAt: Date }> {
    const expiresAt = new Date(Date.now() + LIMITS.staffSessionHours * HOUR_MS);
    const name = browser?.slice(0, BROWSER_LENGTH) ?? null;
    const { token } = await this.store(tx, { staffId, kind: 'session', name, expiresAt });
    return { token, expiresAt };
  }

  /** A personal token, for scripts. */
  async createToken(
    staffId: string,
    { name, days }: { name: string; days: number },
    tx: SqlTransaction = this.dataSource.manager,
  ): Promise<StaffToken> {
    const expiresAt = new Date(Date.now() + days * DAY_MS);
    const stored = await this.store(tx, { staffId, kind: 'token', name, expiresAt });
    return { ...stored, name, expiresAt: expiresAt.toISOString() };
  }

  async of({ id, session }: StaffPrincipal): Promise<StaffMe['sessions']> {
    const rows = await rowsOf<SessionRow>(this.dataSource, SESSIONS_OF_STAFF, [id]);
    return rows.map(({ createdAt, lastUsedAt, expiresAt, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      current: row.id === session.id,
    }));
  }

  /** Ends a session or personal token of a person. @throws DomainError `session-not-found` */
  async end(staffId: string, sessionId: string): Promise<void> {
    const ended = await execute(this.dataSource, END_STAFF_SESSION, [staffId, sessionId]);
    if (ended === 0) throw new DomainError('session-not-found');
  }

  /** Ends all sessions and tokens of a person, and removes their passkeys. */
  async endAll(tx: SqlTransaction, staffId: string): Promise<void> {
    await execute(tx, END_ALL_OF_STAFF, [staffId]);
  }

  private async store(
    tx: SqlTransaction,
    {
      staffId,
      kind,
      name,
      expiresAt,
    }: { staffId: string; kind: 'session' | 'token'; name: string | null; expiresAt: Date },
  ): Promise<{ id: string; token: string }> {
    const [id, token] = [newId(), newSecret(PREFIX)];
    await execute(tx, OPEN_STAFF_SESSION, [id, staffId, tokenHashOf(token), kind, name, expiresAt]);
    return { id, token };
  }
}

import { hash, randomBytes } from 'node:crypto';
import { LIMITS, type Session } from '@afterword/contracts';
import {
  Cleanup,
  execute,
  type GroupCommit,
  GroupCommits,
  newId,
  rowsOf,
  type SqlRunner,
  type Transaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { Avatars } from '../avatars';
import type { Reader } from './reader';
import { SessionEntity } from './session.entity';
import { CREATE_GUESTS, FORGET_ENDED, READERS_OF_TOKENS } from './sessions.sql';

export const GUEST_NAME = 'Guest';
const DAY_MS = 86_400_000;

/** How long a session that another replica ended, or a name that it changed, may still be seen here. Milliseconds. */
const CACHE_TTL_MS = 2_000;

/** 256 bits: not to be guessed, so a plain SHA-256 is enough to store it by. */
const newToken = () => `aw_${randomBytes(32).toString('base64url')}`;
const newExpiry = () => new Date(Date.now() + LIMITS.sessionDays * DAY_MS);
const hashOf = (token: string) => hash('sha256', token, 'buffer');

interface OpenedSession {
  reader: Reader;
  token: string;
  expiresAt: Date;
}

@Injectable()
export class SessionsService {
  private readonly cache = new LRUCache<string, Reader>({ max: 20_000, ttl: CACHE_TTL_MS });

  /** A storm of readers is looked up, and let in, a batch at a time. */
  private readonly lookups: GroupCommit<string, Reader | null>;
  private readonly guests: GroupCommit<OpenedSession, Session>;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly avatars: Avatars,
    commits: GroupCommits,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'sessions', run: () => execute(this.dataSource, FORGET_ENDED) });
    this.lookups = commits.create({ name: 'session-lookups', flush: (tokens) => this.readersOf(tokens) });
    this.guests = commits.create({ name: 'guests', flush: (guests) => this.insertGuests(guests) });
  }

  /** A new guest of the site with a session of their own: with those who come at the same time, or in a transaction. */
  async createGuest(siteId: string, name: string, tx?: Transaction): Promise<Session> {
    const reader: Reader = { siteId, id: newId(), name, avatarUrl: null, role: 'guest' };
    const guest = { reader, token: newToken(), expiresAt: newExpiry() };
    if (!tx) return this.guests.run(guest);
    await this.insertGuests([guest], tx);
    return this.toSession(guest);
  }

  /** A session of a reader who is there already. */
  async open(tx: Transaction, reader: Reader): Promise<Session> {
    const opened = { reader, token: newToken(), expiresAt: newExpiry() };
    const { siteId, id: readerId } = reader;
    const { token, expiresAt } = opened;
    await tx.insert(SessionEntity, { tokenHash: hashOf(token), siteId, readerId, expiresAt });
    return this.toSession(opened);
  }

  /** The reader of a token, where it need not be looked up. */
  known(token: string): Reader | undefined {
    return this.cache.get(token);
  }

  /** Null for a token that is unknown or has ended. */
  async readerOf(token: string): Promise<Reader | null> {
    const cached = this.known(token);
    if (cached) return cached;
    const reader = await this.lookups.run(token);
    if (!reader) return null;
    this.cache.set(token, reader);
    return reader;
  }

  async end(token: string): Promise<void> {
    await this.dataSource.manager.delete(SessionEntity, { tokenHash: hashOf(token) });
    this.forget(token);
  }

  /** What is known of the token is read anew when it comes next. */
  forget(token: string): void {
    this.cache.delete(token);
  }

  private async readersOf(tokens: readonly string[]): Promise<(Reader | null)[]> {
    const asked = tokens.map((token) => hash('sha256', token, 'hex'));
    const rows = await rowsOf<Reader & { asked: string }>(this.dataSource, READERS_OF_TOKENS, [asked]);
    const readers = new Map(
      rows.map(({ asked, siteId, id, name, avatarUrl, role }) => [asked, { siteId, id, name, avatarUrl, role }]),
    );
    return asked.map((hash) => readers.get(hash) ?? null);
  }

  private async insertGuests(
    guests: readonly OpenedSession[],
    runner: SqlRunner = this.dataSource,
  ): Promise<Session[]> {
    await execute(runner, CREATE_GUESTS, [
      guests.map(({ reader }) => reader.siteId),
      guests.map(({ reader }) => reader.id),
      guests.map(({ reader }) => reader.name),
      guests.map(({ token }) => hashOf(token)),
      guests.map(({ expiresAt }) => expiresAt),
    ]);
    return guests.map((guest) => this.toSession(guest));
  }

  private toSession({ reader, token, expiresAt }: OpenedSession): Session {
    return { token, expiresAt: expiresAt.toISOString(), reader: this.avatars.toAuthor(reader) };
  }
}

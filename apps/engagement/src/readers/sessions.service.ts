import { randomBytes } from 'node:crypto';
import { LIMITS, type Session, type Site } from '@afterword/contracts';
import {
  type Authenticator,
  Broadcast,
  execute,
  type GroupCommit,
  GroupCommits,
  newId,
  type ReaderPrincipal,
  rowsOf,
  type SqlRunner,
  type SqlTransaction,
  tokenHashOf,
  type Transaction,
} from '@afterword/platform';
import { Injectable, Optional } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { Avatars } from '../avatars';
import { Cleanup } from '@afterword/platform';
import { type RestrictionColumns, toRestriction } from '../reader-restriction';
import { SiteChanges } from '../sites';
import type { Reader } from './reader';
import { SessionEntity } from './session.entity';
import { CREATE_GUESTS, FORGET_ENDED, OPEN_SESSION, READERS_OF_TOKENS } from './sessions.sql';

export const GUEST_NAME = 'Guest';
const DAY_MS = 86_400_000;

/** Of guests, who have none. */
const NO_PICTURES = { avatars: 'initials' } as const;

/** How long a session that another replica ended, or a name that it changed, may still be seen here. Milliseconds. */
const CACHE_TTL_MS = 2_000;

/** Begins a broadcast about a reader; no site's id does. */
const READER_WORD = '@reader/';

/** 256 bits: not to be guessed, so a plain SHA-256 is enough to store it by. */
const newToken = () => `aw_${randomBytes(32).toString('base64url')}`;
const newExpiry = () => new Date(Date.now() + LIMITS.sessionDays * DAY_MS);

/** The reader behind a token. */
type SessionReader = Pick<ReaderPrincipal, 'reader' | 'restriction' | 'wasMuted'>;

interface NewGuest {
  siteId: string;
  name: string;
  /** Where they come from, as `GuestClients` names it. */
  client?: Buffer;
}

interface OpenedSession {
  reader: Reader;
  token: string;
  expiresAt: Date;
  client?: Buffer | undefined;
}

/** A reader whom a site's single sign-on names. */
export interface SignedIn {
  reader: Reader;
  site: Pick<Site, 'avatars'>;
  /** Of the secret that the token is signed with. */
  generation: number;
}

@Injectable()
export class SessionsService implements Authenticator {
  private readonly cache = new LRUCache<string, ReaderPrincipal>({ max: 20_000, ttl: CACHE_TTL_MS });

  /** Grows with everything that is forgotten: a lookup that was overtaken by that is not cached. */
  private forgotten = 0;

  /** Concurrent lookups and new guests are batched: one statement for many. */
  private readonly lookups: GroupCommit<Buffer, SessionReader | null>;
  private readonly guests: GroupCommit<OpenedSession, Session>;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly avatars: Avatars,
    commits: GroupCommits,
    cleanup: Cleanup,
    sites: SiteChanges,
    @Optional() private readonly broadcast?: Broadcast,
  ) {
    broadcast?.listen({
      heard: (words) => {
        for (const word of words) if (word.startsWith(READER_WORD)) this.drop(word.slice(word.lastIndexOf('/') + 1));
      },
      missed: () => this.clear(),
    });
    // A session stands on what its site says: its secret, and whether it takes guests.
    sites.listen({
      changed: (siteId) => this.dropWhere((reader) => reader.siteId === siteId),
      missed: () => this.clear(),
    });
    cleanup.add({ name: 'sessions', run: () => execute(this.dataSource, FORGET_ENDED) });
    this.lookups = commits.create({ name: 'session-lookups', flush: (hashes) => this.readersOf(hashes) });
    this.guests = commits.create({ name: 'guests', flush: (guests) => this.insertGuests(guests) });
  }

  /** A new guest of the site with a session of their own: with those who come at the same time, or in a transaction. */
  async createGuest({ siteId, name, client }: NewGuest, tx?: Transaction): Promise<Session> {
    const reader: Reader = { siteId, id: newId(), name, avatarUrl: null, role: 'guest' };
    const guest = { reader, token: newToken(), expiresAt: newExpiry(), client };
    if (!tx) return this.guests.run(guest);
    await this.insertGuests([guest], tx);
    return this.toSession(guest);
  }

  async open(tx: SqlTransaction, { reader, site, generation }: SignedIn): Promise<Session> {
    const opened = { reader, token: newToken(), expiresAt: newExpiry() };
    const { siteId, id: readerId } = reader;
    await execute(tx, OPEN_SESSION, [tokenHashOf(opened.token), siteId, readerId, opened.expiresAt, generation]);
    return this.toSession(opened, site);
  }

  known(token: string): ReaderPrincipal | undefined {
    return this.cache.get(token);
  }

  async find(token: string, tokenHash: Buffer): Promise<ReaderPrincipal | null> {
    const { forgotten } = this;
    const found = await this.lookups.run(tokenHash);
    if (!found) return null;
    const principal: ReaderPrincipal = { kind: 'reader', tokenHash, ...found };
    if (forgotten === this.forgotten) this.cache.set(token, principal);
    return principal;
  }

  async end(token: string): Promise<void> {
    await this.dataSource.manager.delete(SessionEntity, { tokenHash: tokenHashOf(token) });
    this.forget(token);
  }

  /** Looks the token up again when it is used next. */
  forget(token: string): void {
    this.forgotten += 1;
    this.cache.delete(token);
  }

  /** A reader was renamed, restricted or erased, or their sessions ended: every process reads their sessions anew. */
  forgetReader({ siteId, id }: { siteId: string; id: string }): void {
    this.drop(id);
    this.broadcast?.say([`${READER_WORD}${siteId}/${id}`]);
  }

  private drop(readerId: string): void {
    this.dropWhere((reader) => reader.id === readerId);
  }

  private dropWhere(isMeant: (reader: Reader) => boolean): void {
    this.forgotten += 1;
    for (const [token, { reader }] of this.cache) if (isMeant(reader)) this.cache.delete(token);
  }

  private clear(): void {
    this.forgotten += 1;
    this.cache.clear();
  }

  private async readersOf(tokenHashes: readonly Buffer[]): Promise<(SessionReader | null)[]> {
    const asked = tokenHashes.map((hash) => hash.toString('hex'));
    type Row = Reader & RestrictionColumns & { asked: string };
    const rows = await rowsOf<Row>(this.dataSource, READERS_OF_TOKENS, [asked]);
    const readers = new Map(
      rows.map((row): [string, SessionReader] => {
        const { asked, siteId, id, name, avatarUrl, role, wasMuted } = row;
        return [asked, { reader: { siteId, id, name, avatarUrl, role }, restriction: toRestriction(row), wasMuted }];
      }),
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
      guests.map(({ token }) => tokenHashOf(token)),
      guests.map(({ expiresAt }) => expiresAt),
      guests.map(({ client }) => client ?? null),
    ]);
    return guests.map((guest) => this.toSession(guest));
  }

  /** @param site absent for guests, who have no pictures of their own */
  private toSession({ reader, token, expiresAt }: OpenedSession, site: Pick<Site, 'avatars'> = NO_PICTURES): Session {
    return { token, expiresAt: expiresAt.toISOString(), reader: this.avatars.toAuthor(reader, site) };
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { LIMITS, type Session } from '@afterword/contracts';
import { newId, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { type Reader, toAuthor } from './reader';
import { ReaderEntity } from './reader.entity';
import { SessionEntity } from './session.entity';

const GUEST_NAME = 'Guest';
const DAY_MS = 86_400_000;

/** How long a session that another replica ended, or a name that it changed, may still be seen here. Milliseconds. */
const CACHE_TTL_MS = 2_000;

/** 256 bits: not to be guessed, so a plain SHA-256 is enough to store it by. */
const newToken = () => `aw_${randomBytes(32).toString('base64url')}`;
const hashOf = (token: string) => createHash('sha256').update(token).digest();

const READER_OF_TOKEN = `
  -- The reader behind a token that has not ended. $1 token hash
  select r.site_id as "siteId", r.id, r.name, r.avatar_url as "avatarUrl", r.role
    from session s
    join reader r on r.site_id = s.site_id and r.id = s.reader_id
   where s.token_hash = $1::bytea and s.expires_at > now()`;

@Injectable()
export class SessionsService {
  private readonly cache = new LRUCache<string, Reader>({ max: 50_000, ttl: CACHE_TTL_MS });

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** A new guest of the site with a session of their own. */
  async createGuest(siteId: string, name: string = GUEST_NAME): Promise<Session> {
    const reader: Reader = { siteId, id: newId(), name, avatarUrl: null, role: 'guest' };
    return this.dataSource.transaction(async (tx) => {
      await tx.insert(ReaderEntity, reader);
      return this.open(tx, reader);
    });
  }

  /** A session of a reader who is there already. */
  async open(tx: Transaction, reader: Reader): Promise<Session> {
    const token = newToken();
    const expiresAt = new Date(Date.now() + LIMITS.sessionDays * DAY_MS);
    const { siteId, id: readerId } = reader;
    await tx.insert(SessionEntity, { tokenHash: hashOf(token), siteId, readerId, expiresAt });
    return { token, expiresAt: expiresAt.toISOString(), reader: toAuthor(reader) };
  }

  /** Null for a token that is unknown or has ended. */
  async readerOf(token: string): Promise<Reader | null> {
    const cached = this.cache.get(token);
    if (cached) return cached;
    const [reader] = await rowsOf<Reader>(this.dataSource, READER_OF_TOKEN, [hashOf(token)]);
    if (!reader) return null;
    this.cache.set(token, reader);
    return reader;
  }

  async end(token: string): Promise<void> {
    await this.dataSource.manager.delete(SessionEntity, { tokenHash: hashOf(token) });
    this.cache.delete(token);
  }

  async rename(reader: Reader, token: string, name: string): Promise<Reader> {
    await this.dataSource.manager.update(ReaderEntity, { siteId: reader.siteId, id: reader.id }, { name });
    this.cache.delete(token);
    return { ...reader, name };
  }
}

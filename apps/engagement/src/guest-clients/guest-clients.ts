import { Cleanup, execute, type ReaderPrincipal, rowsOf, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { type Client, DailyPseudonyms } from '../daily-pseudonyms';
import { BAN_CLIENT, BAN_CLIENTS, BANNED_CLIENTS, FORGET_BANNED_CLIENTS, FORGET_CLIENTS } from './guest-clients.sql';

/** How long a ban of this moment may go unseen by a new guest. Milliseconds. */
const TTL_MS = 2_000;

/**
 * Where guests come from, for bans: an address and a browser under the salt of the day, and nothing that lasts longer than the day. A
 * guest who is banned and comes back as another one is known by it until midnight (UTC), and from then on when they use the banned
 * session again.
 */
@Injectable()
export class GuestClients {
  /** Banned clients by site. Concurrent callers share one look-up, and a site without bans needs no other. */
  private readonly banned = new LRUCache<string, ReadonlySet<string>>({
    max: 1_000,
    ttl: TTL_MS,
    fetchMethod: (siteId) => this.bannedOf(siteId),
    ignoreFetchAbort: true,
  });

  /** Banned guests whose client of today is stored, by the client. */
  private readonly remembered = new LRUCache<string, true>({ max: 10_000, ttl: 3_600_000 });

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly pseudonyms: DailyPseudonyms,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'banned-clients', run: () => execute(this.dataSource, FORGET_BANNED_CLIENTS) });
    cleanup.add({ name: 'guest-clients', run: () => execute(this.dataSource, FORGET_CLIENTS) });
  }

  /** What is stored of a guest's client. */
  of(client: Client): Promise<Buffer> {
    return this.pseudonyms.of(client, 'guest\n');
  }

  async isBanned(siteId: string, client: Buffer): Promise<boolean> {
    return (await this.banned.forceFetch(siteId)).has(client.toString('hex'));
  }

  /** Bans of the site have changed; other processes see it within two seconds. */
  forget(siteId: string): void {
    this.banned.delete(siteId);
  }

  /** The guest is banned in this transaction. */
  async ban(tx: SqlTransaction, siteId: string, readerId: string): Promise<void> {
    await execute(tx, BAN_CLIENTS, [siteId, readerId]);
  }

  /** A banned guest is here again, maybe from elsewhere. */
  async remember({ reader }: ReaderPrincipal, client: Client): Promise<void> {
    const hash = await this.of(client);
    const name = `${reader.id}/${hash.toString('hex')}`;
    if (this.remembered.has(name)) return;
    await execute(this.dataSource, BAN_CLIENT, [reader.siteId, reader.id, hash]);
    this.remembered.set(name, true);
    this.forget(reader.siteId);
  }

  private async bannedOf(siteId: string): Promise<ReadonlySet<string>> {
    const rows = await rowsOf<{ client: Buffer }>(this.dataSource, BANNED_CLIENTS, [siteId]);
    return new Set(rows.map(({ client }) => client.toString('hex')));
  }
}

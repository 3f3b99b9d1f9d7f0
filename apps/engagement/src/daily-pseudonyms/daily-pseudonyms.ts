import { createHmac, randomBytes } from 'node:crypto';
import { Cleanup, execute, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { FORGET_OLD_SALTS, SALT_OF_TODAY } from './daily-pseudonyms.sql';

/** What may be known of somebody without an account. */
export interface Client {
  /** As `clientOf` names it. */
  client: string;
  userAgent: string;
}

interface Salt {
  salt: Buffer;
  /** In UTC. */
  day: string;
}

/**
 * Names for clients that hold for one day: the same address and browser have the same one until midnight (UTC). Then the day's salt is
 * deleted, and nobody can tell any more whose it was.
 */
@Injectable()
export class DailyPseudonyms {
  private salt: Salt | null = null;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'visit-salts', run: () => execute(this.dataSource, FORGET_OLD_SALTS) });
  }

  /** 16 bytes. @param purpose keeps what is known for one purpose from being compared with what is known for another */
  async of({ client, userAgent }: Client, purpose = ''): Promise<Buffer> {
    const today = new Date().toISOString().slice(0, 10);
    if (this.salt?.day !== today) this.salt = await this.saltOfToday();
    return createHmac('sha256', this.salt.salt).update(`${purpose}${client}\n${userAgent}`).digest().subarray(0, 16);
  }

  private async saltOfToday(): Promise<Salt> {
    const [row] = await rowsOf<Salt>(this.dataSource, SALT_OF_TODAY, [randomBytes(32)]);
    if (!row) throw new Error('An upsert gives a row');
    return row;
  }
}

import { execute, newId, type ReaderPrincipal, rowsOf, type SqlRunner, type SqlTransaction } from '@afterword/platform';
import type { ShareChannel } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Cleanup } from '@afterword/platform';
import { COUNT_VISIT, FIND_SHARE, FORGET_OLD_VISITS, INSERT_SHARES, SHARES_OF_READERS } from './shares.sql';

export interface NewShare {
  siteId: string;
  pageId: string;
  principal: ReaderPrincipal;
  channel: ShareChannel;
  code: string;
}

/** A short link that a reader has already. */
export interface KnownShare {
  pageId: string;
  readerId: string;
  channel: ShareChannel;
  code: string;
}

@Injectable()
export class SharesRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'visits', run: () => execute(this.dataSource, FORGET_OLD_VISITS) });
  }

  async insert(tx: SqlTransaction, shares: readonly NewShare[]): Promise<void> {
    await execute(tx, INSERT_SHARES, [
      shares.map(({ siteId }) => siteId),
      shares.map(() => newId()),
      shares.map(({ code }) => code),
      shares.map(({ pageId }) => pageId),
      shares.map(({ principal }) => principal.reader.id),
      shares.map(({ channel }) => channel),
    ]);
  }

  /** What the readers shared of these pages before, one link for each channel. */
  ofReaders(runner: SqlRunner, asked: readonly Pick<NewShare, 'siteId' | 'pageId' | 'principal'>[]) {
    return rowsOf<KnownShare>(runner, SHARES_OF_READERS, [
      asked.map(({ siteId }) => siteId),
      asked.map(({ pageId }) => pageId),
      asked.map(({ principal }) => principal.reader.id),
    ]);
  }

  async find(code: string): Promise<{ siteId: string; id: string; url: string | null } | null> {
    const [share] = await rowsOf<{ siteId: string; id: string; url: string | null }>(this.dataSource, FIND_SHARE, [
      code,
    ]);
    return share ?? null;
  }

  async countVisit(siteId: string, shareId: string, visitor: Buffer): Promise<void> {
    await execute(this.dataSource, COUNT_VISIT, [siteId, shareId, visitor]);
  }
}

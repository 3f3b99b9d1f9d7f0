import type { Me, TransferList, TransferListQuery } from '@afterword/contracts';
import { DomainError, IdempotencyService } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Avatars } from '../avatars';
import { CommentsRepository } from '../comments';
import { LedgerReader, LedgerService } from '../ledger';
import { type PageChange, PageChanges } from '../page-changes';
import { type Reader, ReadersRepository, ReservedNamesService } from '../readers';
import { SitesService } from '../sites';

/** Who wrote the comments of a reader who left, where the site keeps these. */
const FORMER_READER = 'Former reader';

@Injectable()
export class ProfileService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly readers: ReadersRepository,
    private readonly avatars: Avatars,
    private readonly reservedNames: ReservedNamesService,
    private readonly comments: CommentsRepository,
    private readonly ledger: LedgerService,
    private readonly accounts: LedgerReader,
    private readonly idempotency: IdempotencyService,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
  ) {}

  async describe(reader: Reader): Promise<Me> {
    const site = await this.sites.get(reader.siteId);
    const balance = await this.accounts.balanceOf(site, reader.id);
    return { reader: this.avatars.toAuthor(reader), wallet: { balance, currency: 'POINT' } };
  }

  /** @throws DomainError `forbidden` for who has their name from the site, `name-reserved` */
  async rename(reader: Reader, name: string): Promise<Me> {
    if (reader.role !== 'guest') {
      throw new DomainError('forbidden', { detail: 'The site gives this reader their name.' });
    }
    await this.reservedNames.assertFree(await this.sites.get(reader.siteId), name);
    this.changes.changed(changesOf(reader, await this.readers.rename(reader, name)));
    return this.describe({ ...reader, name });
  }

  transfers(reader: Reader, query: TransferListQuery): Promise<TransferList> {
    return this.accounts.walletStatement(reader.siteId, reader.id, query);
  }

  async endSessions(reader: Reader): Promise<void> {
    await this.readers.endSessions(reader);
  }

  /**
   * Erases who the reader was: their name, address, sessions and kept answers go, their wallet is closed, and their comments
   * become tombstones or stay without a name, as the site has it. What they did is still counted, as what nobody in
   * particular did.
   */
  async delete(reader: Reader): Promise<void> {
    const { siteId, id } = reader;
    const { deletedReaders } = await this.sites.get(siteId);
    const pageIds = await this.dataSource.transaction(async (tx) => {
      const changed =
        deletedReaders === 'tombstone'
          ? await this.comments.deleteAllOf(tx, { siteId, readerId: id })
          : await this.readers.showChanged(tx, reader);
      await this.ledger.closeWallet(tx, siteId, id);
      await this.idempotency.deleteAllOf(tx, reader);
      await this.readers.erase(tx, reader, FORMER_READER);
      return changed;
    });
    this.changes.changed(changesOf(reader, pageIds));
  }
}

const changesOf = ({ siteId }: Reader, pageIds: readonly string[]): PageChange[] =>
  pageIds.map((pageId) => ({ siteId, pageId }));

import type { Me, TransferList, TransferListQuery } from '@afterword/contracts';
import { DomainError, type ReaderIdentity, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { Avatars } from '../avatars';
import { LedgerReader } from '../ledger';
import { PageWrites } from '../page-writes';
import { ReadersRepository, ReservedNamesService, SessionsService } from '../readers';
import { SitesService } from '../sites';
import { EraseReader } from './erase-reader.writer';
import { RenameReader } from './rename-reader.writer';

@Injectable()
export class ProfileService {
  constructor(
    private readonly readers: ReadersRepository,
    private readonly sessions: SessionsService,
    private readonly avatars: Avatars,
    private readonly reservedNames: ReservedNamesService,
    private readonly accounts: LedgerReader,
    private readonly sites: SitesService,
    private readonly writes: PageWrites,
    private readonly eraseReader: EraseReader,
    private readonly renameReader: RenameReader,
  ) {}

  async describe(reader: ReaderIdentity): Promise<Me> {
    const site = await this.sites.get(reader.siteId);
    const balance = await this.accounts.balanceOf(site, reader);
    return { reader: this.avatars.toAuthor(reader, site), wallet: { balance, currency: 'POINT' } };
  }

  /** @throws DomainError `forbidden` for a reader who has their name from the site, `name-reserved` */
  async rename(principal: ReaderPrincipal, name: string): Promise<Me> {
    const { reader } = principal;
    if (reader.role !== 'guest') {
      throw new DomainError('forbidden', { detail: 'The site gives this reader their name.' });
    }
    await this.reservedNames.assertFree(await this.sites.get(reader.siteId), name);
    await this.writes.run(this.renameReader, { siteId: reader.siteId, principal, key: null, name });
    this.sessions.forgetReader(reader);
    return this.describe({ ...reader, name });
  }

  transfers(reader: ReaderIdentity, query: TransferListQuery): Promise<TransferList> {
    return this.accounts.walletStatement(reader.siteId, reader.id, query);
  }

  /** Signs the reader out everywhere. */
  async endSessions({ reader }: ReaderPrincipal): Promise<void> {
    await this.readers.endSessions(reader);
    this.sessions.forgetReader(reader);
  }

  /** Erases the reader, and their comments too if the site's settings say so. */
  async delete(principal: ReaderPrincipal): Promise<void> {
    const { reader } = principal;
    const { deletedReaders } = await this.sites.get(reader.siteId);
    const comments = deletedReaders === 'tombstone' ? 'tombstone' : 'keep';
    const command = { siteId: reader.siteId, principal, key: null, comments, takesBack: true } as const;
    await this.writes.run(this.eraseReader, command);
    this.sessions.forgetReader(reader);
  }
}

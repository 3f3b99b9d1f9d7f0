import type { PageViewer } from '@afterword/contracts';
import { rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { LedgerReader } from '../ledger';
import { PageKeyEntity } from './page-key.entity';
import { PageEntity } from './page.entity';
import { KEYS_OF_PAGE, REACTIONS_OF_READER } from './pages.sql';

export interface PageReader {
  siteId: string;
  pageId: string;
  readerId: string;
}

@Injectable()
export class PagesRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly ledger: LedgerReader,
  ) {}

  findById(siteId: string, id: string): Promise<PageEntity | null> {
    return this.dataSource.manager.findOneBy(PageEntity, { siteId, id });
  }

  /** The page by any of its keys. */
  find(siteId: string, key: string): Promise<PageEntity | null> {
    return this.dataSource
      .getRepository(PageEntity)
      .createQueryBuilder('page')
      .innerJoin(PageKeyEntity, 'found', 'found.siteId = page.siteId and found.pageId = page.id')
      .where('found.siteId = :siteId and found.key = :key', { siteId, key })
      .getOne();
  }

  /** Every key that the page is found by, its own first. */
  async keysOf(siteId: string, pageId: string, runner: SqlRunner = this.dataSource): Promise<string[]> {
    return (await rowsOf<{ key: string }>(runner, KEYS_OF_PAGE, [siteId, pageId])).map(({ key }) => key);
  }

  async viewer({ siteId, pageId, readerId }: PageReader): Promise<PageViewer> {
    const kinds = await rowsOf<{ kind: string }>(this.dataSource, REACTIONS_OF_READER, [siteId, pageId, readerId]);
    const rewarded = await this.ledger.rewardedBy([{ siteId, targetId: pageId, readerId }]);
    return { reactions: kinds.map(({ kind }) => kind), rewarded: rewarded.get(`${pageId}/${readerId}`) ?? 0 };
  }
}

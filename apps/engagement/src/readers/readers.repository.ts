import { execute, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PageAuthorsRepository } from '../page-authors';
import { ERASE_READER, END_SESSIONS, RENAME, SHOW_CHANGED_READER, STAFF_NAMES } from './readers.sql';

interface ReaderRef {
  siteId: string;
  id: string;
}

@Injectable()
export class ReadersRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly authors: PageAuthorsRepository,
  ) {}

  async staffNames(siteId: string): Promise<string[]> {
    return (await rowsOf<{ name: string }>(this.dataSource, STAFF_NAMES, [siteId])).map(({ name }) => name);
  }

  /** @returns the pages that show the reader's name */
  async rename({ siteId, id }: ReaderRef, name: string): Promise<string[]> {
    return this.dataSource.transaction(async (tx) => {
      const pageIds = await this.showChanged(tx, { siteId, id });
      await execute(tx, RENAME, [siteId, id, name]);
      return pageIds;
    });
  }

  /**
   * To be called where a reader's name, avatar or role changes: whoever shows their comments reads them anew.
   * @returns the pages that do
   */
  async showChanged(tx: Transaction, { siteId, id }: ReaderRef): Promise<string[]> {
    return (await rowsOf<{ id: string }>(tx, SHOW_CHANGED_READER, [siteId, id])).map((page) => page.id);
  }

  /** False when the reader was erased before. */
  async erase(tx: Transaction, { siteId, id }: ReaderRef, shownName: string): Promise<boolean> {
    await execute(tx, END_SESSIONS, [siteId, id]);
    await this.authors.forget(tx, siteId, id);
    return (await rowsOf(tx, ERASE_READER, [siteId, id, shownName])).length > 0;
  }

  async endSessions({ siteId, id }: ReaderRef): Promise<void> {
    await execute(this.dataSource, END_SESSIONS, [siteId, id]);
  }
}

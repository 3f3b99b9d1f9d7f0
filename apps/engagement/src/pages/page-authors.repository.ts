import type { PageAuthor } from '@afterword/contracts';
import { execute, rowsOf, type SqlRunner, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import {
  ADD_AUTHORS,
  AUTHORS_OF_KEY,
  AUTHORS_OF_PAGE,
  FORGET_AUTHOR,
  FORGET_AUTHORS_OF_PAGE,
  KNOWN_READERS,
  OWN_PAGES,
  READERS_OF_PAGE,
} from './page-authors.sql';

export interface PageReader {
  siteId: string;
  pageId: string;
  readerId: string;
}

type AuthorRow = { id: string; sub: null } | { id: null; sub: string };

const toAuthor = ({ id, sub }: AuthorRow): PageAuthor => (id === null ? { sub } : { id });

export const pageReaderKey = ({ pageId, readerId }: Omit<PageReader, 'siteId'>) => `${pageId}/${readerId}`;

/** Whose a page is: what the operator says, and what the site's single sign-on tokens say. */
@Injectable()
export class PageAuthorsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async of(siteId: string, pageId: string, runner: SqlRunner = this.dataSource): Promise<PageAuthor[]> {
    return (await rowsOf<AuthorRow>(runner, AUTHORS_OF_PAGE, [siteId, pageId])).map(toAuthor);
  }

  /** The ids of the readers whom the authors are, as far as they have been here. */
  async readersOf(siteId: string, pageId: string, runner: SqlRunner = this.dataSource): Promise<string[]> {
    return (await rowsOf<{ id: string }>(runner, READERS_OF_PAGE, [siteId, pageId])).map(({ id }) => id);
  }

  /** Of a page that does not exist yet. */
  async ofKey(siteId: string, key: string): Promise<PageAuthor[]> {
    return (await rowsOf<AuthorRow>(this.dataSource, AUTHORS_OF_KEY, [siteId, key])).map(toAuthor);
  }

  /** They are all that the page has from then on. The caller holds the page's row. */
  async replace(
    tx: SqlTransaction,
    page: { siteId: string; pageId: string; key: string },
    authors: readonly PageAuthor[],
  ): Promise<void> {
    await execute(tx, FORGET_AUTHORS_OF_PAGE, [page.siteId, page.pageId]);
    await execute(tx, ADD_AUTHORS, [
      page.siteId,
      authors.map(() => page.key),
      authors.map((author) => ('id' in author ? author.id : null)),
      authors.map((author) => ('sub' in author ? author.sub : null)),
    ]);
  }

  /** The reader wrote what is found by these keys, too. */
  async add(tx: SqlTransaction, siteId: string, readerId: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await execute(tx, ADD_AUTHORS, [siteId, [...keys], keys.map(() => readerId), keys.map(() => null)]);
  }

  /** Which of some readers the site does not have. */
  async unknown(siteId: string, readerIds: readonly string[]): Promise<string[]> {
    if (readerIds.length === 0) return [];
    const rows = await rowsOf<{ id: string }>(this.dataSource, KNOWN_READERS, [siteId, [...readerIds]]);
    const known = new Set(rows.map(({ id }) => id));
    return readerIds.filter((id) => !known.has(id));
  }

  /** Those of some pages and readers, by `pageReaderKey`, where the reader is an author of the page. */
  async ownPages(tx: SqlTransaction, asked: readonly PageReader[]): Promise<Set<string>> {
    if (asked.length === 0) return new Set();
    const rows = await rowsOf<Omit<PageReader, 'siteId'>>(tx, OWN_PAGES, [
      asked.map(({ siteId }) => siteId),
      asked.map(({ pageId }) => pageId),
      asked.map(({ readerId }) => readerId),
    ]);
    return new Set(rows.map(pageReaderKey));
  }

  /** Forgets what a reader wrote. */
  async forget(tx: SqlTransaction, siteId: string, readerId: string): Promise<void> {
    await execute(tx, FORGET_AUTHOR, [siteId, readerId]);
  }
}

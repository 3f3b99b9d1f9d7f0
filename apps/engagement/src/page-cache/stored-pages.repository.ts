import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { STORED_PAGES } from './stored-pages.sql';

/** A page as the database has it at one moment. Whatever readers see of it has changed when any of this has. */
export interface StoredPage {
  id: string;
  /** Its own key, whichever it was asked by. */
  key: string;
  url: string | null;
  title: string | null;
  closed: boolean;
  /** When somebody closed it; null where nobody did, or nobody knows. */
  closedAt: Date | null;
  closedReason: string | null;
  /** The readers who wrote it. */
  authorIds: string[];
  /** The ids of comments that moderators have featured, the last one first. */
  featured: string[];
  countersVersion: number;
  commentsVersion: number;
  counters: { metric: string; value: number }[];
}

export interface PageName {
  siteId: string;
  /** Any of the page's keys. */
  key: string;
}

@Injectable()
export class StoredPagesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** In the order of the names; null for a page that does not exist yet. */
  async of(names: readonly PageName[]): Promise<(StoredPage | null)[]> {
    const distinct = [...new Map(names.map((name) => [nameOf(name.siteId, name.key), name])).values()];
    const rows = await rowsOf<StoredPage & { siteId: string; askedKey: string }>(this.dataSource, STORED_PAGES, [
      distinct.map(({ siteId }) => siteId),
      distinct.map(({ key }) => key),
    ]);
    const pages = new Map(rows.map(({ siteId, askedKey, ...page }) => [nameOf(siteId, askedKey), page]));
    return names.map(({ siteId, key }) => pages.get(nameOf(siteId, key)) ?? null);
  }
}

/** A site's id contains no slash. */
export const nameOf = (siteId: string, key: string): string => `${siteId}/${key}`;

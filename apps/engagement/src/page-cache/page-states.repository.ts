import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PAGE_STATES } from './page-states.sql';

/** A page as the database had it at one moment. Whatever readers see of it has changed when any of this has. */
export interface PageState {
  id: string;
  /** Its own key, whichever it was asked by. */
  key: string;
  url: string | null;
  title: string | null;
  closed: boolean;
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
export class PageStatesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** In the order of the names; null for a page that does not exist yet. */
  async of(names: readonly PageName[]): Promise<(PageState | null)[]> {
    const distinct = [...new Map(names.map((name) => [nameOf(name.siteId, name.key), name])).values()];
    const rows = await rowsOf<PageState & { siteId: string; askedKey: string }>(this.dataSource, PAGE_STATES, [
      distinct.map(({ siteId }) => siteId),
      distinct.map(({ key }) => key),
    ]);
    const states = new Map(rows.map(({ siteId, askedKey, ...state }) => [nameOf(siteId, askedKey), state]));
    return names.map(({ siteId, key }) => states.get(nameOf(siteId, key)) ?? null);
  }
}

/** A site's id has no slash. */
export const nameOf = (siteId: string, key: string): string => `${siteId}/${key}`;

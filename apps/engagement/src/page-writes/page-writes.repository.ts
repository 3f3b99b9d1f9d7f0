import { execute, rowsOf, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { CounterRise } from '../counters';
import { LOCK_PAGES, RAISE } from './page-writes.sql';

export interface PageRef {
  siteId: string;
  pageId: string;
}

export interface LockedPage {
  id: string;
  /** Takes no new comments. */
  closed: boolean;
  /** The comments version that the page has after this transaction, if its comments change. */
  nextCommentsVersion: number;
}

export interface PageChange extends PageRef {
  counters: boolean;
  comments: boolean;
}

@Injectable()
export class PageWritesRepository {
  /** Locked pages by their ids; those that are gone are absent. */
  async lock(tx: SqlTransaction, pages: readonly PageRef[]): Promise<Map<string, LockedPage>> {
    const distinct = [...new Map(pages.map((page) => [page.pageId, page])).values()];
    const ids = [distinct.map(({ siteId }) => siteId), distinct.map(({ pageId }) => pageId)];
    const rows = distinct.length === 0 ? [] : await rowsOf<LockedPage>(tx, LOCK_PAGES, ids);
    return new Map(rows.map((page) => [page.id, page]));
  }

  async raise(tx: SqlTransaction, rises: readonly CounterRise[], changes: readonly PageChange[]): Promise<void> {
    const counters = sumOfEach(rises);
    const pages = unionOfEach(changes);
    await execute(tx, RAISE, [
      counters.map(({ siteId }) => siteId),
      counters.map(({ targetId }) => targetId),
      counters.map(({ metric }) => metric),
      counters.map(({ by }) => by),
      pages.map(({ siteId }) => siteId),
      pages.map(({ pageId }) => pageId),
      pages.map((page) => page.counters),
      pages.map((page) => page.comments),
    ]);
  }
}

function sumOfEach(rises: readonly CounterRise[]): CounterRise[] {
  const sums = new Map<string, CounterRise>();
  for (const rise of rises) {
    const key = `${rise.targetId}/${rise.metric}`;
    const sum = sums.get(key);
    if (sum) sum.by += rise.by;
    else sums.set(key, { ...rise });
  }
  return [...sums.values()];
}

function unionOfEach(changes: readonly PageChange[]): PageChange[] {
  const pages = new Map<string, PageChange>();
  for (const change of changes) {
    const known = pages.get(change.pageId);
    if (known) {
      known.counters ||= change.counters;
      known.comments ||= change.comments;
    } else pages.set(change.pageId, { ...change });
  }
  return [...pages.values()];
}

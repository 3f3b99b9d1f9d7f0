import { execute, type Pipeline, rowsOf } from '@afterword/platform';
import type { CounterChange, LockedPage, LockedPages, PageChanged, PageRef } from './page-writer';
import {
  CHANGE_COUNTERS,
  CREATE_PAGES,
  ENTER_ALONE,
  ENTER_BESIDE_OTHERS,
  LOCK_COUNTERS,
  LOCK_PAGES,
  PAGES_BESIDE_OTHERS,
  RAISE_VERSIONS,
  REMOVE_PAGES,
} from './page-writes.sql';

/** Locks pages, in one order for all writers. */
export const lockPages = (tx: Pipeline, pages: readonly PageRef[]): Promise<LockedPages> =>
  enter(tx, pages, ENTER_ALONE, LOCK_PAGES);

/**
 * Holds pages against everybody who locks them, but not against those who enter like this. What the row says of counters and
 * versions may be old: `lockCounters` comes before they are changed.
 */
export const enterPages = (tx: Pipeline, pages: readonly PageRef[]): Promise<LockedPages> =>
  enter(tx, pages, ENTER_BESIDE_OTHERS, PAGES_BESIDE_OTHERS);

async function enter(tx: Pipeline, pages: readonly PageRef[], gate: string, statement: string): Promise<LockedPages> {
  const distinct = distinctOf(pages);
  if (distinct.length === 0) return new Map();
  const ids = distinct.map(({ pageId }) => pageId);
  tx.send(execute(tx, gate, [ids]));
  const rows = await rowsOf<LockedPage>(tx, statement, [distinct.map(({ siteId }) => siteId), ids]);
  return new Map(rows.map((page) => [page.pageId, page]));
}

/**
 * The last locks of a transaction that has entered pages beside others: they are held while the counters change, and by the commit. Several
 * pages are locked in the order of all writers; a single one has no order, and `raiseVersions`, which comes next, locks it.
 */
export function lockCounters(tx: Pipeline, pages: readonly PageRef[]): void {
  const distinct = distinctOf(pages);
  if (distinct.length < 2) return;
  const statement = execute(tx, LOCK_COUNTERS, [
    distinct.map(({ siteId }) => siteId),
    distinct.map(({ pageId }) => pageId),
  ]);
  tx.send(statement);
}

const distinctOf = (pages: readonly PageRef[]): PageRef[] => [
  ...new Map(pages.map((page) => [page.pageId, page])).values(),
];

interface NewPage extends PageRef {
  newKey: string;
}

/**
 * Creates pages. The caller holds every page that it needs, since no two transactions that create pages may wait for each other.
 * @returns those that this transaction created; another one may have been first
 */
export async function createPages(tx: Pipeline, pages: readonly NewPage[]): Promise<LockedPages> {
  if (pages.length === 0) return new Map();
  const distinct = [...new Map(pages.map((page) => [page.pageId, page])).values()].sort(byKey);
  const rows = await rowsOf<{ siteId: string; pageId: string; key: string }>(tx, CREATE_PAGES, [
    distinct.map(({ siteId }) => siteId),
    distinct.map(({ pageId }) => pageId),
    distinct.map(({ newKey }) => newKey),
  ]);
  return new Map(rows.map((row) => [row.pageId, { ...row, ...NEW_PAGE }]));
}

/** Takes back pages that this transaction created. */
export function removePages(tx: Pipeline, pages: readonly PageRef[]): void {
  if (pages.length === 0) return;
  const statement = execute(tx, REMOVE_PAGES, [pages.map(({ siteId }) => siteId), pages.map(({ pageId }) => pageId)]);
  tx.send(statement);
}

/** What a new page begins with, as the table has it. */
const NEW_PAGE = {
  url: null,
  title: null,
  closed: false,
  mode: null,
  slowSeconds: null,
  closedToComments: false,
  articleVersion: 0,
  countersVersion: 0,
  commentsVersion: 0,
  nextCommentsVersion: 1,
} satisfies Omit<LockedPage, 'siteId' | 'pageId' | 'key'>;

/** The same order in every process. */
const byKey = (one: NewPage, other: NewPage): number =>
  nameOf(one) < nameOf(other) ? -1 : nameOf(one) > nameOf(other) ? 1 : 0;

const nameOf = ({ siteId, newKey }: NewPage) => `${siteId}/${newKey}`;

/** The caller holds the pages. */
export function changeCounters(tx: Pipeline, changes: readonly CounterChange[]): void {
  const sums = sumOfEach(changes);
  if (sums.length === 0) return;
  const statement = execute(tx, CHANGE_COUNTERS, [
    sums.map(({ siteId }) => siteId),
    sums.map(({ targetId }) => targetId),
    sums.map(({ metric }) => metric),
    sums.map(({ by }) => by),
  ]);
  tx.send(statement);
}

/** Raises the versions of what has changed, once for all commands of the batch. The caller holds the pages. */
export function raiseVersions(tx: Pipeline, changes: readonly (PageRef & PageChanged)[]): void {
  const pages = unionOfEach(changes).filter(({ counters, comments }) => counters || comments);
  if (pages.length === 0) return;
  const statement = execute(tx, RAISE_VERSIONS, [
    pages.map(({ siteId }) => siteId),
    pages.map(({ pageId }) => pageId),
    pages.map(({ counters }) => counters),
    pages.map(({ comments }) => comments),
    pages.map(({ above }) => above.countersVersion),
    pages.map(({ above }) => above.commentsVersion),
  ]);
  tx.send(statement);
}

function sumOfEach(changes: readonly CounterChange[]): CounterChange[] {
  const sums = new Map<string, CounterChange>();
  for (const change of changes) {
    const key = `${change.targetId}/${change.metric}`;
    const sum = sums.get(key);
    if (sum) sum.by += change.by;
    else sums.set(key, { ...change });
  }
  return [...sums.values()].filter(({ by }) => by !== 0);
}

function unionOfEach(changes: readonly (PageRef & PageChanged)[]) {
  const pages = new Map<string, Required<Omit<PageRef & PageChanged, 'key'>>>();
  for (const { siteId, pageId, counters = false, comments = false, above } of changes) {
    const known = pages.get(pageId);
    const { countersVersion = 0, commentsVersion = 0 } = above ?? {};
    if (known) {
      known.counters ||= counters;
      known.comments ||= comments;
      known.above.countersVersion = Math.max(known.above.countersVersion, countersVersion);
      known.above.commentsVersion = Math.max(known.above.commentsVersion, commentsVersion);
    } else pages.set(pageId, { siteId, pageId, counters, comments, above: { countersVersion, commentsVersion } });
  }
  return [...pages.values()];
}

import { normalisePageKey } from '@afterword/contracts';
import { execute, rowsOf, type SqlRunner, type Transaction } from '@afterword/platform';
import type { QueryRunner } from 'typeorm';
import { formerKeyWithTracking, formerPageKey, spellingsBefore } from './former-page-key';
import { mergePages } from './merge-pages';
import {
  ADD_KEY,
  AUTHORS_WITH_URLS,
  COPY_AUTHORS,
  KEYS_THAT_ARE_URLS,
  LOCK_PAGES_OF_KEYS,
  PAGES_OF_KEYS,
  REMOVE_AUTHORS,
  REMOVE_KEY,
  SET_OWN_KEY,
} from './normal-addresses.sql';

interface Key {
  siteId: string;
  key: string;
}

interface PageKey extends Key {
  /** The page's own key. */
  ownKey: string;
  url: string | null;
}

interface Page {
  id: string;
  key: string;
  articleVersion: number;
}

/**
 * Gives every page the keys that its addresses have now. Pages whose addresses are the same from now on become one. Each page is
 * changed in a transaction of its own, and what is done already is not done again.
 */
export async function moveKeys(runner: QueryRunner): Promise<void> {
  for await (const { siteId, key } of keysIn(runner.manager)) {
    const to = normalisePageKey(key);
    if (to !== key) await inTransaction(runner, (tx) => lead(tx, siteId, { from: key, to, keepFrom: false }));
  }
  for await (const { siteId, key } of authorsIn(runner.manager)) {
    const to = normalisePageKey(key);
    if (to !== key) await inTransaction(runner, (tx) => moveAuthors(tx, siteId, key, to));
  }
  for (const { siteId, from, to } of await rewrittenKeys(runner.manager)) {
    await inTransaction(runner, (tx) => lead(tx, siteId, { from, to, keepFrom: true }));
  }
  for (const { siteId, key } of await lonelyKeys(runner.manager)) {
    await inTransaction(runner, (tx) => addSpellings(tx, siteId, key));
  }
}

/**
 * Keys whose query was written again because of a tracking parameter, and what it was before: what the page says of its address, or
 * else another key that would have been rewritten to this one.
 */
async function rewrittenKeys(runner: SqlRunner): Promise<{ siteId: string; from: string; to: string }[]> {
  const found: { siteId: string; from: string; to: string }[] = [];
  const unknown: Key[] = [];
  const before = new Map<string, string>();
  for await (const page of keysIn(runner)) {
    const { siteId, key, ownKey, url } = page;
    const rewritten = key.includes('?') ? formerKeyWithTracking(key) : key;
    if (rewritten !== null && rewritten !== key) before.set(`${siteId}/${rewritten}`, key);
    if (key !== ownKey) continue;
    if (url !== null && normalisePageKey(formerPageKey(url)) === key) {
      const to = normalisePageKey(url);
      if (to !== key) found.push({ siteId, from: key, to });
    } else if (mayBeRewritten(page)) unknown.push({ siteId, key });
  }
  for (const { siteId, key } of unknown) {
    const to = before.get(`${siteId}/${key}`);
    if (to !== undefined) found.push({ siteId, from: key, to });
  }
  return found;
}

/** Keys of which nothing says what they were before: their page is found by the likely spellings too. */
async function lonelyKeys(runner: SqlRunner): Promise<Key[]> {
  const found: Key[] = [];
  for await (const page of keysIn(runner)) if (page.key === page.ownKey && mayBeRewritten(page)) found.push(page);
  return found;
}

const mayBeRewritten = ({ key, url }: PageKey): boolean =>
  url === null && key.includes('?') && formerKeyWithTracking(key) === key;

/** Makes the page of one key the page of another, merging the two where both have one. */
async function lead(
  tx: Transaction,
  siteId: string,
  { from, to, keepFrom }: { from: string; to: string; keepFrom: boolean },
): Promise<void> {
  const locked = await rowsOf<Page>(tx, LOCK_PAGES_OF_KEYS, [siteId, from, to]);
  const keys = await rowsOf<{ key: string; pageId: string }>(tx, PAGES_OF_KEYS, [siteId, [from, to]]);
  const pageOf = (asked: string) => locked.find(({ id }) => keys.some((one) => one.key === asked && one.pageId === id));
  const [moved, there] = [pageOf(from), pageOf(to)];
  if (!moved) return;
  let stays = moved;
  if (!there) await execute(tx, ADD_KEY, [siteId, to, moved.id]);
  else if (there.id !== moved.id) {
    // An article's page stays: content announces it by its key.
    stays = moved.articleVersion > there.articleVersion ? moved : there;
    const ends = stays === moved ? there : moved;
    await mergePages(tx, { siteId, from: ends.id, into: stays.id });
  }
  if (stays.key === from) await execute(tx, SET_OWN_KEY, [siteId, stays.id, to]);
  if (keepFrom) return;
  await moveAuthors(tx, siteId, from, to);
  await execute(tx, REMOVE_KEY, [siteId, from]);
}

async function moveAuthors(tx: Transaction, siteId: string, from: string, to: string): Promise<void> {
  await execute(tx, COPY_AUTHORS, [siteId, from, to]);
  await execute(tx, REMOVE_AUTHORS, [siteId, from]);
}

async function addSpellings(tx: Transaction, siteId: string, key: string): Promise<void> {
  const [page] = await rowsOf<Page>(tx, LOCK_PAGES_OF_KEYS, [siteId, key, key]);
  if (!page) return;
  for (const spelling of spellingsBefore(key))
    await execute(tx, ADD_KEY, [siteId, normalisePageKey(spelling), page.id]);
}

const keysIn = (runner: SqlRunner) => inBatches<PageKey>(runner, KEYS_THAT_ARE_URLS);
const authorsIn = (runner: SqlRunner) => inBatches<Key>(runner, AUTHORS_WITH_URLS);

async function* inBatches<Row extends Key>(runner: SqlRunner, sql: string): AsyncGenerator<Row> {
  let last: Key = { siteId: '', key: '' };
  for (;;) {
    const rows = await rowsOf<Row>(runner, sql, [last.siteId, last.key]);
    yield* rows;
    const end = rows.at(-1);
    if (!end) return;
    last = end;
  }
}

async function inTransaction(runner: QueryRunner, change: (tx: Transaction) => Promise<void>): Promise<void> {
  await runner.startTransaction();
  try {
    await change(runner.manager);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

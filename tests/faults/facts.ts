import { isDeepStrictEqual } from 'node:util';
import type { Article, Page } from '@afterword/contracts';
import { Client } from 'pg';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import type { Load, Operation } from './load';
import type { Stage } from './stage';

/** What is stored of what readers did: the rows, not the counters over them. */
const MARKS = `select p.key as page, r.reader_id as reader from reaction r join page p on p.id = r.target_id`;
const COMMENTS = `select p.key as page, c.id, c.body as text from comment c join page p on p.id = c.page_id`;
const REWARDS = `
  select p.key as page, t.id, a.owner_id as reader from transfer t
    join page p on p.id = t.page_id
    join account a on a.id = t.debit_account_id
   where t.reason = 'reward'`;
const SHARES = `
  select p.key as page, s.id, s.reader_id as reader, s.channel from share s join page p on p.id = s.page_id`;

interface Row {
  page: string;
  id: string;
  reader: string;
  text: string;
}

/** What was found after a fault. */
export interface Findings {
  acknowledged: number;
  /** Acknowledged, and not stored. */
  lost: string[];
  /** Stored more often than it was wanted, or without anybody who wanted it. */
  twice: string[];
}

/** Compares what readers were told with what the database has. */
export async function compareWithStored(stage: Stage, loads: readonly Load[]): Promise<Findings> {
  const client = new Client({ connectionString: stage.databaseUrl('engagement') });
  await client.connect();
  try {
    const rows = async (sql: string) => (await client.query<Row>(sql)).rows;
    const stored = {
      marks: await rows(MARKS),
      comments: await rows(COMMENTS),
      rewards: await rows(REWARDS),
      shares: await rows(SHARES),
    };
    return findingsOf(
      loads.flatMap(({ operations }) => operations),
      stored,
    );
  } finally {
    await client.end();
  }
}

export type Stored = Record<'marks' | 'comments' | 'rewards' | 'shares', readonly Row[]>;

export function findingsOf(operations: readonly Operation[], stored: Stored): Findings {
  const lost: string[] = [];
  const twice: string[] = [];
  const nameOf = ({ kind, reader, page, key }: Operation) => `${kind} ${key} of ${reader} on ${page}`;
  const of = (kind: Operation['kind']) => operations.filter((operation) => operation.kind === kind);

  const byText = groups(stored.comments, ({ text }) => text);
  for (const operation of of('comment')) {
    const there = byText.get(operation.text) ?? [];
    if (operation.acknowledged && !there.some(({ id }) => id === operation.id)) lost.push(nameOf(operation));
    if (there.length > 1) twice.push(nameOf(operation));
  }

  const rewardIds = new Set(stored.rewards.map(({ id }) => id));
  for (const operation of of('reward'))
    if (operation.acknowledged && !rewardIds.has(operation.id ?? '')) lost.push(nameOf(operation));
  const wanted = groups(of('reward'), placeOf);
  for (const [place, rows] of groups(stored.rewards, placeOf)) {
    const there = wanted.get(place) ?? [];
    const known = new Set(there.map(({ id }) => id));
    const unknown = there.filter(({ acknowledged, unanswered }) => !acknowledged && unanswered > 0).length;
    const unexplained = rows.filter(({ id }) => !known.has(id));
    if (unexplained.length > unknown) twice.push(`${unexplained.length} rewards that nobody was told of, ${place}`);
  }

  // A reader shares a page by a channel once, and gets the same code again: what counts is that it is there.
  const shares = groups(stored.shares, placeOf);
  for (const operation of of('share')) {
    const there = shares.get(placeOf(operation)) ?? [];
    if (operation.acknowledged && there.length === 0) lost.push(nameOf(operation));
  }

  const marks = groups(stored.marks, placeOf);
  for (const [place, all] of groups(of('like'), placeOf)) {
    const told = all.filter(({ acknowledged }) => acknowledged).at(-1);
    const maybe = all.filter(({ unanswered }) => unanswered > 0).map(({ wanted: is }) => is);
    const count = marks.get(place)?.length ?? 0;
    if (count > 1) twice.push(`${count} marks, ${place}`);
    if (told && count > 0 !== told.wanted && !maybe.includes(count > 0)) lost.push(nameOf(told));
  }
  return { acknowledged: operations.filter(({ acknowledged }) => acknowledged).length, lost, twice };
}

const placeOf = ({ reader, page }: { reader: string; page: string }) => `${page} ${reader}`;

function groups<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const all = new Map<string, T[]>();
  for (const item of items) all.set(keyOf(item), [...(all.get(keyOf(item)) ?? []), item]);
  return all;
}

/** What engagement counts of a page, and content's copy of it. */
interface Copy {
  version: number;
  counters: unknown;
}

/** Resolves when content has of every page what engagement has. @returns how long that took. Milliseconds */
export async function snapshotsEqual(stage: Stage): Promise<number> {
  const engagement = createApi(stage.services.url('engagement'));
  const content = createApi(stage.services.url('content'));
  const started = performance.now();
  for (const page of stage.pages) {
    const pair = async (): Promise<{ copy: Copy; original: Copy }> => {
      const { engagement: copy } = expectStatus(200, await content.call<Article>('GET', `/v1/articles/${page}`));
      const { version, counters } = expectStatus(200, await engagement.call<Page>('GET', pagePath('demo', page)));
      return { copy: { version: copy.version, counters: copy.counters }, original: { version, counters } };
    };
    await poll(pair, ({ copy, original }) => isDeepStrictEqual(copy, original), { withinMs: 60_000 });
  }
  return performance.now() - started;
}

/** @throws what the service's own checks print where counters are no longer what rows say, or the ledger does not sum to zero */
export async function booksBalance(stage: Stage): Promise<void> {
  await stage.services.command('engagement', 'ledger', 'check');
  await stage.services.command('engagement', 'reconcile');
}

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
  /** Counters and balances that are not what rows say. */
  wrong: string[];
}

/** Counters that differ from the rows that they count. */
const WRONG_COUNTERS = `
  with fact as (
    select page_id as target_id, 'comments' as metric, count(*) as value from comment where status = 'published' group by 1
    union all select target_id, 'reactions.' || kind, count(*) from reaction group by 1, 2
    union all select page_id, 'shares', count(distinct reader_id) from share group by 1
    union all select page_id, 'rewards.count', count(*) from transfer where reason = 'reward' group by 1
    union all select page_id, 'rewards.amount', sum(amount) from transfer where reason = 'reward' group by 1
  )
  select p.key as page, coalesce(f.metric, c.metric) as text, coalesce(c.value, 0) as id, coalesce(f.value, 0) as reader
    from fact f
    full join counter c on c.target_id = f.target_id and c.metric = f.metric
    join page p on p.id = coalesce(f.target_id, c.target_id)
   where coalesce(c.value, 0) <> coalesce(f.value, 0)`;

/** Accounts whose balance is not what was transferred, and the sum over all of them where it is not zero. */
const WRONG_BALANCES = `
  select a.id::text as id from account a
   where a.balance <> coalesce((select sum(amount) from transfer where credit_account_id = a.id), 0)
                    - coalesce((select sum(amount) from transfer where debit_account_id = a.id), 0)
  union all
  select 'all together' from account having sum(balance) <> 0`;

/** Compares what readers were told with what the database has. */
export async function compareWithStored(
  stage: Stage,
  loads: readonly Pick<Load, 'operations' | 'readers'>[],
): Promise<Findings> {
  const client = new Client({ connectionString: stage.databaseUrl('engagement') });
  await client.connect();
  try {
    const rows = async (sql: string) => (await client.query<Row>(sql)).rows;
    const readers = new Set(loads.flatMap((load) => load.readers.map(({ id }) => id)));
    const theirs = async (sql: string) => (await rows(sql)).filter(({ reader }) => readers.has(reader));
    const stored = {
      marks: await theirs(MARKS),
      comments: await rows(COMMENTS),
      rewards: await theirs(REWARDS),
      shares: await theirs(SHARES),
    };
    const wrong = [
      ...(await rows(WRONG_COUNTERS)).map(({ page, text, id, reader }) => `${page} has ${id} ${text}, not ${reader}`),
      ...(await rows(WRONG_BALANCES)).map(({ id }) => `the balance of ${id}`),
    ];
    const operations = loads.flatMap((load) => load.operations);
    return { ...findingsOf(operations, stored), wrong };
  } finally {
    await client.end();
  }
}

export type Stored = Record<'marks' | 'comments' | 'rewards' | 'shares', readonly Row[]>;

export function findingsOf(operations: readonly Operation[], stored: Stored): Omit<Findings, 'wrong'> {
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

export function groups<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
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
export async function snapshotsEqual(stage: Stage, withinMs = 60_000): Promise<number> {
  const engagement = createApi(stage.services.url('engagement'));
  const content = createApi(stage.services.url('content'));
  const started = performance.now();
  for (const page of stage.pages) {
    const pair = async (): Promise<{ copy: Copy; original: Copy }> => {
      const { engagement: copy } = expectStatus(200, await content.call<Article>('GET', `/v1/articles/${page}`));
      const { version, counters } = expectStatus(200, await engagement.call<Page>('GET', pagePath('demo', page)));
      return { copy: { version: copy.version, counters: copy.counters }, original: { version, counters } };
    };
    await poll(pair, ({ copy, original }) => isDeepStrictEqual(copy, original), { withinMs });
  }
  return performance.now() - started;
}

/** @throws what the service's own checks print where they find counters or balances that are not what rows say */
export async function booksBalance(stage: Stage): Promise<void> {
  await stage.services.command('engagement', 'ledger', 'check');
  await stage.services.command('engagement', 'reconcile');
}

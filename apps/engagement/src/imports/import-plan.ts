import { normalisePageKey, normalPageKeySchema, type Site } from '@afterword/contracts';
import { execute, rowsOf, type SqlRunner } from '@afterword/platform';
import { addressOf } from './formats/values';
import { comparable, type PageMap } from './page-map';
import {
  ANALYZE_STAGING,
  BREAK_LOOPS,
  COMPARE_WITH_STORED,
  CORRECT_PARENT_IDS,
  COUNT_THREADS,
  DATE_AUTHORS,
  FIND_PAGES_AND_PARENTS,
  FORGET_UNUSED_AUTHORS,
  INDEX_AUTHORS,
  INDEX_PARENTS,
  KEEP_STORED_PAGES,
  KNOWN_AUTHORS,
  LEAVE_SKIPPED_PARENTS,
  NOTE_ORPHANS,
  NOTE_PASSED,
  NOTE_SKIPPED,
  PAGES_OF_ADDRESSES,
  PASS_SKIPPED_PARENTS,
  SET_ACTIONS,
  SET_DEPTHS,
  SET_ORDER,
  SET_PAGES_OF_THREADS,
  SKIP_DELETED,
  SKIP_REPEATED,
  STAGE_PAGES,
  STAGE_STORED_PAGES,
  THREADS_AFTER,
  WALK_AS_USUAL,
  WALK_BY_INDEX,
} from './staging.sql';

export interface PlanOptions {
  site: Site;
  source: string;
  map: PageMap;
  /** The origin of pages that the file names by their path only. */
  origin: string | null;
}

/** How the page of a thread was found: by a rule of the mapping, among those that are there, or by its own address. */
export type FoundBy = 'map' | 'page' | 'address' | 'none';

interface StagedThread {
  id: string;
  url: string | null;
  identifier: string | null;
  title: string | null;
  closed: boolean;
}

interface KnownPage {
  name: string;
  key: string;
  pageId: string;
  url: string | null;
  title: string | null;
}

/** Threads that are looked at together. */
const THREADS = 500;

/** How far up a row of comments that are not stored is followed. */
const SKIPPED_IN_A_ROW = 200;

/** Decides what becomes of everything that is staged. Writes nothing but the session's own tables. */
export async function planImport(session: SqlRunner, options: PlanOptions): Promise<void> {
  const own = [options.site.id, options.source];
  await execute(session, SKIP_REPEATED);
  await execute(session, COUNT_THREADS);
  await findPages(session, options);
  await execute(session, ANALYZE_STAGING);
  await execute(session, FIND_PAGES_AND_PARENTS, own);
  await execute(session, NOTE_ORPHANS);
  await execute(session, INDEX_PARENTS);
  for (let round = 0; (await execute(session, PASS_SKIPPED_PARENTS)) > 0; round += 1) {
    if (round < SKIPPED_IN_A_ROW) continue;
    await execute(session, LEAVE_SKIPPED_PARENTS);
    break;
  }
  await execute(session, NOTE_PASSED);
  await execute(session, COMPARE_WITH_STORED, own);
  await execute(session, STAGE_STORED_PAGES, [options.site.id]);
  await execute(session, KEEP_STORED_PAGES);
  await execute(session, CORRECT_PARENT_IDS);
  await execute(session, ANALYZE_STAGING);
  for (const setting of WALK_BY_INDEX) await execute(session, setting);
  await execute(session, SKIP_DELETED);
  await execute(session, SET_DEPTHS);
  if ((await execute(session, BREAK_LOOPS)) > 0) await execute(session, SET_DEPTHS);
  for (const setting of WALK_AS_USUAL) await execute(session, setting);
  await execute(session, SET_ACTIONS);
  await execute(session, SET_ORDER);
  await execute(session, NOTE_SKIPPED);
  await execute(session, KNOWN_AUTHORS, own);
  await execute(session, INDEX_AUTHORS);
  await execute(session, DATE_AUTHORS);
  await execute(session, FORGET_UNUSED_AUTHORS);
  await execute(session, ANALYZE_STAGING);
}

/** Which page each thread belongs to. */
async function findPages(session: SqlRunner, options: PlanOptions): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const threads: StagedThread[] = await rowsOf<StagedThread>(session, THREADS_AFTER, [after, THREADS]);
    if (threads.length > 0) await placeThreads(session, threads, options);
    after = threads.length === THREADS ? threads.at(-1)?.id : undefined;
  }
}

async function placeThreads(
  session: SqlRunner,
  threads: readonly StagedThread[],
  { site, map, origin }: PlanOptions,
): Promise<void> {
  const asked = threads.map((thread) => {
    const address = addressOf(thread.url, origin);
    const names = [thread.url, address, thread.identifier, thread.id].filter((name) => name !== null);
    const mapped = map.apply(names);
    return {
      thread,
      address,
      mapped,
      wanted: mapped === null ? (address ?? thread.identifier) : addressOf(mapped, null),
    };
  });
  const names = [...new Set(asked.flatMap(({ wanted }) => (wanted === null ? [] : variantsOf(wanted))))];
  const known = new Map<string, KnownPage>();
  for (const page of await rowsOf<KnownPage>(session, PAGES_OF_ADDRESSES, [site.id, names, names])) {
    // A key says more than an address.
    if (!known.has(page.name)) known.set(page.name, page);
  }
  const placed = asked.map(({ thread, address, mapped, wanted }) => {
    const page =
      wanted === null
        ? undefined
        : variantsOf(wanted)
            .map((name) => known.get(name))
            .find((one) => one !== undefined);
    const key = page?.key ?? keyOf(wanted, site);
    const how: FoundBy = key === null ? 'none' : mapped !== null ? 'map' : page ? 'page' : 'address';
    const url = [mapped, address].find((one) => one !== null && /^https?:\/\//i.test(one)) ?? null;
    return { thread, page, key, how, url: url === null ? null : validUrl(url) };
  });
  await execute(session, SET_PAGES_OF_THREADS, [
    placed.map(({ thread }) => thread.id),
    placed.map(({ key }) => key),
    placed.map(({ how }) => how),
  ]);
  const pages = new Map<string, { pageId: string | null; url: string | null; title: string | null; closed: boolean }>();
  for (const { thread, page, key, url } of placed) {
    if (key === null) continue;
    const other = pages.get(key);
    pages.set(key, {
      pageId: page?.pageId ?? null,
      url: other?.url ?? url,
      title: other?.title ?? titleOf(thread.title),
      closed: (other?.closed ?? true) && thread.closed,
    });
  }
  const values = [...pages.values()];
  await execute(session, STAGE_PAGES, [
    [...pages.keys()],
    values.map(({ pageId }) => pageId),
    values.map(({ url }) => url),
    values.map(({ title }) => title),
    values.map(({ closed }) => closed),
  ]);
}

/** The same address in the ways in which it may be known: schemes, `www.`, and a slash at the end tell no two pages apart. */
function variantsOf(address: string): string[] {
  if (!/^https?:\/\//i.test(address)) return [address];
  const rest = comparable(address).slice(2);
  const hosts = [rest, `www.${rest}`].flatMap((one) => [`https://${one}`, `http://${one}`]);
  return [
    ...new Set([normalisePageKey(address), ...hosts.map(normalisePageKey), ...hosts, ...hosts.map((one) => `${one}/`)]),
  ];
}

/** The key that a page gets: its address in normal form, with the scheme of the site, since a site is one site under both. */
function keyOf(wanted: string | null, { origins }: Site): string | null {
  if (wanted === null) return null;
  const secure = wanted.replace(/^http:\/\//i, 'https://');
  const isPlain = origins.some((origin) => origin.startsWith('http://') && `${wanted}/`.startsWith(`${origin}/`));
  const key = normalPageKeySchema.safeParse(isPlain ? wanted : secure);
  return key.success ? key.data : null;
}

function validUrl(url: string): string | null {
  try {
    const { href } = new URL(url);
    return href.length <= 2_048 ? href : null;
  } catch {
    return null;
  }
}

const titleOf = (title: string | null): string | null => {
  const line = title?.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim() ?? '';
  return line === '' ? null : Array.from(line).slice(0, 500).join('');
};

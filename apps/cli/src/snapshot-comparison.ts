import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Counters, type PageState, PageStateSchema } from '@afterword/contracts';
import { linesOfService, type ServiceCommand } from './service-command';

/** What is announced takes a moment to arrive: a page differs when it still does after this many looks. */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 1_000;

/** A page of which content holds something else than engagement. */
export interface Difference {
  should: PageState;
  /** Null where content holds nothing. */
  held: PageState | null;
}

const nameOf = ({ site, page }: PageState) => JSON.stringify([site, page]);

export type States = ReadonlyMap<string, PageState>;

/** Compares what content holds with what it should; what only content has is of pages that are gone. */
export function compare(should: States, held: States): Map<string, Difference> {
  const differences = new Map<string, Difference>();
  for (const [name, state] of should) {
    const copy = held.get(name) ?? null;
    if (copy ? !isCopyOf(state, copy) : !state.waiting) differences.set(name, { should: state, held: copy });
  }
  return differences;
}

/**
 * Those that have differed before, and of which content has heard nothing since: where it has, announcements arrive, and the
 * difference is what happened meanwhile.
 */
export function stillDiffering(
  before: ReadonlyMap<string, Difference>,
  now: ReadonlyMap<string, Difference>,
): Map<string, Difference> {
  return new Map(
    [...now].filter(([name, { held }]) => before.has(name) && isDeepStrictEqual(before.get(name)?.held, held)),
  );
}

function isCopyOf(state: PageState, copy: PageState): boolean {
  const ahead = copy.countersVersion > state.countersVersion || copy.commentsVersion > state.commentsVersion;
  if (state.waiting) return !ahead;
  const sameVersions = state.countersVersion === copy.countersVersion && state.commentsVersion === copy.commentsVersion;
  if (!sameVersions || copy.counters === null || state.counters === null) return sameVersions;
  return sameCounters(state.counters, copy.counters);
}

/** A kind of reaction that a site has added or dropped since is told with the page's next change. */
function sameCounters({ reactions, ...totals }: Counters, { reactions: others, ...otherTotals }: Counters): boolean {
  const kinds = Object.keys(reactions).filter((kind) => Object.hasOwn(others, kind));
  return isDeepStrictEqual(totals, otherTotals) && kinds.every((kind) => reactions[kind] === others[kind]);
}

/** Asks both services about the pages of a site, until nothing differs or something keeps differing. */
export async function differencesOf(
  run: Pick<ServiceCommand, 'variables' | 'signal'>,
  site: string,
): Promise<{ pages: number; differences: Difference[] }> {
  let suspects: Map<string, Difference> | null = null;
  for (let look = 1; ; look += 1) {
    // Content first: what it holds can then only be older.
    const held = await statesOf(site, { ...run, service: 'content', args: ['snapshots', 'list'] });
    const should = await statesOf(site, { ...run, service: 'engagement', args: ['snapshots', 'list'] });
    const differing = compare(should, held);
    suspects = suspects ? stillDiffering(suspects, differing) : differing;
    if (suspects.size === 0 || look === LOOKS) return { pages: should.size, differences: [...suspects.values()] };
    await pause(BETWEEN_LOOKS_MS, undefined, { signal: run.signal });
  }
}

async function statesOf(site: string, command: ServiceCommand): Promise<Map<string, PageState>> {
  const states = new Map<string, PageState>();
  for await (const line of linesOfService(command)) {
    const state = PageStateSchema.parse(JSON.parse(line));
    if (state.site === site) states.set(nameOf(state), state);
  }
  return states;
}

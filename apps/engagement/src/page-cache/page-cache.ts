import { LIMITS } from '@afterword/contracts';
import { counter, type GroupCommit, GroupCommits, type ReadyAnswer, readyJson } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type PageChange, PageChanges } from '../page-changes';
import { nameOf, type PageName, type PageState, PageStatesRepository } from './page-states.repository';
import { Standing } from './standing';

/** What is kept in memory, at most. Bytes. */
const STANDINGS_BYTES = 8 * 1024 * 1024;
const ANSWERS_BYTES = 16 * 1024 * 1024;

/** How old what we know may be before the database is asked again, with some room for the asking. Milliseconds. */
const MAX_AGE_MS = LIMITS.staleReadMs / 2;

/** Names that wait for one look at the database: each of many requests may ask for many pages. */
const MAX_WAITING = 100_000;

/** A look at the database that is under way, and what changed since it began. */
interface Look {
  standing: Promise<Standing>;
  changed: (PageChange | 'anything')[];
}

/**
 * Pages as readers without a token see them, kept in memory. Three things hold it to the truth: the writer drops a page
 * after its commit and before it answers; the other processes drop it when they hear of that; and what nobody spoke of is
 * compared with the database when it is `MAX_AGE_MS` old, all such pages in one statement.
 *
 * What is read while a page changes may be from before the change. It is given to who asked before the change, and is not
 * kept.
 */
@Injectable()
export class PageCache {
  private readonly standings = new LRUCache<string, Standing>({
    maxSize: STANDINGS_BYTES,
    sizeCalculation: ({ size }) => size,
    dispose: (standing) => this.forget(standing),
  });
  /** Names under which a page is kept, by its id. */
  private readonly names = new Map<string, Set<string>>();
  private readonly looks = new Map<string, Look>();
  private readonly answers = new LRUCache<string, ReadyAnswer>({
    maxSize: ANSWERS_BYTES,
    sizeCalculation: ({ body }) => body.length + 200,
  });
  private readonly makings = new Map<string, Promise<ReadyAnswer>>();
  private readonly states: GroupCommit<PageName, PageState | null>;
  private readonly asked = counter('afterword_page_looks_total', 'Pages that the database was asked for, by outcome', [
    'outcome',
  ]);

  constructor(commits: GroupCommits, repository: PageStatesRepository, changes: PageChanges) {
    this.states = commits.create<PageName, PageState | null>({
      name: 'page-states',
      flush: (names) => repository.of(names),
      maxWaiting: MAX_WAITING,
    });
    changes.listen({
      changed: (changed) => {
        for (const change of changed) this.drop(change);
      },
      missed: () => this.clear(),
    });
  }

  /** Where a page stands: as it is now, or at most `LIMITS.staleReadMs` ago where another process has changed it since. */
  standing(siteId: string, key: string): Standing | Promise<Standing> {
    const standing = this.standings.get(nameOf(siteId, key));
    return standing && this.areFresh([standing]) ? standing : this.look({ siteId, key });
  }

  /** Whether each of them is known to be as the database has it, or was so a moment ago. */
  areFresh(standings: readonly Standing[]): boolean {
    const oldest = performance.now() - MAX_AGE_MS;
    for (const standing of standings) if (!standing.current || standing.seenAt < oldest) return false;
    return true;
  }

  /** An answer that says how things stand; made once, for all who ask meanwhile. `what` tells a page's answers apart. */
  answer(standing: Standing, what: string, make: () => unknown): ReadyAnswer | Promise<ReadyAnswer> {
    const name = `${standing.id} ${what}`;
    const ready = this.answers.get(name);
    if (ready) return ready;
    const underWay = this.makings.get(name);
    if (underWay) return underWay;
    const making = this.make(standing, name, make).finally(() => this.makings.delete(name));
    this.makings.set(name, making);
    return making;
  }

  private async make(standing: Standing, name: string, make: () => unknown): Promise<ReadyAnswer> {
    const answer = readyJson(await make());
    if (standing.current) this.answers.set(name, answer);
    return answer;
  }

  /** Asks the database. Who asks for the same meanwhile gets the same, unless something has changed since it was asked. */
  private look(name: PageName): Promise<Standing> {
    const key = nameOf(name.siteId, name.key);
    const underWay = this.looks.get(key);
    if (underWay?.changed.length === 0) return underWay.standing;
    const changed: Look['changed'] = [];
    const look: Look = {
      changed,
      standing: this.ask(name, changed).finally(() => {
        if (this.looks.get(key) === look) this.looks.delete(key);
      }),
    };
    this.looks.set(key, look);
    return look.standing;
  }

  private async ask(name: PageName, changed: Look['changed']): Promise<Standing> {
    const key = nameOf(name.siteId, name.key);
    const seenAt = performance.now();
    const state = await this.states.run(name);
    const isTrue = !changed.some((change) => concerns(change, name, state));
    const before = this.standings.peek(key);
    if (isTrue && before && isSame(before.state, state)) {
      this.asked.inc({ outcome: 'same' });
      before.seenAt = seenAt;
      return before;
    }
    this.asked.inc({ outcome: 'new' });
    const standing = new Standing(name, state, seenAt);
    if (isTrue) this.keep(key, standing);
    else standing.current = false;
    return standing;
  }

  private keep(key: string, standing: Standing): void {
    this.standings.set(key, standing);
    const id = standing.state?.id;
    if (id === undefined) return;
    const names = this.names.get(id);
    if (names) names.add(key);
    else this.names.set(id, new Set([key]));
  }

  /** It left the cache: nobody would tell it any more that its page has changed. */
  private forget(standing: Standing): void {
    standing.current = false;
    const id = standing.state?.id;
    if (id === undefined) return;
    const key = nameOf(standing.name.siteId, standing.name.key);
    const names = this.names.get(id);
    names?.delete(key);
    if (names?.size === 0) this.names.delete(id);
  }

  private drop(change: PageChange): void {
    for (const { changed } of this.looks.values()) changed.push(change);
    const { siteId, pageId, key } = change;
    if (pageId !== undefined) for (const name of [...(this.names.get(pageId) ?? [])]) this.standings.delete(name);
    else if (key !== undefined) this.standings.delete(nameOf(siteId, key));
    else
      for (const [name, standing] of this.standings) if (standing.name.siteId === siteId) this.standings.delete(name);
  }

  private clear(): void {
    for (const { changed } of this.looks.values()) changed.push('anything');
    this.standings.clear();
  }
}

function concerns(change: PageChange | 'anything', name: PageName, state: PageState | null): boolean {
  if (change === 'anything') return true;
  if (change.siteId !== name.siteId) return false;
  if (change.pageId !== undefined) return change.pageId === state?.id;
  return change.key === undefined || change.key === name.key;
}

const isSame = (before: PageState | null, now: PageState | null): boolean =>
  JSON.stringify(before) === JSON.stringify(now);

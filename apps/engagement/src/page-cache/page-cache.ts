import { LIMITS } from '@afterword/contracts';
import { counter, type GroupCommit, GroupCommits, type ReadyAnswer, readyJson } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SiteChanges } from '../sites';
import { CachedPage } from './cached-page';
import { type PageChange, PageChanges } from './page-changes';
import { nameOf, type PageName, type StoredPage, StoredPagesRepository } from './stored-pages.repository';

/** Memory for pages and for responses, at most. Bytes. */
const PAGES_BYTES = 8 * 1024 * 1024;
const RESPONSES_BYTES = 16 * 1024 * 1024;

/** Age after which a page is read from the database again, with some room for reading it. Milliseconds. */
const MAX_AGE_MS = LIMITS.staleReadMs / 2;

/** Names that may wait for one query: each of many requests may ask for many pages. */
const MAX_WAITING = 100_000;

/** A query that is under way, and what changed since it was sent. */
interface Load {
  page: Promise<CachedPage>;
  changed: (PageChange | 'anything')[];
}

/**
 * Pages as readers without a token see them, in memory. Three things keep it correct: a writer drops the page after its commit
 * and before it answers; other processes drop it when they receive the broadcast; and an entry older than `MAX_AGE_MS` is
 * compared with the database, all such pages in one query.
 *
 * What is read while a page changes may be from before the change. It answers those who asked before the change, and is not
 * cached.
 */
@Injectable()
export class PageCache {
  private readonly pages = new LRUCache<string, CachedPage>({
    maxSize: PAGES_BYTES,
    sizeCalculation: ({ size }) => size,
    dispose: (page) => this.forget(page),
  });
  /** The names under which a page is cached, by its id. */
  private readonly names = new Map<string, Set<string>>();
  private readonly loads = new Map<string, Load>();
  private readonly responses = new LRUCache<string, ReadyAnswer>({
    maxSize: RESPONSES_BYTES,
    sizeCalculation: ({ body }) => body.length + 200,
  });
  private readonly makings = new Map<string, Promise<ReadyAnswer>>();
  private readonly reads: GroupCommit<PageName, StoredPage | null>;
  private readonly loaded = counter('afterword_page_looks_total', 'Pages read from the database, by outcome', [
    'outcome',
  ]);

  constructor(
    commits: GroupCommits,
    repository: StoredPagesRepository,
    pageChanges: PageChanges,
    siteChanges: SiteChanges,
  ) {
    this.reads = commits.create<PageName, StoredPage | null>({
      name: 'page-states',
      flush: (names) => repository.of(names),
      maxWaiting: MAX_WAITING,
    });
    pageChanges.listen({
      changed: (changes) => {
        for (const change of changes) this.drop(change);
      },
      missed: () => this.clear(),
    });
    siteChanges.listen({ changed: (siteId) => this.drop({ siteId }), missed: () => this.clear() });
  }

  /** The page as it is now, or as it was at most `LIMITS.staleReadMs` ago where another process has changed it since. */
  page(siteId: string, key: string): CachedPage | Promise<CachedPage> {
    const page = this.pages.get(nameOf(siteId, key));
    return page && this.areFresh([page]) ? page : this.load({ siteId, key });
  }

  /** Whether each of them is known to be as the database has it, or was so a moment ago. */
  areFresh(pages: readonly CachedPage[]): boolean {
    const oldest = performance.now() - MAX_AGE_MS;
    for (const page of pages) if (!page.current || page.readAt < oldest) return false;
    return true;
  }

  /** A response made of a page, once for all concurrent callers. `what` distinguishes the responses of one page. */
  response(page: CachedPage, what: string, make: () => unknown): ReadyAnswer | Promise<ReadyAnswer> {
    const name = `${page.id} ${what}`;
    const ready = this.responses.get(name);
    if (ready) return ready;
    const underWay = this.makings.get(name);
    if (underWay) return underWay;
    const making = this.make(page, name, make).finally(() => this.makings.delete(name));
    this.makings.set(name, making);
    return making;
  }

  private async make(page: CachedPage, name: string, make: () => unknown): Promise<ReadyAnswer> {
    const response = readyJson(await make());
    if (page.current) this.responses.set(name, response);
    return response;
  }

  /** Reads the page from the database. Concurrent callers share one load, unless something has changed since it began. */
  private load(name: PageName): Promise<CachedPage> {
    const key = nameOf(name.siteId, name.key);
    const underWay = this.loads.get(key);
    if (underWay?.changed.length === 0) return underWay.page;
    const changed: Load['changed'] = [];
    const load: Load = {
      changed,
      page: this.read(name, changed).finally(() => {
        if (this.loads.get(key) === load) this.loads.delete(key);
      }),
    };
    this.loads.set(key, load);
    return load.page;
  }

  private async read(name: PageName, changed: Load['changed']): Promise<CachedPage> {
    const key = nameOf(name.siteId, name.key);
    const readAt = performance.now();
    const stored = await this.reads.run(name);
    const isCurrent = !changed.some((change) => concerns(change, name, stored));
    const before = this.pages.peek(key);
    if (isCurrent && before && isSame(before.stored, stored)) {
      this.loaded.inc({ outcome: 'same' });
      before.readAt = readAt;
      return before;
    }
    this.loaded.inc({ outcome: 'new' });
    const page = new CachedPage(name, stored, readAt);
    if (isCurrent) this.keep(key, page);
    else page.current = false;
    return page;
  }

  private keep(key: string, page: CachedPage): void {
    this.pages.set(key, page);
    const id = page.stored?.id;
    if (id === undefined) return;
    const names = this.names.get(id);
    if (names) names.add(key);
    else this.names.set(id, new Set([key]));
  }

  /** An entry that left the cache is no longer told of changes, so nothing may be answered from it. */
  private forget(page: CachedPage): void {
    page.current = false;
    const id = page.stored?.id;
    if (id === undefined) return;
    const key = nameOf(page.name.siteId, page.name.key);
    const names = this.names.get(id);
    names?.delete(key);
    if (names?.size === 0) this.names.delete(id);
  }

  /** Drops a page, or all pages of a site where the change names none. */
  private drop(change: PageChange): void {
    for (const { changed } of this.loads.values()) changed.push(change);
    const { siteId, pageId, key } = change;
    if (pageId !== undefined) for (const name of [...(this.names.get(pageId) ?? [])]) this.pages.delete(name);
    else if (key !== undefined) this.pages.delete(nameOf(siteId, key));
    else for (const [name, page] of this.pages) if (page.name.siteId === siteId) this.pages.delete(name);
  }

  private clear(): void {
    for (const { changed } of this.loads.values()) changed.push('anything');
    this.pages.clear();
  }
}

function concerns(change: PageChange | 'anything', name: PageName, stored: StoredPage | null): boolean {
  if (change === 'anything') return true;
  if (change.siteId !== name.siteId) return false;
  if (change.pageId !== undefined) return change.pageId === stored?.id;
  return change.key === undefined || change.key === name.key;
}

const isSame = (before: StoredPage | null, now: StoredPage | null): boolean =>
  JSON.stringify(before) === JSON.stringify(now);

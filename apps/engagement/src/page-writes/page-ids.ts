import { DomainError, execute, newId, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { PageChanges } from '../page-cache';
import { PageGoneError } from './page-gone.error';
import { CREATE_PAGE, PAGE_OF_KEY } from './page-writes.sql';

/** How long another process's merge of a page, or a deleted site, may go unseen. Milliseconds. */
const ID_TTL_MS = 2_000;

const FOREIGN_KEY_VIOLATION = '23503';

interface PageName {
  siteId: string;
  key: string;
}

/** Pages by their keys, for writers: a page comes into being with its first write. */
@Injectable()
export class PageIds {
  /** Concurrent callers share one lookup. */
  private readonly ids = new LRUCache<string, string, PageName>({
    max: 10_000,
    ttl: ID_TTL_MS,
    fetchMethod: (_key, _stale, { context }) => this.findOrCreate(context),
    // A lookup that was overtaken by a change still answers its callers, and is not cached.
    ignoreFetchAbort: true,
  });

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: PageChanges,
  ) {
    changes.listen({
      changed: (changed) => {
        for (const { siteId, key } of changed) if (key !== undefined) this.ids.delete(nameOf({ siteId, key }));
      },
      missed: () => this.ids.clear(),
    });
  }

  /**
   * Changes the page that a key leads to. Where the page is gone when its row is locked, since it was merged into another one,
   * the change is made to that one.
   */
  async change<Result>(siteId: string, key: string, change: (pageId: string) => Promise<Result>): Promise<Result> {
    try {
      return await change(await this.of(siteId, key));
    } catch (error) {
      if (!(error instanceof PageGoneError)) throw error;
      this.ids.delete(nameOf({ siteId, key }));
      return change(await this.of(siteId, key));
    }
  }

  /** @throws DomainError `site-not-found` */
  private async of(siteId: string, key: string): Promise<string> {
    const name = nameOf({ siteId, key });
    return this.ids.get(name) ?? this.ids.forceFetch(name, { context: { siteId, key } });
  }

  private async findOrCreate(name: PageName): Promise<string> {
    const found = (await this.find(name)) ?? (await this.create(name));
    if (found === undefined) throw new PageGoneError();
    return found;
  }

  private async find({ siteId, key }: PageName): Promise<string | undefined> {
    const [page] = await rowsOf<{ id: string }>(this.dataSource, PAGE_OF_KEY, [siteId, key]);
    return page?.id;
  }

  /** Another process may create it at the same moment: the page that is found by the key afterwards is the one. */
  private async create({ siteId, key }: PageName): Promise<string | undefined> {
    try {
      await execute(this.dataSource, CREATE_PAGE, [siteId, newId(), key]);
    } catch (error) {
      if ((error as { code?: string }).code !== FOREIGN_KEY_VIOLATION) throw error;
      throw new DomainError('site-not-found', { cause: error });
    }
    this.changes.publish([{ siteId, key }]);
    return this.find({ siteId, key });
  }
}

const nameOf = ({ siteId, key }: PageName) => `${siteId}/${key}`;

import type { ArticleState, PageViewer } from '@afterword/contracts';
import { DomainError, execute, newId, rowsOf, type SqlRunner, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { LedgerReader } from '../ledger';
import { PageChanges } from '../page-changes';
import { PageGoneError } from './page-gone.error';
import { PageKeyEntity } from './page-key.entity';
import { PageEntity } from './page.entity';
import {
  ADD_KEY,
  APPLY_ARTICLE,
  CLOSE_PAGE,
  CREATE_PAGE,
  DESCRIBE_PAGE,
  KEYS_OF_PAGE,
  REACTIONS_OF_READER,
  REMOVE_KEY,
  TOUCH_PAGE,
} from './pages.sql';

/** How long another replica's merge of a page, or a deleted site, may go unseen. Milliseconds. */
const ID_TTL_MS = 2_000;

const FOREIGN_KEY_VIOLATION = '23503';

interface PageName {
  siteId: string;
  key: string;
}

export interface PageReader {
  siteId: string;
  pageId: string;
  readerId: string;
}

@Injectable()
export class PagesRepository {
  /** A storm on a page whose id is not known, or not any more, looks it up once. */
  private readonly ids = new LRUCache<string, string, PageName>({
    max: 10_000,
    ttl: ID_TTL_MS,
    fetchMethod: (_key, _stale, { context }) => this.findOrCreate(context),
    // What was forgotten meanwhile is given to those who wait, and not kept.
    ignoreFetchAbort: true,
  });

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly ledger: LedgerReader,
    private readonly changes: PageChanges,
  ) {}

  findById(siteId: string, id: string): Promise<PageEntity | null> {
    return this.dataSource.manager.findOneBy(PageEntity, { siteId, id });
  }

  /** The page by any of its keys. */
  find(siteId: string, key: string): Promise<PageEntity | null> {
    return this.dataSource
      .getRepository(PageEntity)
      .createQueryBuilder('page')
      .innerJoin(PageKeyEntity, 'found', 'found.siteId = page.siteId and found.pageId = page.id')
      .where('found.siteId = :siteId and found.key = :key', { siteId, key })
      .getOne();
  }

  /**
   * Does something to a page that is named by a key. Where the page is gone when it comes to the change, since it was merged
   * into another one, it is done again to that one.
   */
  async withId<Result>(siteId: string, key: string, change: (pageId: string) => Promise<Result>): Promise<Result> {
    try {
      return await change(await this.idOf(siteId, key));
    } catch (error) {
      if (!(error instanceof PageGoneError)) throw error;
      this.forget(siteId, key);
      return change(await this.idOf(siteId, key));
    }
  }

  /** The page's id, which may be some seconds old unless `fresh`; a page comes into being with its first write. */
  async idOf(siteId: string, key: string, { fresh = false } = {}): Promise<string> {
    const kept = cacheKey(siteId, key);
    if (!fresh) return this.ids.get(kept) ?? this.ids.forceFetch(kept, { context: { siteId, key } });
    const id = await this.findOrCreate({ siteId, key });
    this.ids.set(kept, id);
    return id;
  }

  private async findOrCreate({ siteId, key }: PageName): Promise<string> {
    return ((await this.find(siteId, key)) ?? (await this.create(siteId, key))).id;
  }

  /** Looks the key up anew when it is used next. */
  forget(siteId: string, key: string): void {
    this.ids.delete(cacheKey(siteId, key));
  }

  /** Locks the page and bumps its versions; tells the new one of its comments, and whether it takes more of them. */
  async touch(
    tx: Transaction,
    page: { siteId: string; pageId: string; counters: boolean; comments: boolean },
  ): Promise<{ closed: boolean; commentsVersion: number }> {
    const { siteId, pageId, counters, comments } = page;
    const [row] = await rowsOf<{ closed: boolean; commentsVersion: number }>(tx, TOUCH_PAGE, [
      siteId,
      pageId,
      Number(counters),
      Number(comments),
    ]);
    if (!row) throw new PageGoneError();
    return row;
  }

  /** False when `onlyOnce` is set and the page has a URL or title already. */
  async describe(
    page: { siteId: string; pageId: string },
    description: { url?: string | undefined; title?: string | undefined; onlyOnce: boolean },
  ): Promise<boolean> {
    const { url = null, title = null, onlyOnce } = description;
    const rows = await rowsOf(this.dataSource, DESCRIBE_PAGE, [page.siteId, page.pageId, url, title, onlyOnce]);
    return rows.length > 0;
  }

  /** Every key that the page is found by, its own first. */
  async keysOf(siteId: string, pageId: string, runner: SqlRunner = this.dataSource): Promise<string[]> {
    return (await rowsOf<{ key: string }>(runner, KEYS_OF_PAGE, [siteId, pageId])).map(({ key }) => key);
  }

  /** @returns the page that the key leads to now */
  async addKey(tx: Transaction, siteId: string, pageId: string, key: string): Promise<string | undefined> {
    const [row] = await rowsOf<{ pageId: string }>(tx, ADD_KEY, [siteId, key, pageId]);
    return row?.pageId;
  }

  /** False when the key is no alias of the page. */
  async removeKey(siteId: string, pageId: string, key: string): Promise<boolean> {
    this.forget(siteId, key);
    return (await rowsOf(this.dataSource, REMOVE_KEY, [siteId, key, pageId])).length > 0;
  }

  async setClosed(siteId: string, pageId: string, closed: boolean): Promise<void> {
    await execute(this.dataSource, CLOSE_PAGE, [siteId, pageId, closed]);
  }

  /** The page that changed, or null when the article's version was no news. */
  async applyArticle(article: ArticleState, unpublished: boolean): Promise<string | null> {
    const { site, page, url, title, version } = article;
    await this.idOf(site, page);
    const values = [site, page, url, title, version, unpublished];
    const [row] = await rowsOf<{ id: string }>(this.dataSource, APPLY_ARTICLE, values);
    return row?.id ?? null;
  }

  async viewer({ siteId, pageId, readerId }: PageReader): Promise<PageViewer> {
    const kinds = await rowsOf<{ kind: string }>(this.dataSource, REACTIONS_OF_READER, [siteId, pageId, readerId]);
    const rewarded = await this.ledger.rewardedBy([{ siteId, targetId: pageId, readerId }]);
    return { reactions: kinds.map(({ kind }) => kind), rewarded: rewarded.get(`${pageId}/${readerId}`) ?? 0 };
  }

  private async create(siteId: string, key: string): Promise<PageEntity> {
    try {
      await execute(this.dataSource, CREATE_PAGE, [siteId, newId(), key]);
    } catch (error) {
      if ((error as { code?: string }).code !== FOREIGN_KEY_VIOLATION) throw error;
      throw new DomainError('site-not-found', { cause: error });
    }
    this.changes.changed([{ siteId, key }]);
    const page = await this.find(siteId, key);
    if (!page) throw new PageGoneError();
    return page;
  }
}

const cacheKey = (siteId: string, key: string) => `${siteId}/${key}`;

import type { ArticleState, PageViewer } from '@afterword/contracts';
import { newId, rowsOf, type SqlRunner, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { PageEntity } from './page.entity';
import {
  APPLY_ARTICLE,
  CLOSE_PAGE,
  CREATE_PAGE,
  DESCRIBE_PAGE,
  REACTIONS_OF_READER,
  REWARDED_BY,
  TOUCH_PAGE,
} from './pages.sql';

/** A page's id never changes; the entry is short-lived only because a whole site may be deleted. Milliseconds. */
const ID_TTL_MS = 2_000;

export interface PageReader {
  siteId: string;
  pageId: string;
  readerId: string;
}

@Injectable()
export class PagesRepository {
  private readonly ids = new LRUCache<string, string>({ max: 10_000, ttl: ID_TTL_MS });

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  find(siteId: string, key: string): Promise<PageEntity | null> {
    return this.dataSource.manager.findOneBy(PageEntity, { siteId, key });
  }

  /** The page's id; a page comes into being with its first write. */
  async idOf(siteId: string, key: string): Promise<string> {
    const cacheKey = `${siteId}/${key}`;
    const cached = this.ids.get(cacheKey);
    if (cached) return cached;
    const page = (await this.find(siteId, key)) ?? (await this.create(siteId, key));
    this.ids.set(cacheKey, page.id);
    return page.id;
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
    if (!row) throw new Error(`Page ${pageId} is gone`);
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

  async setClosed(siteId: string, pageId: string, closed: boolean): Promise<void> {
    await this.dataSource.query(CLOSE_PAGE, [siteId, pageId, closed]);
  }

  /** True when the article's version was news. */
  async applyArticle(article: ArticleState, unpublished: boolean): Promise<boolean> {
    const { site, page, url, title, version } = article;
    const rows = await rowsOf(this.dataSource, APPLY_ARTICLE, [site, newId(), page, url, title, version, unpublished]);
    return rows.length > 0;
  }

  /** Whole points by page and reader (`<page>/<reader>`); who gave nothing is absent. */
  async rewardedBy(asked: readonly PageReader[], runner: SqlRunner = this.dataSource): Promise<Map<string, number>> {
    if (asked.length === 0) return new Map();
    const distinct = [...new Map(asked.map((row) => [`${row.pageId}/${row.readerId}`, row])).values()];
    const rows = await rowsOf<{ targetId: string; readerId: string; rewarded: number }>(runner, REWARDED_BY, [
      distinct.map(({ siteId }) => siteId),
      distinct.map(({ pageId }) => pageId),
      distinct.map(({ readerId }) => readerId),
    ]);
    return new Map(rows.map(({ targetId, readerId, rewarded }) => [`${targetId}/${readerId}`, rewarded]));
  }

  async viewer({ siteId, pageId, readerId }: PageReader, runner: SqlRunner = this.dataSource): Promise<PageViewer> {
    const kinds = await rowsOf<{ kind: string }>(runner, REACTIONS_OF_READER, [siteId, pageId, readerId]);
    const rewarded = await this.rewardedBy([{ siteId, pageId, readerId }], runner);
    return { reactions: kinds.map(({ kind }) => kind), rewarded: rewarded.get(`${pageId}/${readerId}`) ?? 0 };
  }

  private async create(siteId: string, key: string): Promise<PageEntity> {
    await this.dataSource.query(CREATE_PAGE, [siteId, newId(), key]);
    return this.dataSource.manager.findOneByOrFail(PageEntity, { siteId, key });
  }
}

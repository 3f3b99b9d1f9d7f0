import { isStorable } from '@afterword/contracts';
import { DomainError, pageOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { NO_SNAPSHOT, type Snapshot, SnapshotsRepository } from '../snapshots';
import type { ArticleEntity } from './article.entity';
import { ArticleAddressesRepository } from './article-addresses.repository';
import { articleCursor, readArticleCursor } from './article-cursor';
import {
  ArticleListsRepository,
  type ArticleSummary,
  type LatestQuery,
  type Neighbours,
  type Topic,
} from './article-lists.repository';
import { ArticleMovedError } from './article-moved.error';
import { ArticlesRepository } from './articles.repository';
import type { PageVersions } from './if-match';
import { topicSlug } from './topic-slug';

export interface ArticleWithSnapshot {
  article: ArticleEntity;
  snapshot: Snapshot;
}

export interface ListQuery {
  /** A topic's name or slug. */
  topic?: string | undefined;
  /** Ignored where a topic is given. */
  period?: { from: Date; until: Date } | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface List<Item> {
  items: Item[];
  next: string | null;
}

/** Articles with the same topics on the page of an article. */
const ALIKE_SHOWN = 3;

/** Topics on the topics page. */
const TOPICS_SHOWN = 200;

/** Reads published articles with their snapshots. Never calls the engagement service. */
@Injectable()
export class ArticleReader {
  constructor(
    private readonly articles: ArticlesRepository,
    private readonly addresses: ArticleAddressesRepository,
    private readonly lists: ArticleListsRepository,
    private readonly snapshots: SnapshotsRepository,
  ) {}

  /**
   * @throws DomainError `article-not-found` for an article that does not exist or is not published
   * @throws ArticleMovedError for an alias
   */
  async published(slug: string): Promise<ArticleWithSnapshot> {
    const article = isStorable(slug) ? await this.articles.find(slug) : null;
    if (article?.status !== 'published') return this.movedOrNotFound(slug);
    return { article, snapshot: await this.snapshots.of(article.siteId, article.pageKey) };
  }

  /** As `published`, but accepts aliases. @throws DomainError `article-not-found` */
  async publishedByAnySlug(slug: string): Promise<ArticleWithSnapshot> {
    try {
      return await this.published(slug);
    } catch (error) {
      if (error instanceof ArticleMovedError) return this.published(error.slug);
      throw error;
    }
  }

  /**
   * The versions that the page of a published article depends on, in one small query.
   * @throws DomainError `article-not-found`
   * @throws ArticleMovedError for an alias
   */
  async publishedVersions(slug: string): Promise<PageVersions> {
    const state = isStorable(slug) ? await this.addresses.stateOf(slug) : null;
    return state?.status === 'published' ? state : this.movedOrNotFound(slug);
  }

  /** The position of the version that a URL asks for; 0, the default version, where there is none of that name. */
  versionPosition(slug: string, asked: string | undefined): Promise<number> {
    return asked !== undefined && isStorable(asked) ? this.addresses.versionPosition(slug, asked) : Promise.resolve(0);
  }

  /** Where the page of a published article leads on to. */
  neighbours(slug: string): Promise<Neighbours> {
    return this.lists.neighbours(slug, ALIKE_SHOWN);
  }

  /** An article of any status, as the transaction that changed it sees it. */
  async changed(tx: Transaction, { id }: ArticleEntity): Promise<ArticleWithSnapshot> {
    const article = await this.articles.findById(tx, id);
    if (!article) throw new Error(`The changed article ${id} was not found`);
    return { article, snapshot: await this.snapshots.of(article.siteId, article.pageKey, tx) };
  }

  private async movedOrNotFound(slug: string): Promise<never> {
    const current = isStorable(slug) ? await this.addresses.currentSlug(slug) : null;
    if (current !== null) throw new ArticleMovedError(slug, current);
    throw new DomainError('article-not-found');
  }

  /** @throws DomainError `invalid-request` */
  async latest(query: ListQuery): Promise<List<ArticleWithSnapshot>> {
    const { items, next } = await page(query, (asked) => this.lists.latest(asked));
    const snapshots = await this.snapshots.ofMany(items.map(({ siteId, pageKey }) => ({ siteId, pageKey })));
    return {
      items: items.map((article) => ({ article, snapshot: snapshots.get(article.pageKey) ?? NO_SNAPSHOT })),
      next,
    };
  }

  /** @throws DomainError `invalid-request` */
  latestSummaries(query: ListQuery): Promise<List<ArticleSummary>> {
    return page(query, (asked) => this.lists.latestSummaries(asked));
  }

  /** Changes whenever anything does that a feed shows of the latest articles. */
  versionOfLatest({ topic, limit }: Pick<ListQuery, 'topic' | 'limit'>): Promise<string> {
    const slug = topic === undefined ? undefined : topicSlug(topic);
    return this.lists.versionOfLatest({ topic: slug, limit, after: null });
  }

  /** A topic's name, or null where no published article has it. */
  topicName(slug: string): Promise<string | null> {
    return isStorable(slug) ? this.lists.topicName(slug) : Promise.resolve(null);
  }

  topics(): Promise<Topic[]> {
    return this.lists.topics(TOPICS_SHOWN);
  }
}

type Read<Item> = (query: LatestQuery) => Promise<Item[]>;

async function page<Item extends { id: string; publishedAt: Date | null }>(
  { topic, period, limit, cursor }: ListQuery,
  read: Read<Item>,
): Promise<List<Item>> {
  const rows = await read({
    topic: topic === undefined ? undefined : topicSlug(topic),
    period,
    limit: limit + 1,
    after: readArticleCursor(cursor),
  });
  return pageOf(rows, limit, articleCursor);
}

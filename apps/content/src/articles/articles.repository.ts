import { execute, newId, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type DataSource, type EntityManager, In } from 'typeorm';
import type { ArticleStatus } from '@afterword/contracts';
import {
  ArticleAliasEntity,
  ArticleEntity,
  ArticleTopicEntity,
  ArticleVersionEntity,
  RelatedLinkEntity,
} from './article.entity';
import { type ArticleChange, inOrder, toRows } from './article-rows';
import {
  ANY_DUE,
  ARTICLE_STATE,
  CURRENT_SLUG,
  DUE_ARTICLES,
  LATEST_ARTICLES,
  LATEST_OF_PERIOD,
  LATEST_OF_TOPIC,
  NEXT_VERSION,
  SLUG_OWNERS,
  SUMMARIES,
  TAKE_TURN,
  TOPIC_NAME,
  TOPICS,
  VERSION_POSITION,
} from './articles.sql';
import type { ArticleVersions } from './if-match';

/** One query for each relation: a join would give every text once for each pair of a topic and a link. */
const WHOLE = {
  relations: { versions: true, aliases: true, topics: true, related: true },
  relationLoadStrategy: 'query',
} as const;

export interface ListPosition {
  publishedAt: Date;
  id: string;
}

export interface LatestQuery {
  /** A topic's slug. */
  topic?: string | undefined;
  /** Without a topic: of a time only. */
  period?: { from: Date; until: Date } | undefined;
  limit: number;
  after: ListPosition | null;
}

export interface ArticleState extends ArticleVersions {
  status: ArticleStatus;
}

/** An article in a list. */
export interface ArticleSummary extends ListPosition {
  slug: string;
  author: string | null;
  updatedAt: Date;
  language: string;
  title: string;
  excerpt: string;
  comments: number;
}

export interface Topic {
  slug: string;
  name: string;
  articles: number;
}

@Injectable()
export class ArticlesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The whole article with its versions, topics and links in order. */
  async find(slug: string, manager: EntityManager = this.dataSource.manager): Promise<ArticleEntity | null> {
    const article = await manager.findOne(ArticleEntity, { where: { slug }, ...WHOLE });
    return article && inOrder(article);
  }

  async findById(tx: Transaction, id: string): Promise<ArticleEntity | null> {
    const article = await tx.findOne(ArticleEntity, { where: { id }, ...WHOLE });
    return article && inOrder(article);
  }

  /** Whoever changes articles waits here for those who came before. */
  async takeTurn(tx: Transaction): Promise<void> {
    await execute(tx, TAKE_TURN);
  }

  /** Which articles slugs lead to, be they present or former ones. */
  owners(tx: Transaction, slugs: readonly string[]): Promise<{ slug: string; id: string }[]> {
    return rowsOf<{ slug: string; id: string }>(tx, SLUG_OWNERS, [slugs]);
  }

  /** The article that the first of some slugs leads to that leads to any. */
  async ownerOf(tx: Transaction, slugs: readonly string[]): Promise<string | null> {
    const owners = new Map((await this.owners(tx, slugs)).map(({ slug, id }) => [slug, id]));
    return slugs.map((slug) => owners.get(slug)).find((id) => id !== undefined) ?? null;
  }

  /** The slug that a published article has now; null where none had this one before. */
  async currentSlug(formerSlug: string): Promise<string | null> {
    const [row] = await rowsOf<{ slug: string }>(this.dataSource, CURRENT_SLUG, [formerSlug]);
    return row?.slug ?? null;
  }

  async anyDue(): Promise<boolean> {
    const [row] = await rowsOf<{ due: boolean }>(this.dataSource, ANY_DUE);
    return row?.due ?? false;
  }

  /** Scheduled articles whose time has come. */
  async due(tx: Transaction, limit: number): Promise<ArticleEntity[]> {
    const slugs = await rowsOf<{ slug: string }>(tx, DUE_ARTICLES, [limit]);
    const articles: ArticleEntity[] = [];
    for (const { slug } of slugs) {
      const article = await this.find(slug, tx);
      if (article) articles.push(article);
    }
    return articles;
  }

  async stateOf(slug: string): Promise<ArticleState | null> {
    const [state] = await rowsOf<ArticleState>(this.dataSource, ARTICLE_STATE, [slug]);
    return state ?? null;
  }

  /** Where among an article's versions the one is that an address asks for by its language, or by `original`. */
  async versionPosition(slug: string, asked: string): Promise<number> {
    const [row] = await rowsOf<{ position: number }>(this.dataSource, VERSION_POSITION, [slug, asked]);
    return row?.position ?? 0;
  }

  async isEmpty(): Promise<boolean> {
    return !(await this.dataSource.manager.existsBy(ArticleEntity, {}));
  }

  /** Published articles, the latest first. */
  async latest(query: LatestQuery): Promise<ArticleEntity[]> {
    const ids = await this.latestIds(query);
    if (ids.length === 0) return [];
    const articles = await this.dataSource.manager.find(ArticleEntity, { where: { id: In(ids) }, ...WHOLE });
    const byId = new Map(articles.map((article) => [article.id, inOrder(article)]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async latestSummaries(query: LatestQuery): Promise<ArticleSummary[]> {
    return rowsOf<ArticleSummary>(this.dataSource, SUMMARIES, [await this.latestIds(query)]);
  }

  /** Null for a topic of no published article. */
  async topicName(slug: string): Promise<string | null> {
    const [topic] = await rowsOf<{ name: string }>(this.dataSource, TOPIC_NAME, [slug]);
    return topic?.name ?? null;
  }

  topics(limit: number): Promise<Topic[]> {
    return rowsOf<Topic>(this.dataSource, TOPICS, [limit]);
  }

  async insert(tx: Transaction, change: ArticleChange): Promise<ArticleEntity> {
    return this.write(tx, { id: newId(), pageKey: change.article.slug, createdAt: new Date() }, change);
  }

  /** Replaces what an article says. Its id and its page's key stay. */
  async replace(tx: Transaction, existing: ArticleEntity, change: ArticleChange): Promise<ArticleEntity> {
    await tx.delete(ArticleEntity, { id: existing.id });
    return this.write(tx, existing, change);
  }

  /** Publishes it, schedules it or takes it back. */
  async setStatus(tx: Transaction, article: ArticleEntity, status: ArticleStatus, publishedAt: Date | null) {
    const changes = { status, publishedAt, version: await this.nextVersion(tx), updatedAt: new Date() };
    await tx.update(ArticleEntity, { id: article.id }, changes);
    return Object.assign(article, changes);
  }

  async delete(tx: Transaction, article: ArticleEntity): Promise<void> {
    await tx.delete(ArticleEntity, { id: article.id });
  }

  async nextVersion(tx: Transaction): Promise<number> {
    const [row] = await rowsOf<{ version: number }>(tx, NEXT_VERSION);
    if (!row) throw new Error('A sequence gives a number');
    return row.version;
  }

  private async latestIds({ topic, period, limit, after }: LatestQuery): Promise<string[]> {
    const position = [after?.publishedAt ?? null, after?.id ?? null, limit];
    const read = async (sql: string, ...more: unknown[]) =>
      (await rowsOf<{ id: string }>(this.dataSource, sql, [...position, ...more])).map(({ id }) => id);
    if (topic !== undefined) return read(LATEST_OF_TOPIC, topic);
    return period ? read(LATEST_OF_PERIOD, period.from, period.until) : read(LATEST_ARTICLES);
  }

  private async write(
    tx: Transaction,
    { id, pageKey, createdAt }: { id: string; pageKey: string; createdAt: Date },
    change: ArticleChange,
  ): Promise<ArticleEntity> {
    const article = toRows({ id, pageKey, createdAt, version: await this.nextVersion(tx) }, change);
    await tx.insert(ArticleEntity, article);
    await tx.insert(ArticleVersionEntity, article.versions);
    if (article.aliases.length > 0) await tx.insert(ArticleAliasEntity, article.aliases);
    if (article.topics.length > 0) await tx.insert(ArticleTopicEntity, article.topics);
    if (article.related.length > 0) await tx.insert(RelatedLinkEntity, article.related);
    return article;
  }
}

import { newId, rowsOf, type Transaction } from '@afterword/platform';
import type { CreateArticle } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { ArticleEntity, ArticleTopicEntity, ArticleVersionEntity, RelatedLinkEntity } from './article.entity';
import { excerptOf, renderArticle } from './article-html';
import { LATEST_ARTICLES, LATEST_OF_TOPIC, LOCK_ARTICLE, NEXT_VERSION } from './articles.sql';
import { topicSlug } from './topic-slug';

const RELATIONS = { versions: true, topics: true, related: true } as const;

export interface ListPosition {
  publishedAt: Date;
  id: string;
}

export interface ArticleChange {
  siteId: string;
  article: CreateArticle;
  status: 'draft' | 'published';
  publishedAt: Date | null;
}

@Injectable()
export class ArticlesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The whole article with its versions, topics and links in order. */
  async find(slug: string, manager: EntityManager = this.dataSource.manager): Promise<ArticleEntity | null> {
    const article = await manager.findOne(ArticleEntity, { where: { slug }, relations: RELATIONS });
    return article && inOrder(article);
  }

  /** The same, holding its row until the transaction ends, so that two editors take turns. */
  async findForChange(tx: Transaction, slug: string): Promise<ArticleEntity | null> {
    await tx.query(LOCK_ARTICLE, [slug]);
    return this.find(slug, tx);
  }

  async isEmpty(): Promise<boolean> {
    return !(await this.dataSource.manager.existsBy(ArticleEntity, {}));
  }

  /** Published articles, the latest first, one more than `limit` where there is more. */
  async latest(asked: {
    topic?: string | undefined;
    limit: number;
    after: ListPosition | null;
  }): Promise<ArticleEntity[]> {
    const { topic, limit, after } = asked;
    const position = [after?.publishedAt ?? null, after?.id ?? null, limit + 1];
    const rows =
      topic === undefined
        ? await rowsOf<{ id: string }>(this.dataSource, LATEST_ARTICLES, position)
        : await rowsOf<{ id: string }>(this.dataSource, LATEST_OF_TOPIC, [...position, topicSlug(topic)]);
    const ids = rows.map(({ id }) => id);
    const articles = await this.dataSource.manager.find(ArticleEntity, {
      where: ids.map((id) => ({ id })),
      relations: RELATIONS,
      relationLoadStrategy: 'query',
    });
    const byId = new Map(articles.map((article) => [article.id, inOrder(article)]));
    return ids.length === 0 ? [] : ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** What a topic is called, by its latest article; null for a topic of no published article. */
  async topicName(slug: string): Promise<string | null> {
    const topic = await this.dataSource.manager.findOne(ArticleTopicEntity, {
      where: { slug, article: { status: 'published' } },
      relations: { article: true },
    });
    return topic?.name ?? null;
  }

  async insert(tx: Transaction, change: ArticleChange): Promise<ArticleEntity> {
    return this.write(tx, newId(), new Date(), change);
  }

  /** Replaces what an article says. Its id stays. */
  async replace(tx: Transaction, existing: ArticleEntity, change: ArticleChange): Promise<ArticleEntity> {
    await tx.delete(ArticleEntity, { id: existing.id });
    return this.write(tx, existing.id, existing.createdAt, change);
  }

  /** Publishes it or takes it back. */
  async setStatus(tx: Transaction, article: ArticleEntity, status: 'draft' | 'published', publishedAt: Date | null) {
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

  /** What `insert` would store. */
  preview(change: ArticleChange): ArticleEntity {
    return build({ id: newId(), createdAt: new Date(), version: 0 }, change);
  }

  private async write(tx: Transaction, id: string, createdAt: Date, change: ArticleChange): Promise<ArticleEntity> {
    const entity = build({ id, createdAt, version: await this.nextVersion(tx) }, change);
    await tx.insert(ArticleEntity, entity);
    await tx.insert(ArticleVersionEntity, entity.versions);
    if (entity.topics.length > 0) await tx.insert(ArticleTopicEntity, entity.topics);
    if (entity.related.length > 0) await tx.insert(RelatedLinkEntity, entity.related);
    return entity;
  }
}

function build(identity: { id: string; createdAt: Date; version: number }, change: ArticleChange): ArticleEntity {
  const { siteId, article, status, publishedAt } = change;
  const { slug, author = null, source, topics, related, original } = article;
  const { id } = identity;
  return Object.assign(new ArticleEntity(), {
    ...identity,
    siteId,
    slug,
    status,
    publishedAt,
    author,
    sourceName: source?.name ?? null,
    sourceUrl: source?.url ?? null,
    updatedAt: new Date(),
    versions: [versionOf(id, false, article), ...(original ? [versionOf(id, true, original)] : [])],
    topics: topics.map((name, position) =>
      Object.assign(new ArticleTopicEntity(), { articleId: id, position, slug: topicSlug(name), name }),
    ),
    related: related.map((link, position) =>
      Object.assign(new RelatedLinkEntity(), { articleId: id, position, ...link }),
    ),
  });
}

function versionOf(articleId: string, original: boolean, text: { language: string; title: string; body: string }) {
  const { language, title, body } = text;
  const html = renderArticle(body);
  const values = { articleId, original, language, title, body, html, excerpt: excerptOf(html) };
  return Object.assign(new ArticleVersionEntity(), values);
}

function inOrder(article: ArticleEntity): ArticleEntity {
  const byPosition = (a: { position: number }, b: { position: number }) => a.position - b.position;
  article.versions.sort((a, b) => Number(a.original) - Number(b.original));
  article.topics.sort(byPosition);
  article.related.sort(byPosition);
  return article;
}

import { execute, newId, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type DataSource, type EntityManager, type FindOptionsWhere, In } from 'typeorm';
import {
  ArticleAliasEntity,
  ArticleEntity,
  ArticleTopicEntity,
  ArticleVersionEntity,
  RelatedLinkEntity,
} from './article.entity';
import { renderStoredArticle } from './article-html';
import type { VersionImage } from './article-markdown';
import { directionOf } from './language-direction';
import { type ArticleChange, inOrder, toRows } from './article-rows';
import {
  ANY_RENDERED_BEFORE,
  ARTICLES_OF_SITE,
  DUE_ARTICLES,
  LOCK_ARTICLES,
  NEXT_DUE,
  NEXT_VERSION,
  OTHER_SITE,
  RAISE_VERSION,
  RENDERED_BEFORE,
  STORE_RENDERING,
} from './articles.sql';

/** One query for each relation: a join would repeat every text for each pair of a topic and a link. */
const WHOLE = {
  relations: { versions: true, aliases: true, topics: true, related: true },
  relationLoadStrategy: 'query',
} as const;

/** Whole articles: with their versions, aliases, topics and links, each in order. */
@Injectable()
export class ArticlesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  find(slug: string, manager: EntityManager = this.dataSource.manager): Promise<ArticleEntity | null> {
    return findOne(manager, { slug });
  }

  findById(tx: Transaction, id: string): Promise<ArticleEntity | null> {
    return findOne(tx, { id });
  }

  /** The articles with these ids, in their order; ids of no article are left out. */
  async findAll(ids: readonly string[], manager: EntityManager = this.dataSource.manager): Promise<ArticleEntity[]> {
    if (ids.length === 0) return [];
    const articles = await manager.find(ArticleEntity, { where: { id: In(ids) }, ...WHOLE });
    const byId = new Map(articles.map((article) => [article.id, inOrder(article)]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async isEmpty(): Promise<boolean> {
    return !(await this.dataSource.manager.existsBy(ArticleEntity, {}));
  }

  /** Until the time of the next scheduled article comes, or null. Cheap enough to be asked several times a second. Milliseconds. */
  async untilDue(): Promise<number | null> {
    const [next] = await rowsOf<{ afterMs: number }>(this.dataSource, NEXT_DUE);
    return next?.afterMs ?? null;
  }

  /** Scheduled articles whose time has come, the earliest first. */
  async due(tx: Transaction, limit: number): Promise<ArticleEntity[]> {
    return this.findAll(await idsOf(tx, DUE_ARTICLES, [limit]), tx);
  }

  /** Whether an older renderer than `rendererVersion` made a stored text. */
  async anyRenderedBefore(rendererVersion: number): Promise<boolean> {
    const [row] = await rowsOf<{ outdated: boolean }>(this.dataSource, ANY_RENDERED_BEFORE, [rendererVersion]);
    return row?.outdated ?? false;
  }

  async renderedBefore(tx: Transaction, rendererVersion: number, limit: number): Promise<ArticleEntity[]> {
    return this.findAll(await idsOf(tx, RENDERED_BEFORE, [rendererVersion, limit]), tx);
  }

  /** Stores new renderings of an article's versions, as a new version of the article that is as old as before. */
  async storeRenderings(
    tx: Transaction,
    { id }: ArticleEntity,
    versions: readonly ArticleVersionEntity[],
  ): Promise<void> {
    for (const { position, html, excerpt, readingMinutes, picture, rendererVersion } of versions) {
      await execute(tx, STORE_RENDERING, [id, position, html, excerpt, readingMinutes, picture, rendererVersion]);
    }
    await execute(tx, RAISE_VERSION, [id, await this.nextVersion(tx)]);
  }

  /** A site other than `site` that articles belong to; null where there is none. */
  async otherSite(site: string): Promise<string | null> {
    const [row] = await rowsOf<{ site: string }>(this.dataSource, OTHER_SITE, [site]);
    return row?.site ?? null;
  }

  async ofSite(tx: Transaction, site: string, limit: number): Promise<ArticleEntity[]> {
    return this.findAll(await idsOf(tx, ARTICLES_OF_SITE, [site, limit]), tx);
  }

  /** Waits for other transactions that change articles, and holds further ones up until this one ends. */
  async lock(tx: Transaction): Promise<void> {
    await execute(tx, LOCK_ARTICLES);
  }

  async insert(tx: Transaction, change: ArticleChange): Promise<ArticleEntity> {
    return this.write(tx, { id: newId(), pageKey: change.article.slug, createdAt: new Date() }, change);
  }

  /** Replaces everything but the id, the page key and the time of creation. */
  async replace(tx: Transaction, existing: ArticleEntity, change: ArticleChange): Promise<ArticleEntity> {
    await tx.delete(ArticleEntity, { id: existing.id });
    return this.write(tx, existing, change);
  }

  /** Changes columns of the article's own row, as a new version. */
  async update(
    tx: Transaction,
    article: ArticleEntity,
    columns: Partial<Pick<ArticleEntity, 'siteId' | 'status' | 'publishedAt'>>,
  ): Promise<ArticleEntity> {
    const changes = { ...columns, version: await this.nextVersion(tx), updatedAt: new Date() };
    await tx.update(ArticleEntity, { id: article.id }, changes);
    return Object.assign(new ArticleEntity(), article, changes);
  }

  /** Makes the versions of an article name another image, and renders them anew. The article counts as unchanged since before. */
  async replaceImage(
    tx: Transaction,
    article: ArticleEntity,
    { src, image }: { src: string; image: Omit<VersionImage, 'path'> },
  ): Promise<void> {
    for (const { articleId, position, language, body, images: before } of article.versions) {
      if (!before.some((one) => one.src === src)) continue;
      const images = before.map((one) => (one.src === src ? { ...one, ...image } : one));
      const html = renderStoredArticle(body, { images, direction: directionOf(language) });
      await tx.update(ArticleVersionEntity, { articleId, position }, { images, html });
    }
    await tx.update(ArticleEntity, { id: article.id }, { version: await this.nextVersion(tx) });
  }

  async delete(tx: Transaction, article: ArticleEntity): Promise<void> {
    await tx.delete(ArticleEntity, { id: article.id });
  }

  /** A number higher than every version of any article so far. */
  async nextVersion(tx: Transaction): Promise<number> {
    const [row] = await rowsOf<{ version: number }>(tx, NEXT_VERSION);
    if (!row) throw new Error('nextval() returned no row');
    return row.version;
  }

  private async write(
    tx: Transaction,
    { id, pageKey, createdAt }: Pick<ArticleEntity, 'id' | 'pageKey' | 'createdAt'>,
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

async function findOne(manager: EntityManager, where: FindOptionsWhere<ArticleEntity>): Promise<ArticleEntity | null> {
  const article = await manager.findOne(ArticleEntity, { where, ...WHOLE });
  return article && inOrder(article);
}

const idsOf = async (tx: Transaction, sql: string, parameters: readonly unknown[]) =>
  (await rowsOf<{ id: string }>(tx, sql, [...parameters])).map(({ id }) => id);

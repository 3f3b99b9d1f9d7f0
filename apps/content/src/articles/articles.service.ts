import { isDeepStrictEqual } from 'node:util';
import { type ArticleState, type CreateArticle, CreateArticleSchema, type UpdateArticle } from '@afterword/contracts';
import { CONFIG, DomainError, type ServiceConfig, type Transaction } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { OutboxEntity } from '../outbox';
import type { ArticleEntity } from './article.entity';
import { shownVersion, toArticleFields } from './article-json';
import { ArticlesRepository } from './articles.repository';

/** The site that articles belong to when nobody says another. */
export const DEFAULT_SITE = 'demo';

export interface SaveResult {
  outcome: 'created' | 'updated' | 'unchanged';
  /** The fields that differ from before; empty for a new article. */
  changed: string[];
  article: ArticleEntity;
}

/** The version that the caller has read, or null to change whatever is there. */
export type ExpectedVersion = number | null;

/** Every change of an article and its announcement are one transaction. */
@Injectable()
export class ArticlesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly articles: ArticlesRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** @throws DomainError `article-taken` */
  create(article: CreateArticle, siteId: string = DEFAULT_SITE): Promise<ArticleEntity> {
    return this.dataSource.transaction(async (tx) => {
      if (await this.articles.findForChange(tx, article.slug)) throw new DomainError('article-taken');
      return this.articles.insert(tx, { siteId, article, status: 'draft', publishedAt: dateOf(article) });
    });
  }

  /**
   * Creates the article or brings it to what is said, as an import does: saying the same again changes nothing. `dryRun`
   * tells what would happen.
   */
  save(
    article: CreateArticle,
    { siteId, publish, dryRun = false }: { siteId: string; publish: boolean; dryRun?: boolean },
  ): Promise<SaveResult> {
    return this.dataSource.transaction(async (tx) => {
      const existing = await this.articles.findForChange(tx, article.slug);
      const before = existing && { ...toArticleFields(existing), site: existing.siteId, status: existing.status };
      const status = publish || existing?.status === 'published' ? 'published' : 'draft';
      // An import that names no date keeps the one that publishing gave.
      const publishedAt = dateOf(article) ?? existing?.publishedAt ?? (status === 'published' ? new Date() : null);
      const after = {
        ...article,
        ...(publishedAt && { publishedAt: publishedAt.toISOString() }),
        site: siteId,
        status,
      };
      const changed = before ? differences(before, after) : [];
      if (existing && changed.length === 0) return { outcome: 'unchanged', changed, article: existing };
      const change = { siteId, article, status, publishedAt } as const;
      const outcome = existing ? 'updated' : 'created';
      if (dryRun) return { outcome, changed, article: existing ?? this.articles.preview(change) };
      const saved = existing
        ? await this.articles.replace(tx, existing, change)
        : await this.articles.insert(tx, change);
      if (existing && existing.siteId !== siteId && existing.status === 'published') {
        await this.announce(tx, 'article.unpublished', existing, saved.version);
      }
      if (status === 'published') {
        await this.announce(tx, existing?.status === 'published' ? 'article.updated' : 'article.published', saved);
      }
      return { outcome, changed, article: saved };
    });
  }

  /** @throws DomainError `article-not-found`, `precondition-failed`, `invalid-request` */
  update(slug: string, changes: UpdateArticle, expected: ExpectedVersion): Promise<ArticleEntity> {
    return this.change(slug, expected, async (tx, existing) => {
      const present = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const article = CreateArticleSchema.parse({ ...toArticleFields(existing), ...present });
      const { siteId, status } = existing;
      const publishedAt = dateOf(article) ?? existing.publishedAt;
      const saved = await this.articles.replace(tx, existing, { siteId, article, status, publishedAt });
      if (status === 'published') await this.announce(tx, 'article.updated', saved);
      return saved;
    });
  }

  /** Publishing what is published, and taking back what is a draft, change nothing. */
  setPublished(slug: string, published: boolean, expected: ExpectedVersion): Promise<ArticleEntity> {
    return this.change(slug, expected, async (tx, existing) => {
      const status = published ? 'published' : 'draft';
      if (existing.status === status) return existing;
      const publishedAt = existing.publishedAt ?? new Date();
      const saved = await this.articles.setStatus(tx, existing, status, publishedAt);
      await this.announce(tx, published ? 'article.published' : 'article.unpublished', saved);
      return saved;
    });
  }

  delete(slug: string, expected: ExpectedVersion): Promise<void> {
    return this.change(slug, expected, async (tx, existing) => {
      await this.articles.delete(tx, existing);
      if (existing.status === 'published') {
        await this.announce(tx, 'article.unpublished', existing, await this.articles.nextVersion(tx));
      }
    });
  }

  private change<Result>(
    slug: string,
    expected: ExpectedVersion,
    work: (tx: Transaction, existing: ArticleEntity) => Promise<Result>,
  ): Promise<Result> {
    return this.dataSource.transaction(async (tx) => {
      const existing = await this.articles.findForChange(tx, slug);
      if (!existing) throw new DomainError('article-not-found');
      if (expected !== null && expected !== existing.version) throw new DomainError('precondition-failed');
      return work(tx, existing);
    });
  }

  private async announce(
    tx: Transaction,
    name: OutboxEntity['name'],
    article: ArticleEntity,
    version: number = article.version,
  ): Promise<void> {
    const payload: ArticleState = {
      schemaVersion: 1,
      site: article.siteId,
      page: article.slug,
      version,
      url: `${this.config.contentUrl}/articles/${article.slug}`,
      title: shownVersion(article).title,
      occurredAt: new Date().toISOString(),
    };
    await tx.insert(OutboxEntity, { name, payload });
  }
}

const dateOf = ({ publishedAt }: CreateArticle): Date | null =>
  publishedAt === undefined ? null : new Date(publishedAt);

function differences(before: object, after: object): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const [a, b] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return keys.filter((key) => !isDeepStrictEqual(a[key], b[key])).sort();
}

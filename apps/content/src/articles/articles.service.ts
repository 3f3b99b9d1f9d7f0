import { isDeepStrictEqual } from 'node:util';
import {
  type ArticleState,
  type CreateArticle,
  CreateArticleSchema,
  isStorable,
  type UpdateArticle,
} from '@afterword/contracts';
import { CONFIG, DomainError, newId, type ServiceConfig, type Transaction } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { OutboxEntity } from '../outbox';
import type { ArticleEntity } from './article.entity';
import { shownVersion, toArticleFields } from './article-json';
import { type ArticleChange, toRows } from './article-rows';
import { ArticlesRepository } from './articles.repository';
import { type ExpectedVersions, requireVersion } from './if-match';

/** The site that a new article belongs to when nobody says another. */
export const DEFAULT_SITE = 'demo';

export interface SaveOptions {
  /** Undefined: an article stays on its site, and a new one goes to `DEFAULT_SITE`. */
  siteId?: string | undefined;
  /** Published articles stay so without it. */
  publish: boolean;
  /** Tell what would happen, and change nothing. */
  dryRun?: boolean;
}

export interface SaveResult {
  outcome: 'created' | 'updated' | 'unchanged';
  /** The fields that differ from before; empty for a new article. */
  changed: string[];
  article: ArticleEntity;
}

/** Every change of an article and its announcement are one transaction. */
@Injectable()
export class ArticlesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly articles: ArticlesRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** A draft. @throws DomainError `article-taken` */
  create(article: CreateArticle, siteId: string = DEFAULT_SITE): Promise<ArticleEntity> {
    return this.dataSource.transaction(async (tx) => {
      if (await this.articles.findForChange(tx, article.slug)) throw new DomainError('article-taken');
      return this.articles.insert(tx, { siteId, article, status: 'draft', publishedAt: dateOf(article) });
    });
  }

  /** Creates the article or brings it to what is said, as an import does: saying the same again changes nothing. */
  save(article: CreateArticle, { siteId, publish, dryRun = false }: SaveOptions): Promise<SaveResult> {
    return this.dataSource.transaction(async (tx) => {
      const existing = await this.articles.findForChange(tx, article.slug);
      const status = publish || existing?.status === 'published' ? 'published' : 'draft';
      const change: ArticleChange = {
        siteId: siteId ?? existing?.siteId ?? DEFAULT_SITE,
        article,
        status,
        // What names no date keeps the one that publishing gave.
        publishedAt: dateOf(article) ?? existing?.publishedAt ?? (status === 'published' ? new Date() : null),
      };
      const changed = existing ? differences(stateOf(existing), stateAfter(change)) : [];
      if (existing && changed.length === 0) return { outcome: 'unchanged', changed, article: existing };
      const outcome = existing ? 'updated' : 'created';
      if (dryRun) {
        const identity = existing ?? { id: newId(), createdAt: new Date(), version: 0 };
        return { outcome, changed, article: toRows(identity, change) };
      }
      return { outcome, changed, article: await this.write(tx, existing, change) };
    });
  }

  /** @throws DomainError `article-not-found`, `precondition-failed`, `invalid-request` */
  update(slug: string, changes: UpdateArticle, expected: ExpectedVersions): Promise<ArticleEntity> {
    return this.change(slug, expected, (tx, existing) => {
      const { siteId, status } = existing;
      const article = merge(toArticleFields(existing), changes);
      const change: ArticleChange = { siteId, article, status, publishedAt: dateOf(article) ?? existing.publishedAt };
      const isNews = differences(stateOf(existing), stateAfter(change)).length > 0;
      return isNews ? this.write(tx, existing, change) : Promise.resolve(existing);
    });
  }

  /** Publishing what is published, and taking back what is a draft, change nothing. */
  setPublished(slug: string, published: boolean, expected: ExpectedVersions): Promise<ArticleEntity> {
    return this.change(slug, expected, async (tx, existing) => {
      const status = published ? 'published' : 'draft';
      if (existing.status === status) return existing;
      const publishedAt = existing.publishedAt ?? new Date();
      const saved = await this.articles.setStatus(tx, existing, status, publishedAt);
      await this.announce(tx, published ? 'article.published' : 'article.unpublished', saved);
      return saved;
    });
  }

  delete(slug: string, expected: ExpectedVersions): Promise<void> {
    return this.change(slug, expected, async (tx, existing) => {
      await this.articles.delete(tx, existing);
      if (existing.status === 'published') {
        await this.announce(tx, 'article.unpublished', existing, await this.articles.nextVersion(tx));
      }
    });
  }

  private change<Result>(
    slug: string,
    expected: ExpectedVersions,
    work: (tx: Transaction, existing: ArticleEntity) => Promise<Result>,
  ): Promise<Result> {
    return this.dataSource.transaction(async (tx) => {
      const existing = isStorable(slug) ? await this.articles.findForChange(tx, slug) : null;
      if (!existing) throw new DomainError('article-not-found');
      requireVersion(existing.version, expected);
      return work(tx, existing);
    });
  }

  private async write(tx: Transaction, existing: ArticleEntity | null, change: ArticleChange): Promise<ArticleEntity> {
    const saved = existing ? await this.articles.replace(tx, existing, change) : await this.articles.insert(tx, change);
    const known = existing?.status === 'published' ? existing : null;
    const moves = known !== null && known.siteId !== saved.siteId;
    if (moves) await this.announce(tx, 'article.unpublished', known, saved.version);
    if (saved.status === 'published') {
      await this.announce(tx, known && !moves ? 'article.updated' : 'article.published', saved);
    }
    return saved;
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

/** What was said of the fields that change; null takes a field away. */
function merge(before: CreateArticle, changes: UpdateArticle): CreateArticle {
  const merged = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null && value !== undefined);
  return CreateArticleSchema.parse(Object.fromEntries(merged));
}

/** Everything that an editor can change. */
const stateOf = (article: ArticleEntity) => ({
  ...toArticleFields(article),
  site: article.siteId,
  status: article.status,
});

const stateAfter = ({ article, siteId, status, publishedAt }: ArticleChange) => ({
  ...article,
  ...(publishedAt && { publishedAt: publishedAt.toISOString() }),
  site: siteId,
  status,
});

function differences(before: object, after: object): string[] {
  const [a, b] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.filter((key) => !isDeepStrictEqual(a[key], b[key])).sort();
}

import type { CreateArticle } from '@afterword/contracts';
import { CONFIG, newId, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import {
  aliasesAfter,
  ArticleAddressesRepository,
  type ArticleChange,
  type ArticleEntity,
  ArticleSlugs,
  ArticlesRepository,
  ArticleTransactions,
  ArticleWriter,
  changesOf,
  type FieldChange,
  type ImagesByLanguage,
  imagesOf,
  mergeImages,
  NO_IMAGES,
  publicationDate,
  publicStatus,
  toRows,
} from '../articles';

export interface SaveOptions {
  /** Published and scheduled articles stay so without it. */
  publish: boolean;
  /** The images that the texts name. An image that the article has already may be left out. */
  images?: ImagesByLanguage;
  /** Report what would change, and change nothing. */
  dryRun?: boolean;
}

export interface SaveResult {
  outcome: 'created' | 'updated' | 'unchanged';
  /** Empty for a new article. */
  changed: FieldChange[];
  article: ArticleEntity;
}

/** Creates or updates an article from the fields of its file. */
@Injectable()
export class ArticleSaver {
  constructor(
    private readonly transactions: ArticleTransactions,
    private readonly articles: ArticlesRepository,
    private readonly addresses: ArticleAddressesRepository,
    private readonly slugs: ArticleSlugs,
    private readonly writer: ArticleWriter,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /**
   * Finds the article by its slug or one of its aliases. Aliases are added, none is removed. Saving the same fields again
   * changes nothing.
   * @throws DomainError `article-taken`, `invalid-request`
   */
  save(fields: CreateArticle, { publish, dryRun = false, images = NO_IMAGES }: SaveOptions): Promise<SaveResult> {
    return this.transactions.run(async (tx) => {
      const id = await this.addresses.ownerOf(tx, [fields.slug, ...fields.aliases]);
      await this.slugs.requireFree(tx, fields, id);
      const existing = id === null ? null : await this.articles.findById(tx, id);
      const change = this.changeOf(fields, existing, { publish, images });
      const changed = existing ? changesOf(existing, change) : [];
      if (existing && changed.length === 0) return { outcome: 'unchanged', changed, article: existing };
      const outcome = existing ? 'updated' : 'created';
      if (dryRun) {
        const identity = existing ?? { id: newId(), pageKey: fields.slug, createdAt: new Date(), version: 0 };
        return { outcome, changed, article: toRows(identity, change) };
      }
      return { outcome, changed, article: await this.writer.write(tx, existing, change) };
    });
  }

  /** The images of the article that one of the slugs leads to. */
  knownImages(slugs: readonly string[]): Promise<ImagesByLanguage> {
    return this.transactions.run(async (tx) => {
      const id = await this.addresses.ownerOf(tx, slugs);
      const existing = id === null ? null : await this.articles.findById(tx, id);
      return existing ? imagesOf(existing) : NO_IMAGES;
    });
  }

  private changeOf(
    fields: CreateArticle,
    existing: ArticleEntity | null,
    { publish, images }: { publish: boolean; images: ImagesByLanguage },
  ): ArticleChange {
    const known = existing?.aliases.map(({ slug }) => slug) ?? [];
    const aliases = aliasesAfter({ ...fields, aliases: [...fields.aliases, ...known] }, existing);
    const isPublic = publish || (existing !== null && existing.status !== 'draft');
    // A file without a date keeps the one that publishing gave.
    const publishedAt = publicationDate(fields) ?? existing?.publishedAt ?? (isPublic ? new Date() : null);
    return {
      siteId: this.config.site,
      article: { ...fields, aliases },
      images: mergeImages(existing ? imagesOf(existing) : NO_IMAGES, images),
      status: isPublic ? publicStatus(publishedAt) : 'draft',
      publishedAt,
    };
  }
}

import { type CreateArticle, CreateArticleSchema, type UpdateArticle } from '@afterword/contracts';
import { CONFIG, DomainError, type IdempotencyKey, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { changesOf } from './article-changes';
import { toArticleFields } from './article-json';
import type { ArticleChange } from './article-rows';
import { aliasesAfter, ArticleSlugs } from './article-slugs';
import { ArticleTransactions, type OperatorCall } from './article-transactions';
import { ArticleWriter } from './article-writer';
import type { ExpectedVersions } from './if-match';
import { publicationDate, publicStatus } from './publication';
import { imagesOf, NO_IMAGES } from './version-images';

/** Creates, changes and deletes articles for the operator. */
@Injectable()
export class ArticleEditing {
  constructor(
    private readonly transactions: ArticleTransactions,
    private readonly slugs: ArticleSlugs,
    private readonly writer: ArticleWriter,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** Creates a draft. @throws DomainError `article-taken`, `invalid-request`, `idempotency-key-reused` */
  create<Answer>(fields: CreateArticle, { key, answer }: OperatorCall<Answer>): Promise<Answer> {
    return this.transactions.run(async (tx) => {
      await this.slugs.requireFree(tx, fields, null);
      const change: ArticleChange = {
        siteId: this.config.site,
        article: { ...fields, aliases: aliasesAfter(fields, null) },
        images: NO_IMAGES,
        status: 'draft',
        publishedAt: publicationDate(fields),
      };
      return answer(tx, await this.writer.write(tx, null, change));
    }, key);
  }

  /**
   * Changes the fields that `changes` names. The same again changes nothing.
   * @throws DomainError `article-not-found`, `precondition-failed`, `invalid-request`, `article-taken`,
   * `idempotency-key-reused`
   */
  update<Answer>(
    slug: string,
    changes: UpdateArticle,
    expected: ExpectedVersions,
    call: OperatorCall<Answer>,
  ): Promise<Answer> {
    return this.transactions.change(slug, expected, call, async (tx, existing) => {
      const merged = merge(toArticleFields(existing), changes);
      await this.slugs.requireFree(tx, merged, existing.id);
      const publishedAt = publicationDate(merged) ?? existing.publishedAt;
      const change: ArticleChange = {
        siteId: existing.siteId,
        article: { ...merged, aliases: aliasesAfter(merged, existing) },
        images: imagesOf(existing),
        status: existing.status === 'draft' ? 'draft' : publicStatus(publishedAt),
        publishedAt,
      };
      return changesOf(existing, change).length > 0 ? this.writer.write(tx, existing, change) : existing;
    });
  }

  /** @throws DomainError `article-not-found`, `precondition-failed`, `idempotency-key-reused` */
  delete(slug: string, expected: ExpectedVersions, key: IdempotencyKey | null): Promise<null> {
    return this.transactions.change(
      slug,
      expected,
      { key, answer: () => Promise.resolve(null) },
      async (tx, existing) => {
        await this.writer.delete(tx, existing);
        return existing;
      },
    );
  }
}

/** The fields after a change; null removes a field. @throws DomainError `invalid-request` */
function merge(before: CreateArticle, changes: UpdateArticle): CreateArticle {
  const merged = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null && value !== undefined);
  const result = CreateArticleSchema.safeParse(Object.fromEntries(merged));
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: `/${path.join('/')}`, message }));
  throw new DomainError('invalid-request', { errors });
}

import { type CreateArticle, LIMITS } from '@afterword/contracts';
import { DomainError, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { ArticleEntity } from './article.entity';
import { ArticleAddressesRepository } from './article-addresses.repository';

type Slugs = Pick<CreateArticle, 'slug' | 'aliases'>;

/** Keeps each slug and alias to one article. */
@Injectable()
export class ArticleSlugs {
  constructor(private readonly addresses: ArticleAddressesRepository) {}

  /** @throws DomainError `article-taken` where a slug or alias belongs to another article than the one with the id */
  async requireFree(tx: Transaction, { slug, aliases }: Slugs, id: string | null): Promise<void> {
    const owners = await this.addresses.owners(tx, [slug, ...aliases]);
    const taken = owners.find((owner) => owner.id !== id);
    if (taken) throw new DomainError('article-taken', { detail: `"${taken.slug}" leads to another article.` });
  }
}

/**
 * The aliases of an article after a change: those that are given, the slug that it had before, and its page key, which
 * engagement knows it by and no other article may take.
 * @throws DomainError `invalid-request` for too many
 */
export function aliasesAfter({ slug, aliases }: Slugs, existing: ArticleEntity | null): string[] {
  const all = new Set([...aliases, ...(existing ? [existing.slug, existing.pageKey] : [])]);
  all.delete(slug);
  if (all.size <= LIMITS.articleAliases) return [...all].sort();
  const message = `must be at most ${LIMITS.articleAliases}, former slugs of the article included`;
  throw new DomainError('invalid-request', { errors: [{ path: '/aliases', message }] });
}

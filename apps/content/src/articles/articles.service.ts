import {
  type ArticleState,
  type ArticleStatus,
  type CreateArticle,
  CreateArticleSchema,
  isStorable,
  LIMITS,
  type UpdateArticle,
} from '@afterword/contracts';
import {
  CONFIG,
  DomainError,
  type IdempotencyKey,
  IdempotencyService,
  newId,
  operatorOwner,
  type ServiceConfig,
  type Transaction,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { OutboxEntity } from '../outbox';
import { ShownChanges } from '../shown-changes';
import { type SearchDocument, SearchIndexRepository } from '../search-index';
import type { ArticleEntity } from './article.entity';
import { changesOf, type FieldChange } from './article-changes';
import { plainText } from './article-html';
import { toArticleFields } from './article-json';
import { type ArticleChange, toRows } from './article-rows';
import { shownVersion } from './article-versions';
import { ArticlesRepository } from './articles.repository';
import { type ExpectedVersions, requireVersion } from './if-match';

/** The site that a new article belongs to when nobody says another. */
export const DEFAULT_SITE = 'demo';

/** Scheduled articles that appear in one transaction. */
const DUE_BATCH = 50;
/** Articles that the index is given in one transaction. */
const INDEX_BATCH = 20;

export interface SaveOptions {
  /** Undefined: an article stays on its site, and a new one goes to `DEFAULT_SITE`. */
  siteId?: string | undefined;
  /** Published and scheduled articles stay so without it. */
  publish: boolean;
  /** Pictures that the texts name, by the languages of the texts. Those that are known already need not be there. */
  images?: ArticleChange['images'];
  /** Tell what would happen, and change nothing. */
  dryRun?: boolean;
}

export interface SaveResult {
  outcome: 'created' | 'updated' | 'unchanged';
  /** What differs from before; empty for a new article. */
  changed: FieldChange[];
  article: ArticleEntity;
}

/** A request of the operator's that changes an article. */
export interface OperatorCall<Answer> {
  key: IdempotencyKey | null;
  /** What the request is answered with: read in the change's transaction, where it is kept for copies of the request. */
  answer: (tx: Transaction, changed: ArticleEntity) => Promise<Answer>;
}

/** Every change of an article and its announcement are one transaction. Articles are changed one at a time. */
@Injectable()
export class ArticlesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly articles: ArticlesRepository,
    private readonly changes: ShownChanges,
    private readonly index: SearchIndexRepository,
    private readonly idempotency: IdempotencyService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** A draft. @throws DomainError `article-taken`, `invalid-request`, `idempotency-key-reused` */
  create<Answer>(article: CreateArticle, { key, answer }: OperatorCall<Answer>): Promise<Answer> {
    return this.changing(async (tx) => {
      await this.requireFree(tx, article, null);
      const fields = { ...article, aliases: aliasesOf(article, null) };
      const images = NO_IMAGES;
      const change = { siteId: DEFAULT_SITE, article: fields, images, publishedAt: dateOf(article) };
      return answer(tx, await this.articles.insert(tx, { ...change, status: 'draft' }));
    }, key);
  }

  /**
   * Creates the article or brings it to what is said, as an import does: saying the same again changes nothing. An article
   * is known by its slug, or by one that it had before. Aliases are added, none is taken away.
   * @throws DomainError `article-taken`, `invalid-request`
   */
  save(said: CreateArticle, { siteId, publish, dryRun = false, images = NO_IMAGES }: SaveOptions): Promise<SaveResult> {
    return this.changing(async (tx) => {
      const id = await this.articles.ownerOf(tx, [said.slug, ...said.aliases]);
      await this.requireFree(tx, said, id);
      const existing = id === null ? null : await this.articles.findById(tx, id);
      const known = existing?.aliases.map(({ slug }) => slug) ?? [];
      const article = { ...said, aliases: aliasesOf({ ...said, aliases: [...said.aliases, ...known] }, existing) };
      const isPublic = publish || (existing !== null && existing.status !== 'draft');
      // What names no date keeps the one that publishing gave.
      const publishedAt = dateOf(article) ?? existing?.publishedAt ?? (isPublic ? new Date() : null);
      const change: ArticleChange = {
        siteId: siteId ?? existing?.siteId ?? DEFAULT_SITE,
        article,
        images: both(existing ? imagesOf(existing) : NO_IMAGES, images),
        status: isPublic ? publicStatus(publishedAt) : 'draft',
        publishedAt,
      };
      const changed = existing ? changesOf(existing, change) : [];
      if (existing && changed.length === 0) return { outcome: 'unchanged', changed, article: existing };
      const outcome = existing ? 'updated' : 'created';
      if (dryRun) {
        const identity = existing ?? { id: newId(), pageKey: article.slug, createdAt: new Date(), version: 0 };
        return { outcome, changed, article: toRows(identity, change) };
      }
      return { outcome, changed, article: await this.write(tx, existing, change) };
    });
  }

  /** The pictures of the article that slugs lead to, by the languages of its versions. */
  knownImages(slugs: readonly string[]): Promise<ArticleChange['images']> {
    return this.dataSource.transaction(async (tx) => {
      const id = await this.articles.ownerOf(tx, slugs);
      const existing = id === null ? null : await this.articles.findById(tx, id);
      return existing ? imagesOf(existing) : NO_IMAGES;
    });
  }

  /**
   * @throws DomainError `article-not-found`, `precondition-failed`, `invalid-request`, `article-taken`,
   * `idempotency-key-reused`
   */
  update<Answer>(
    slug: string,
    changes: UpdateArticle,
    expected: ExpectedVersions,
    call: OperatorCall<Answer>,
  ): Promise<Answer> {
    return this.change(slug, expected, call, async (tx, existing) => {
      const { siteId } = existing;
      const merged = merge(toArticleFields(existing), changes);
      await this.requireFree(tx, merged, existing.id);
      const article = { ...merged, aliases: aliasesOf(merged, existing) };
      const publishedAt = dateOf(article) ?? existing.publishedAt;
      const status = existing.status === 'draft' ? 'draft' : publicStatus(publishedAt);
      const images = imagesOf(existing);
      const change: ArticleChange = { siteId, article, images, status, publishedAt };
      return changesOf(existing, change).length > 0 ? this.write(tx, existing, change) : existing;
    });
  }

  /**
   * An article whose time lies ahead appears by itself when it has come. Publishing what is published changes nothing.
   * @throws DomainError `article-not-found`, `precondition-failed`, `idempotency-key-reused`
   */
  publish<Answer>(
    slug: string,
    at: Date | undefined,
    expected: ExpectedVersions,
    call: OperatorCall<Answer>,
  ): Promise<Answer> {
    const moment = (existing: ArticleEntity) => at ?? existing.publishedAt ?? new Date();
    return this.change(slug, expected, call, (tx, existing) =>
      this.setStatus(tx, existing, publicStatus(moment(existing)), moment(existing)),
    );
  }

  /**
   * Taking back what is a draft changes nothing.
   * @throws DomainError `article-not-found`, `precondition-failed`, `idempotency-key-reused`
   */
  unpublish<Answer>(slug: string, expected: ExpectedVersions, call: OperatorCall<Answer>): Promise<Answer> {
    return this.change(slug, expected, call, (tx, existing) =>
      this.setStatus(tx, existing, 'draft', existing.publishedAt),
    );
  }

  /** Shows scheduled articles whose time has come, each once. @returns how many */
  async publishDue(): Promise<number> {
    if (!(await this.articles.anyDue())) return 0;
    return this.changing(async (tx) => {
      const due = await this.articles.due(tx, DUE_BATCH);
      for (const article of due) await this.setStatus(tx, article, 'published', article.publishedAt);
      return due.length;
    });
  }

  /** @throws DomainError `article-not-found`, `precondition-failed`, `idempotency-key-reused` */
  delete(slug: string, expected: ExpectedVersions, key: IdempotencyKey | null): Promise<null> {
    return this.change(slug, expected, { key, answer: () => Promise.resolve(null) }, async (tx, existing) => {
      await this.articles.delete(tx, existing);
      if (existing.status === 'published') {
        await this.announce(tx, 'article.unpublished', existing, await this.articles.nextVersion(tx));
      }
      return existing;
    });
  }

  private async changing<Result>(
    work: (tx: Transaction) => Promise<Result>,
    key: IdempotencyKey | null = null,
  ): Promise<Result> {
    const result = await this.dataSource.transaction(async (tx) => {
      await this.articles.takeTurn(tx);
      return this.idempotency.runIn(tx, { owner: operatorOwner(), key }, () => work(tx));
    });
    this.changes.changed();
    return result;
  }

  private change<Answer>(
    slug: string,
    expected: ExpectedVersions,
    { key, answer }: OperatorCall<Answer>,
    work: (tx: Transaction, existing: ArticleEntity) => Promise<ArticleEntity>,
  ): Promise<Answer> {
    return this.changing(async (tx) => {
      const existing = isStorable(slug) ? await this.articles.find(slug, tx) : null;
      if (!existing) throw new DomainError('article-not-found');
      requireVersion(existing.version, expected);
      return answer(tx, await work(tx, existing));
    }, key);
  }

  /** @throws DomainError `article-taken` when a slug or alias leads to another article than the one with the id */
  private async requireFree(tx: Transaction, { slug, aliases }: CreateArticle, id: string | null): Promise<void> {
    const owners = await this.articles.owners(tx, [slug, ...aliases]);
    const taken = owners.find((owner) => owner.id !== id);
    if (taken) throw new DomainError('article-taken', { detail: `"${taken.slug}" leads to another article.` });
  }

  private async write(tx: Transaction, existing: ArticleEntity | null, change: ArticleChange): Promise<ArticleEntity> {
    const saved = existing ? await this.articles.replace(tx, existing, change) : await this.articles.insert(tx, change);
    await this.makeFindable(tx, saved);
    await this.announceChange(tx, existing?.status === 'published' ? existing : null, saved);
    return saved;
  }

  private async setStatus(
    tx: Transaction,
    existing: ArticleEntity,
    status: ArticleStatus,
    publishedAt: Date | null,
  ): Promise<ArticleEntity> {
    if (existing.status === status && existing.publishedAt?.getTime() === publishedAt?.getTime()) return existing;
    const known = existing.status === 'published' ? existing : null;
    const saved = await this.articles.setStatus(tx, existing, status, publishedAt);
    await this.makeFindable(tx, saved);
    await this.announceChange(tx, known, saved);
    return saved;
  }

  /** Puts into the index what it lacks. @returns how many articles */
  async indexMissing(): Promise<number> {
    const slugs = await this.index.unindexed(INDEX_BATCH);
    if (slugs.length === 0) return 0;
    return this.changing(async (tx) => {
      for (const slug of slugs) {
        const article = await this.articles.find(slug, tx);
        if (article) await this.makeFindable(tx, article);
      }
      return slugs.length;
    });
  }

  /** What readers can see they can find. */
  private async makeFindable(tx: Transaction, article: ArticleEntity): Promise<void> {
    if (article.status === 'published') await this.index.put(tx, documentOf(article));
    else await this.index.remove(tx, article.id);
  }

  /** Engagement hears of what readers can see, and of its end. `known` is what they could see before. */
  private async announceChange(tx: Transaction, known: ArticleEntity | null, saved: ArticleEntity): Promise<void> {
    const stays = saved.status === 'published' && known?.siteId === saved.siteId;
    if (known && !stays) await this.announce(tx, 'article.unpublished', known, saved.version);
    if (saved.status === 'published') await this.announce(tx, stays ? 'article.updated' : 'article.published', saved);
  }

  private async announce(
    tx: Transaction,
    name: OutboxEntity['name'],
    article: ArticleEntity,
    version: number = article.version,
  ): Promise<void> {
    const keys = [article.slug, ...article.aliases.map(({ slug }) => slug)];
    const payload: ArticleState = {
      schemaVersion: 1,
      site: article.siteId,
      page: article.pageKey,
      version,
      url: `${this.config.contentUrl}/articles/${article.slug}`,
      title: shownVersion(article).title,
      aliases: keys.filter((key) => key !== article.pageKey),
      occurredAt: new Date().toISOString(),
    };
    await tx.insert(OutboxEntity, { name, payload });
  }
}

const documentOf = (article: ArticleEntity): SearchDocument => ({
  articleId: article.id,
  publishedAt: article.publishedAt ?? article.createdAt,
  versions: article.versions.map(({ language, title, html }) => ({ language, title, text: plainText(html) })),
});

/** New ones take the places of those before, path by path. */
function both(before: ArticleChange['images'], now: ArticleChange['images']): ArticleChange['images'] {
  const languages = new Set([...before.keys(), ...now.keys()]);
  return new Map(
    [...languages].map((language) => {
      const byPath = new Map(
        [...(before.get(language) ?? []), ...(now.get(language) ?? [])].map((one) => [one.path, one]),
      );
      return [language, [...byPath.values()]];
    }),
  );
}

const NO_IMAGES: ArticleChange['images'] = new Map();

const imagesOf = ({ versions }: ArticleEntity): ArticleChange['images'] =>
  new Map(versions.map(({ language, images }) => [language, images]));

const dateOf = ({ publishedAt }: CreateArticle): Date | null =>
  publishedAt === undefined ? null : new Date(publishedAt);

/** An article that is to be seen is scheduled until its time has come. */
const publicStatus = (publishedAt: Date | null): ArticleStatus =>
  publishedAt !== null && publishedAt.getTime() > Date.now() ? 'scheduled' : 'published';

/**
 * The aliases that an article has after a change: those that are said, the slug that it leaves, and its page's key, by
 * which engagement knows it and which no other article may take.
 * @throws DomainError `invalid-request`
 */
function aliasesOf(
  { slug, aliases }: Pick<CreateArticle, 'slug' | 'aliases'>,
  existing: ArticleEntity | null,
): string[] {
  const all = new Set([...aliases, ...(existing ? [existing.slug, existing.pageKey] : [])]);
  all.delete(slug);
  if (all.size <= LIMITS.articleAliases) return [...all].sort();
  const message = `an article has ${LIMITS.articleAliases} aliases at most, those of its former slugs among them`;
  throw new DomainError('invalid-request', { errors: [{ path: '/aliases', message }] });
}

/** What was said of the fields that change; null takes a field away. @throws DomainError `invalid-request` */
function merge(before: CreateArticle, changes: UpdateArticle): CreateArticle {
  const merged = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null && value !== undefined);
  const result = CreateArticleSchema.safeParse(Object.fromEntries(merged));
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: `/${path.join('/')}`, message }));
  throw new DomainError('invalid-request', { errors });
}

import {
  type Article,
  ArticleListQuerySchema,
  ArticleListSchema,
  ArticleSchema,
  type CreateArticle,
  CreateArticleSchema,
  type PublishArticle,
  PublishArticleSchema,
  type UpdateArticle,
  UpdateArticleSchema,
} from '@afterword/contracts';
import {
  CONFIG,
  type IdempotencyKey,
  Operation,
  RequestIdempotencyKey,
  type ServiceConfig,
  sendCacheable,
  sendJson,
} from '@afterword/platform';
import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { toArticle } from './article-json';
import { ArticleReader, type ArticleWithSnapshot } from './article-reader';
import { ArticleEditing } from './article-editing.service';
import { ArticlePublishing } from './article-publishing.service';
import type { OperatorCall } from './article-transactions';
import { MovedFilter } from './moved.filter';
import { articleEtag, type ExpectedVersions, IfMatch } from './if-match';

@Controller('v1/articles')
@UseFilters(MovedFilter)
export class ArticlesController {
  constructor(
    private readonly editing: ArticleEditing,
    private readonly publishing: ArticlePublishing,
    private readonly reader: ArticleReader,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    id: 'listArticles',
    tag: 'Articles',
    summary: 'Lists published articles, latest first.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: ArticleListSchema },
  })
  @Get()
  async list(
    @Query({ schema: ArticleListQuerySchema }) query: z.infer<typeof ArticleListQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { items, next } = await this.reader.latest(query);
    const articles = items.map(({ article, snapshot }) => this.toJson({ article, snapshot }));
    await sendJson(request, reply, { items: articles, next });
  }

  @Operation({
    id: 'readArticle',
    tag: 'Articles',
    summary:
      'An article with its counters, as content last heard of them. A slug that it had before leads to its present one.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: ArticleSchema },
    problems: ['article-not-found'],
  })
  @Get(':slug')
  async read(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { article, snapshot } = await this.reader.published(slug);
    const body = JSON.stringify(this.toJson({ article, snapshot }));
    await sendCacheable(request, reply, {
      body,
      contentType: 'application/json; charset=utf-8',
      cacheControl: 'no-cache',
      etag: articleEtag({ ...snapshot, version: article.version }, body),
    });
  }

  /** A draft; publishing it is a call of its own. */
  @Operation({
    id: 'createArticle',
    tag: 'Operator',
    summary: 'Creates an article as a draft.',
    access: 'operator',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: ArticleSchema },
    problems: ['article-taken'],
  })
  @Post()
  async create(
    @Body({ schema: CreateArticleSchema }) body: CreateArticle,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Article> {
    const made = await this.editing.create(body, this.call(key));
    void reply.header('location', `/v1/articles/${made.article.slug}`);
    return send(reply, made);
  }

  @Operation({
    id: 'updateArticle',
    tag: 'Operator',
    summary: 'Changes the given fields; null removes a field. Honours `If-Match`.',
    access: 'operator',
    idempotencyKey: 'optional',
    ifMatch: true,
    answer: { status: 200, schema: ArticleSchema },
    problems: ['article-not-found', 'article-taken'],
  })
  @Patch(':slug')
  async update(
    @Param('slug') slug: string,
    @Body({ schema: UpdateArticleSchema }) body: UpdateArticle,
    @IfMatch() expected: ExpectedVersions,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Article> {
    return send(reply, await this.editing.update(slug, body, expected, this.call(key)));
  }

  @Operation({
    id: 'deleteArticle',
    tag: 'Operator',
    summary: 'Deletes an article.',
    access: 'operator',
    idempotencyKey: 'optional',
    ifMatch: true,
    answer: { status: 204 },
    problems: ['article-not-found'],
  })
  @Delete(':slug')
  async delete(
    @Param('slug') slug: string,
    @IfMatch() expected: ExpectedVersions,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<void> {
    await this.editing.delete(slug, expected, key);
  }

  @Operation({
    id: 'publishArticle',
    tag: 'Operator',
    summary: 'Publishes an article, now or at its scheduled time.',
    access: 'operator',
    idempotencyKey: 'optional',
    ifMatch: true,
    answer: { status: 200, schema: ArticleSchema },
    problems: ['article-not-found'],
  })
  @Post(':slug/publish')
  async publish(
    @Param('slug') slug: string,
    @Body({ schema: PublishArticleSchema }) { at }: PublishArticle,
    @IfMatch() expected: ExpectedVersions,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Article> {
    const moment = at === undefined ? undefined : new Date(at);
    return send(reply, await this.publishing.publish(slug, moment, expected, this.call(key)));
  }

  @Operation({
    id: 'unpublishArticle',
    tag: 'Operator',
    summary: 'Unpublishes an article.',
    access: 'operator',
    idempotencyKey: 'optional',
    ifMatch: true,
    answer: { status: 200, schema: ArticleSchema },
    problems: ['article-not-found'],
  })
  @Post(':slug/unpublish')
  async unpublish(
    @Param('slug') slug: string,
    @IfMatch() expected: ExpectedVersions,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Article> {
    return send(reply, await this.publishing.unpublish(slug, expected, this.call(key)));
  }

  private call(key: IdempotencyKey | null): OperatorCall<ChangedArticle> {
    const answer: OperatorCall<ChangedArticle>['answer'] = async (tx, changed) => {
      const { article, snapshot } = await this.reader.changed(tx, changed);
      const json = this.toJson({ article, snapshot });
      return {
        article: json,
        etag: articleEtag({ ...snapshot, version: article.version }, JSON.stringify(json)),
      };
    };
    return { key, answer };
  }

  private readonly toJson = ({ article, snapshot }: ArticleWithSnapshot): Article =>
    toArticle(article, snapshot, this.config.contentUrl);
}

/** What a change is answered with, now and to each copy of its request. */
interface ChangedArticle {
  article: Article;
  etag: string;
}

function send(reply: FastifyReply, { article, etag }: ChangedArticle): Article {
  void reply.header('etag', `"${etag}"`);
  return article;
}

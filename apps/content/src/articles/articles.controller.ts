import {
  type Article,
  ArticleListQuerySchema,
  type CreateArticle,
  CreateArticleSchema,
  type PublishArticle,
  PublishArticleSchema,
  type UpdateArticle,
  UpdateArticleSchema,
} from '@afterword/contracts';
import { CONFIG, OperatorGuard, sendCacheable, sendJson, type ServiceConfig } from '@afterword/platform';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { toArticle } from './article-json';
import { ArticleReader, type ArticleWithSnapshot } from './article-reader';
import { ArticlesService } from './articles.service';
import { MovedFilter } from './moved.filter';
import { articleEtag, type ExpectedVersions, IfMatch } from './if-match';

@Controller('v1/articles')
@UseFilters(MovedFilter)
export class ArticlesController {
  constructor(
    private readonly articles: ArticlesService,
    private readonly reader: ArticleReader,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

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

  @Get(':slug')
  async read(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { article, snapshot } = await this.reader.published(slug);
    await sendCacheable(request, reply, {
      body: JSON.stringify(this.toJson({ article, snapshot })),
      contentType: 'application/json; charset=utf-8',
      cacheControl: 'no-cache',
      etag: articleEtag({ ...snapshot, version: article.version }),
    });
  }

  /** A draft; publishing it is a call of its own. */
  @Post()
  @UseGuards(OperatorGuard)
  async create(
    @Body({ schema: CreateArticleSchema }) body: CreateArticle,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Article> {
    const { slug } = await this.articles.create(body);
    void reply.header('location', `/v1/articles/${slug}`);
    return this.describe(slug, reply);
  }

  @Patch(':slug')
  @UseGuards(OperatorGuard)
  async update(
    @Param('slug') slug: string,
    @Body({ schema: UpdateArticleSchema }) body: UpdateArticle,
    @IfMatch() expected: ExpectedVersions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Article> {
    const updated = await this.articles.update(slug, body, expected);
    return this.describe(updated.slug, reply);
  }

  @Delete(':slug')
  @HttpCode(204)
  @UseGuards(OperatorGuard)
  async delete(@Param('slug') slug: string, @IfMatch() expected: ExpectedVersions): Promise<void> {
    await this.articles.delete(slug, expected);
  }

  @Post(':slug/publish')
  @HttpCode(200)
  @UseGuards(OperatorGuard)
  async publish(
    @Param('slug') slug: string,
    @Body({ schema: PublishArticleSchema }) { at }: PublishArticle,
    @IfMatch() expected: ExpectedVersions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Article> {
    await this.articles.publish(slug, at === undefined ? undefined : new Date(at), expected);
    return this.describe(slug, reply);
  }

  @Post(':slug/unpublish')
  @HttpCode(200)
  @UseGuards(OperatorGuard)
  async unpublish(
    @Param('slug') slug: string,
    @IfMatch() expected: ExpectedVersions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Article> {
    await this.articles.unpublish(slug, expected);
    return this.describe(slug, reply);
  }

  private async describe(slug: string, reply: FastifyReply): Promise<Article> {
    const { article, snapshot } = await this.reader.find(slug);
    void reply.header('etag', `"${articleEtag({ ...snapshot, version: article.version })}"`);
    return this.toJson({ article, snapshot });
  }

  private readonly toJson = ({ article, snapshot }: ArticleWithSnapshot): Article =>
    toArticle(article, snapshot, this.config.contentUrl);
}

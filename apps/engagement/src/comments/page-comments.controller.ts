import { type Comment, CommentListQuerySchema, CreateCommentSchema } from '@afterword/contracts';
import { type IdempotencyKey, Limited, RequestIdempotencyKey, sendJson, sendReady } from '@afterword/platform';
import type { Principal, ReaderPrincipal } from '@afterword/platform';
import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { PageKeySchema } from '../pages';
import { CurrentReader, ReaderGuard, Viewer, ViewerGuard } from '../readers';
import { SitesService } from '../sites';
import { CommentsService } from './comments.service';
import { PostingService } from './posting.service';

@Controller('v1/sites/:site/pages/:page/comments')
export class PageCommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly posting: PostingService,
    private readonly sites: SitesService,
  ) {}

  @Limited('read')
  @Get()
  @UseGuards(ViewerGuard)
  async list(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Query({ schema: CommentListQuerySchema }) query: z.infer<typeof CommentListQuerySchema>,
    @Viewer() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const site = await this.sites.get(siteId);
    if (request.headers.authorization === undefined && query.cursor === undefined) {
      return void sendReady(request, reply, await this.comments.firstComments(site, pageKey, query, request.url));
    }
    const list = await this.comments.list(site, pageKey, { ...query, principal });
    await sendJson(request, reply, list, principal.kind === 'reader' ? 'private, no-cache' : 'no-cache');
  }

  @Limited('comment')
  @Post()
  @UseGuards(ReaderGuard)
  async post(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Body({ schema: CreateCommentSchema }) body: z.infer<typeof CreateCommentSchema>,
    @CurrentReader() principal: ReaderPrincipal,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<Comment> {
    const site = await this.sites.get(siteId);
    return this.posting.post({ site, pageKey, principal, body: body.body, parentId: body.parentId ?? null, key });
  }
}

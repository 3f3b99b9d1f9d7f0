import {
  type Comment,
  CommentListQuerySchema,
  CommentListSchema,
  CommentSchema,
  CreateCommentSchema,
} from '@afterword/contracts';
import {
  CurrentPrincipal,
  CurrentReader,
  type IdempotencyKey,
  Operation,
  type Principal,
  type ReaderPrincipal,
  RequestIdempotencyKey,
  sendJson,
  sendReady,
} from '@afterword/platform';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { PageKeySchema } from '../pages';
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

  @Operation({
    id: 'listComments',
    queryParameters: {
      sort: '`top`: pinned first, then by the number of reactions, then the newest. `author`: the newest conversations in which an author of the page wrote.',
    },
    tag: 'Comments',
    summary: 'Lists top-level comments with their first replies.',
    access: 'viewer',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: CommentListSchema },
  })
  @Get()
  async list(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Query({ schema: CommentListQuerySchema }) query: z.infer<typeof CommentListQuerySchema>,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const site = await this.sites.get(siteId);
    if (principal.kind === 'anonymous' && query.cursor === undefined) {
      return void sendReady(request, reply, await this.comments.firstComments(site, pageKey, query, request.url));
    }
    const list = await this.comments.list(site, pageKey, { ...query, principal });
    await sendJson(request, reply, list, principal.kind === 'anonymous' ? 'no-cache' : 'private, no-cache');
  }

  @Operation({
    id: 'postComment',
    tag: 'Comments',
    summary: 'Posts a comment, or a reply to one.',
    access: 'reader',
    limit: 'comment',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: CommentSchema },
    problems: ['page-closed', 'comment-refused'],
  })
  @Post()
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

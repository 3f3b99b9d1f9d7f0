import {
  type Comment,
  CommentContextQuerySchema,
  CommentContextSchema,
  type CommentReactionAnswer,
  CommentReactionAnswerSchema,
  CommentSchema,
  EditCommentSchema,
  ReplyListQuerySchema,
  ReplyListSchema,
} from '@afterword/contracts';
import {
  CurrentPrincipal,
  CurrentReader,
  Operation,
  type Principal,
  type ReaderPrincipal,
  sendJson,
} from '@afterword/platform';
import { Body, Controller, Delete, Get, Param, Patch, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { setOwner } from '../cors';
import { ReactionsService } from '../reactions';
import { SitesService } from '../sites';
import { CommentsService } from './comments.service';

@Controller('v1/comments/:id')
export class CommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly reactions: ReactionsService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'readComment',
    tag: 'Comments',
    summary: 'Returns a comment with its first replies.',
    access: 'viewer',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: CommentSchema },
    problems: ['comment-not-found'],
  })
  @Get()
  async read(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.find(id, principal);
    setOwner(request, row.siteId);
    await sendJson(request, reply, await this.comments.read(row, principal), cacheControlOf(principal));
  }

  @Operation({
    id: 'listReplies',
    tag: 'Comments',
    summary: 'Lists direct replies, oldest first.',
    access: 'viewer',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: ReplyListSchema },
    problems: ['comment-not-found'],
  })
  @Get('replies')
  async replies(
    @Param('id') id: string,
    @Query({ schema: ReplyListQuerySchema }) query: z.infer<typeof ReplyListQuerySchema>,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.find(id, principal);
    setOwner(request, row.siteId);
    const list = await this.comments.replies(row, { ...query, principal });
    await sendJson(request, reply, list, cacheControlOf(principal));
  }

  /** The comment with what it replies to: what a permalink shows. */
  @Operation({
    id: 'readCommentContext',
    tag: 'Comments',
    summary: 'A comment where it stands, with what it replies to: the nearest comments, and with `next` those above.',
    queryParameters: { limit: 'How many of the comments that it replies to.' },
    access: 'viewer',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: CommentContextSchema },
    problems: ['comment-not-found'],
  })
  @Get('context')
  async context(
    @Param('id') id: string,
    @Query({ schema: CommentContextQuerySchema }) query: z.infer<typeof CommentContextQuerySchema>,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.find(id, principal);
    setOwner(request, row.siteId);
    const context = await this.comments.context(row, { ...query, principal });
    await sendJson(request, reply, context, cacheControlOf(principal));
  }

  @Operation({
    id: 'editComment',
    tag: 'Comments',
    summary: 'Edits a comment; its author only, within the edit window.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 200, schema: CommentSchema },
    problems: ['edit-window-over', 'comment-refused', 'comment-not-found'],
  })
  @Patch()
  async edit(
    @Param('id') id: string,
    @Body({ schema: EditCommentSchema }) { body }: z.infer<typeof EditCommentSchema>,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<Comment> {
    return this.comments.edit(await this.comments.find(id, principal), principal, body);
  }

  @Operation({
    id: 'deleteComment',
    tag: 'Comments',
    summary: 'Deletes a comment; its author or the operator. With replies it stays as a tombstone.',
    access: 'reader-or-operator',
    limit: 'edit',
    answer: { status: 204 },
    problems: ['comment-not-found'],
  })
  @Delete()
  async delete(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    await this.comments.delete(await this.comments.find(id, principal), principal);
  }

  @Operation({
    id: 'putCommentReaction',
    tag: 'Comments',
    summary: 'Adds a reaction to a comment. Idempotent.',
    access: 'reader',
    limit: 'reaction',
    answer: { status: 200, schema: CommentReactionAnswerSchema },
    problems: ['invalid-request', 'comment-not-found'],
  })
  @Put('reactions/:kind')
  react(@Param('id') id: string, @Param('kind') kind: string, @CurrentReader() principal: ReaderPrincipal) {
    return this.setReaction(id, { kind, principal, wanted: true });
  }

  @Operation({
    id: 'deleteCommentReaction',
    tag: 'Comments',
    summary: 'Removes a reaction. Idempotent.',
    access: 'reader',
    limit: 'reaction',
    answer: { status: 200, schema: CommentReactionAnswerSchema },
    problems: ['invalid-request', 'comment-not-found'],
  })
  @Delete('reactions/:kind')
  unreact(@Param('id') id: string, @Param('kind') kind: string, @CurrentReader() principal: ReaderPrincipal) {
    return this.setReaction(id, { kind, principal, wanted: false });
  }

  private async setReaction(
    id: string,
    options: { kind: string; principal: ReaderPrincipal; wanted: boolean },
  ): Promise<CommentReactionAnswer> {
    const row = await this.comments.findPublished(id, options.principal);
    return this.reactions.onComment(row, { ...options, site: await this.sites.get(row.siteId) });
  }
}

/** What says something of its reader is for nobody else. */
const cacheControlOf = (principal: Principal) => (principal.kind === 'anonymous' ? 'no-cache' : 'private, no-cache');

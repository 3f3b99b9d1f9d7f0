import {
  type Comment,
  type CommentReactionAnswer,
  EditCommentSchema,
  ReplyListQuerySchema,
} from '@afterword/contracts';
import { Limited, sendJson } from '@afterword/platform';
import type { Principal, ReaderPrincipal } from '@afterword/platform';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Put, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { setOwner } from '../cors';
import { ReactionsService } from '../reactions';
import { CurrentReader, ReaderGuard, ReaderOrOperatorGuard, Viewer, ViewerGuard } from '../readers';
import { SitesService } from '../sites';
import { CommentsService } from './comments.service';

@Controller('v1/comments/:id')
export class CommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly reactions: ReactionsService,
    private readonly sites: SitesService,
  ) {}

  @Limited('read')
  @Get()
  @UseGuards(ViewerGuard)
  async read(
    @Param('id') id: string,
    @Viewer() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.find(id, principal);
    setOwner(request, row.siteId);
    await sendJson(
      request,
      reply,
      await this.comments.read(row, principal),
      principal.kind === 'reader' ? 'private, no-cache' : 'no-cache',
    );
  }

  @Limited('read')
  @Get('replies')
  @UseGuards(ViewerGuard)
  async replies(
    @Param('id') id: string,
    @Query({ schema: ReplyListQuerySchema }) query: z.infer<typeof ReplyListQuerySchema>,
    @Viewer() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.find(id, principal);
    setOwner(request, row.siteId);
    const list = await this.comments.replies(row, { ...query, principal });
    await sendJson(request, reply, list, principal.kind === 'reader' ? 'private, no-cache' : 'no-cache');
  }

  /** The comment with what it replies to: what a permalink shows. */
  @Limited('read')
  @Get('context')
  @UseGuards(ViewerGuard)
  async context(
    @Param('id') id: string,
    @Viewer() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.find(id, principal);
    setOwner(request, row.siteId);
    const context = await this.comments.context(row, principal);
    await sendJson(request, reply, context, principal.kind === 'reader' ? 'private, no-cache' : 'no-cache');
  }

  @Limited('edit')
  @Patch()
  @UseGuards(ReaderGuard)
  async edit(
    @Param('id') id: string,
    @Body({ schema: EditCommentSchema }) { body }: z.infer<typeof EditCommentSchema>,
    @CurrentReader() principal: ReaderPrincipal,
  ): Promise<Comment> {
    return this.comments.edit(await this.comments.find(id, principal), principal, body);
  }

  @Limited('edit')
  @Delete()
  @HttpCode(204)
  @UseGuards(ReaderOrOperatorGuard)
  async delete(@Param('id') id: string, @Viewer() principal: Principal): Promise<void> {
    await this.comments.delete(await this.comments.find(id, principal), principal);
  }

  @Limited('reaction')
  @Put('reactions/:kind')
  @UseGuards(ReaderGuard)
  react(@Param('id') id: string, @Param('kind') kind: string, @CurrentReader() principal: ReaderPrincipal) {
    return this.setReaction(id, { kind, principal, wanted: true });
  }

  @Limited('reaction')
  @Delete('reactions/:kind')
  @UseGuards(ReaderGuard)
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

import {
  type Comment,
  type CommentReactionAnswer,
  EditCommentSchema,
  ReplyListQuerySchema,
} from '@afterword/contracts';
import { Limited, sendJson } from '@afterword/platform';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Put, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { setOwner } from '../cors';
import { ReactionsService } from '../reactions';
import { CurrentReader, type Reader, ReaderGuard, ReaderOrOperatorGuard, Viewer, ViewerGuard } from '../readers';
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
    @Viewer() reader: Reader | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.find(id, reader);
    setOwner(request, row.siteId);
    await sendJson(request, reply, await this.comments.read(row, reader), reader ? 'private, no-cache' : 'no-cache');
  }

  @Limited('read')
  @Get('replies')
  @UseGuards(ViewerGuard)
  async replies(
    @Param('id') id: string,
    @Query({ schema: ReplyListQuerySchema }) query: z.infer<typeof ReplyListQuerySchema>,
    @Viewer() reader: Reader | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.find(id, reader);
    setOwner(request, row.siteId);
    const list = await this.comments.replies(row, { ...query, reader });
    await sendJson(request, reply, list, reader ? 'private, no-cache' : 'no-cache');
  }

  /** The comment with what it replies to: what a permalink shows. */
  @Limited('read')
  @Get('context')
  @UseGuards(ViewerGuard)
  async context(
    @Param('id') id: string,
    @Viewer() reader: Reader | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.find(id, reader);
    setOwner(request, row.siteId);
    const context = await this.comments.context(row, reader);
    await sendJson(request, reply, context, reader ? 'private, no-cache' : 'no-cache');
  }

  @Limited('edit')
  @Patch()
  @UseGuards(ReaderGuard)
  async edit(
    @Param('id') id: string,
    @Body({ schema: EditCommentSchema }) { body }: z.infer<typeof EditCommentSchema>,
    @CurrentReader() reader: Reader,
  ): Promise<Comment> {
    return this.comments.edit(await this.comments.find(id, reader), reader, body);
  }

  @Limited('edit')
  @Delete()
  @HttpCode(204)
  @UseGuards(ReaderOrOperatorGuard)
  async delete(@Param('id') id: string, @Viewer() reader: Reader | null): Promise<void> {
    await this.comments.delete(await this.comments.find(id, reader), reader);
  }

  @Limited('reaction')
  @Put('reactions/:kind')
  @UseGuards(ReaderGuard)
  react(@Param('id') id: string, @Param('kind') kind: string, @CurrentReader() reader: Reader) {
    return this.setReaction(id, { kind, reader, wanted: true });
  }

  @Limited('reaction')
  @Delete('reactions/:kind')
  @UseGuards(ReaderGuard)
  unreact(@Param('id') id: string, @Param('kind') kind: string, @CurrentReader() reader: Reader) {
    return this.setReaction(id, { kind, reader, wanted: false });
  }

  private async setReaction(
    id: string,
    options: { kind: string; reader: Reader; wanted: boolean },
  ): Promise<CommentReactionAnswer> {
    const row = await this.comments.findPublished(id, options.reader);
    return this.reactions.onComment(row, { ...options, site: await this.sites.get(row.siteId) });
  }
}

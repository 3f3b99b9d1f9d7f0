import { type CommentPreview, CommentPreviewSchema, PreviewCommentSchema } from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { SitesService } from '../sites';
import { CommentsService } from './comments.service';

@Controller('v1/sites/:site/preview')
export class PreviewController {
  constructor(
    private readonly comments: CommentsService,
    private readonly sites: SitesService,
  ) {}

  /** Nothing is stored, so whoever is about to become a guest may ask too. */
  @Operation({
    id: 'previewComment',
    tag: 'Comments',
    summary: 'Renders Markdown as a comment would show it. Nothing is stored.',
    access: 'anonymous',
    limit: 'preview',
    answer: { status: 200, schema: CommentPreviewSchema },
  })
  @Post()
  async preview(
    @Param('site') siteId: string,
    @Body({ schema: PreviewCommentSchema }) { body }: { body: string },
  ): Promise<CommentPreview> {
    return this.comments.preview(await this.sites.get(siteId), body);
  }
}

import { type CommentPreview, PreviewCommentSchema } from '@afterword/contracts';
import { Limited } from '@afterword/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { SitesService } from '../sites';
import { CommentsService } from './comments.service';

@Controller('v1/sites/:site/preview')
export class PreviewController {
  constructor(
    private readonly comments: CommentsService,
    private readonly sites: SitesService,
  ) {}

  /** Nothing is stored, so whoever is about to become a guest may ask too. */
  @Limited('preview')
  @Post()
  @HttpCode(200)
  async preview(
    @Param('site') siteId: string,
    @Body({ schema: PreviewCommentSchema }) { body }: { body: string },
  ): Promise<CommentPreview> {
    return this.comments.preview(await this.sites.get(siteId), body);
  }
}

import { type Comment, CommentSchema, type HighlightComment, HighlightCommentSchema } from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal } from '@afterword/platform';
import { Body, Controller, Param, Patch } from '@nestjs/common';
import { CommentsService } from './comments.service';

@Controller('v1/sites/:site/moderation/comments/:id')
export class HighlightsController {
  constructor(private readonly comments: CommentsService) {}

  @Operation({
    id: 'highlightComment',
    tag: 'Moderation',
    summary: 'Pins a comment, so that lists show it first, or features it above the thread; or takes that back.',
    access: 'moderator',
    answer: { status: 200, schema: CommentSchema },
    problems: ['comment-not-found', 'too-many-featured'],
  })
  @Patch()
  highlight(
    @Param('site') site: string,
    @Param('id') id: string,
    @Body({ schema: HighlightCommentSchema }) change: HighlightComment,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Comment> {
    return this.comments.highlight({ site, id }, change, principal);
  }
}

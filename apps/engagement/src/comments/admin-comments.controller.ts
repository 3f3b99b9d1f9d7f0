import { type Comment, CommentSchema, type ModerateComment, ModerateCommentSchema } from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal } from '@afterword/platform';
import { Body, Controller, Param, Patch } from '@nestjs/common';
import { CommentsService } from './comments.service';

@Controller('v1/admin/comments/:id')
export class AdminCommentsController {
  constructor(private readonly comments: CommentsService) {}

  @Operation({
    id: 'pinComment',
    tag: 'Operator',
    summary: 'Pins a comment, so that lists show it first; hides it (`removed`), or shows it again (`published`).',
    access: 'operator',
    answer: { status: 200, schema: CommentSchema },
    problems: ['comment-not-found'],
  })
  @Patch()
  async moderate(
    @Param('id') id: string,
    @Body({ schema: ModerateCommentSchema }) change: ModerateComment,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Comment> {
    return this.comments.moderate(id, change, principal);
  }
}

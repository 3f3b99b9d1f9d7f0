import { type Comment, CommentSchema, PinCommentSchema } from '@afterword/contracts';
import { OPERATOR, Operation } from '@afterword/platform';
import { Body, Controller, Param, Patch } from '@nestjs/common';
import { CommentsService } from './comments.service';

@Controller('v1/admin/comments/:id')
export class AdminCommentsController {
  constructor(private readonly comments: CommentsService) {}

  @Operation({
    id: 'pinComment',
    tag: 'Operator',
    summary: 'Lists show pinned comments first.',
    access: 'operator',
    answer: { status: 200, schema: CommentSchema },
    problems: ['comment-not-found'],
  })
  @Patch()
  async pin(
    @Param('id') id: string,
    @Body({ schema: PinCommentSchema }) { pinned }: { pinned: boolean },
  ): Promise<Comment> {
    return this.comments.pin(await this.comments.find(id, OPERATOR), pinned);
  }
}

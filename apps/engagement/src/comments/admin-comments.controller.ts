import { type Comment, PinCommentSchema } from '@afterword/contracts';
import { OPERATOR, OperatorGuard } from '@afterword/platform';
import { Body, Controller, Param, Patch, UseGuards } from '@nestjs/common';
import { CommentsService } from './comments.service';

@Controller('v1/admin/comments/:id')
@UseGuards(OperatorGuard)
export class AdminCommentsController {
  constructor(private readonly comments: CommentsService) {}

  @Patch()
  async pin(
    @Param('id') id: string,
    @Body({ schema: PinCommentSchema }) { pinned }: { pinned: boolean },
  ): Promise<Comment> {
    return this.comments.pin(await this.comments.find(id, OPERATOR), pinned, OPERATOR);
  }
}

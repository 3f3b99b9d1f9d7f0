import { DomainError, type Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { ModerationLog } from '../moderation-log';
import { CommentsRepository } from './comments.repository';

export interface PinCommentCommand extends OnePageCommand {
  commentId: string;
  pinned: boolean;
}

/** Lists show pinned comments first. @throws DomainError `comment-not-found` where it is not published any more */
@Injectable()
export class PinComment extends SingleWriter<PinCommentCommand, null> {
  readonly name = 'pin-comment';

  constructor(
    private readonly comments: CommentsRepository,
    private readonly log: ModerationLog,
  ) {
    super();
  }

  protected async change(tx: Pipeline, command: PinCommentCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId, commentId: id, pinned, principal } = command;
    const version = pageOf(command, pages).nextCommentsVersion;
    const before = await this.comments.find(id, tx);
    if (!(await this.comments.pin(tx, { siteId, id, pinned, version }))) throw new DomainError('comment-not-found');
    if (before && before.pinned !== pinned) {
      const action = pinned ? 'comment.pinned' : 'comment.unpinned';
      const subject = { reader: before.readerId };
      await this.log.record(tx, [{ siteId, action, by: principal, comment: id, page: pageId, subject }]);
    }
    return { answer: null, changed: [{ pageId, comments: true }] };
  }
}

import { DomainError, type Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type LockedPages, type OnePageCommand, type PageWrite, SingleWriter } from '../page-writes';
import type { TRANSITIONS } from './comment-status';
import { CommentStatuses } from './comment-statuses';

export interface ChangeCommentStatusCommand extends OnePageCommand {
  commentId: string;
  cause: keyof typeof TRANSITIONS;
}

/** Deletes, hides or shows a comment. @throws DomainError `comment-not-found` where its status does not allow that */
@Injectable()
export class ChangeCommentStatus extends SingleWriter<ChangeCommentStatusCommand, null> {
  readonly name = 'change-comment-status';

  constructor(private readonly statuses: CommentStatuses) {
    super();
  }

  protected async change(
    tx: Pipeline,
    { siteId, pageId, principal, commentId, cause }: ChangeCommentStatusCommand,
    pages: LockedPages,
  ): Promise<PageWrite<null>> {
    const comment = { siteId, pageId, id: commentId };
    const { ids, ...effects } = await this.statuses.change(tx, [comment], { cause, by: principal, pages });
    if (ids.size === 0) throw new DomainError('comment-not-found');
    return { answer: null, ...effects };
  }
}

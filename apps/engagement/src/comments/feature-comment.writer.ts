import { LIMITS } from '@afterword/contracts';
import { DomainError, type Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { ModerationLog } from '../moderation-log';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { CommentsRepository } from './comments.repository';

export interface FeatureCommentCommand extends OnePageCommand {
  commentId: string;
  featured: boolean;
}

/**
 * A page shows its featured comments above its thread. Idempotent.
 * @throws DomainError `comment-not-found` where it is not published any more, `too-many-featured`
 */
@Injectable()
export class FeatureComment extends SingleWriter<FeatureCommentCommand, null> {
  readonly name = 'feature-comment';

  constructor(
    private readonly comments: CommentsRepository,
    private readonly log: ModerationLog,
  ) {
    super();
  }

  protected async change(tx: Pipeline, command: FeatureCommentCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId, commentId: id, featured, principal: by } = command;
    const version = pageOf(command, pages).nextCommentsVersion;
    const count = await this.comments.feature(tx, { siteId, pageId, id, featured, version });
    if (count === null) throw new DomainError('comment-not-found');
    if (featured && count > LIMITS.featuredComments) throw new DomainError('too-many-featured');
    const action = featured ? 'comment.featured' : 'comment.unfeatured';
    await this.log.record(tx, [{ siteId, action, by, comment: id, page: pageId }]);
    return { answer: null, changed: [{ pageId, comments: true }] };
  }
}

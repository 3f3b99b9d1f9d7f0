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
    const change = await this.comments.feature(tx, { siteId, pageId, id, featured, version });
    if (change === null) throw new DomainError('comment-not-found');
    if (featured && change.count > LIMITS.featuredComments) throw new DomainError('too-many-featured');
    if (change.wasFeatured !== featured) {
      const action = featured ? 'comment.featured' : 'comment.unfeatured';
      const subject = { reader: change.readerId };
      await this.log.record(tx, [{ siteId, action, by, comment: id, page: pageId, subject }]);
    }
    return { answer: null, changed: [{ pageId, comments: true }] };
  }
}

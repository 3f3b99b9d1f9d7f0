import { DomainError, type Pipeline, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { CommentsRepository } from './comments.repository';

export interface EditCommentCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  commentId: string;
  body: string;
  html: string;
}

/** Replaces the text of a comment. @throws DomainError `page-closed`, `comment-not-found` where it is not published any more */
@Injectable()
export class EditComment extends SingleWriter<EditCommentCommand, null> {
  readonly name = 'edit-comment';

  constructor(private readonly comments: CommentsRepository) {
    super();
  }

  protected async change(tx: Pipeline, command: EditCommentCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId, principal, commentId: id, body, html } = command;
    const { closedToComments, nextCommentsVersion: version } = pageOf(command, pages);
    if (closedToComments) throw new DomainError('page-closed');
    const edited = await this.comments.edit(tx, { siteId, id, body, html, editedAt: new Date(), version });
    if (!edited) throw new DomainError('comment-not-found');
    const actorId = principal.reader.id;
    return {
      answer: null,
      changed: [{ pageId, comments: true }],
      events: [{ type: 'comment.edited', siteId, pageId, subjectId: id, actorId, payload: {} }],
    };
  }
}

import type { Verdict } from '@afterword/contracts';
import { DomainError, type Pipeline, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { NewEvent } from '../event-log';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { CommentStatuses } from './comment-statuses';
import { CommentsRepository } from './comments.repository';

export interface EditCommentCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  commentId: string;
  body: string;
  html: string;
  /** Why a moderator reads the new text first; null where it is published at once. */
  held: readonly Verdict[] | null;
}

/**
 * Replaces the text of a comment, published or held. A published one whose new text moderation holds is hidden until a moderator
 * has read it. @throws DomainError `comment-not-found` where it is neither any more
 */
@Injectable()
export class EditComment extends SingleWriter<EditCommentCommand, null> {
  readonly name = 'edit-comment';

  constructor(
    private readonly comments: CommentsRepository,
    private readonly statuses: CommentStatuses,
  ) {
    super();
  }

  protected async change(tx: Pipeline, command: EditCommentCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId, principal, commentId: id, body, html, held } = command;
    const version = pageOf(command, pages).nextCommentsVersion;
    const verdicts = held && [...held];
    const text = { siteId, id, body, html, editedAt: new Date(), version, verdicts };
    const status = await this.comments.edit(tx, text);
    if (status === null) throw new DomainError('comment-not-found');
    const actorId = principal.reader.id;
    const edited: NewEvent = { type: 'comment.edited', siteId, pageId, subjectId: id, actorId, payload: {} };
    if (status !== 'published') return { answer: null, events: [edited] };
    if (!held) return { answer: null, changed: [{ pageId, comments: true }], events: [edited] };
    const hidden = await this.statuses.change(tx, [{ siteId, pageId, id }], {
      cause: 'edit-held',
      by: principal,
      pages,
    });
    const { counters, changed, events } = hidden;
    return { answer: null, counters, changed, events: [edited, ...events] };
  }
}

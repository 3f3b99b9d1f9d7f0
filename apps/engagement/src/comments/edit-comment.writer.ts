import type { PageMode, Verdict } from '@afterword/contracts';
import { DomainError, type Pipeline, type ReaderPrincipal, type ReaderRestriction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { NewEvent } from '../event-log';
import {
  type LockedPages,
  type OnePageCommand,
  PageGoneError,
  pageOf,
  type PageWrite,
  SingleWriter,
} from '../page-writes';
import { CommentStatuses } from './comment-statuses';
import { CommentsRepository } from './comments.repository';
import { MentionsService } from './mentions.service';
import { heldBy } from './post-comments.writer';

export interface EditCommentCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  commentId: string;
  body: string;
  html: string;
  /** The readers whom the text mentions; null where neither it nor the one before mentions anybody. */
  mentioned: readonly string[] | null;
  /** The page's mode when the text was judged: nothing is stored where it is not so any more. */
  mode: PageMode | null;
  /** Why a moderator reads the new text first; null where it is published at once. */
  held: readonly Verdict[] | null;
}

/**
 * Replaces the text of a comment, published or held. A published one whose new text moderation holds is hidden until a moderator
 * has read it, and one of a muted reader is for that reader only from then on. @throws DomainError `page-closed`, `comment-not-found` where it is neither any more,
 * PageGoneError where the page is moderated otherwise than when the text was judged
 */
@Injectable()
export class EditComment extends SingleWriter<EditCommentCommand, null> {
  readonly name = 'edit-comment';

  constructor(
    private readonly comments: CommentsRepository,
    private readonly statuses: CommentStatuses,
    private readonly mentions: MentionsService,
  ) {
    super();
  }

  protected async change(
    tx: Pipeline,
    command: EditCommentCommand,
    pages: LockedPages,
    restriction: ReaderRestriction | null,
  ): Promise<PageWrite<null>> {
    const { siteId, pageId, principal, commentId: id, body, html, mentioned } = command;
    const held = heldBy(command.held, restriction);
    const { closedToComments, mode, nextCommentsVersion: version } = pageOf(command, pages);
    if (closedToComments) throw new DomainError('page-closed');
    if (mode !== command.mode) throw new PageGoneError();
    const verdicts = held && [...held];
    const text = { siteId, id, body, html, editedAt: new Date(), version, verdicts };
    const status = await this.comments.edit(tx, text);
    if (status === null) throw new DomainError('comment-not-found');
    if (mentioned) await this.mentions.replace(tx, { siteId, commentId: id, mentioned });
    const actorId = principal.reader.id;
    const edited: NewEvent = { type: 'comment.edited', siteId, pageId, subjectId: id, actorId, payload: {} };
    const cause = held ? 'edit-held' : restriction?.kind === 'mute' ? 'edit-muted' : null;
    if (status === 'pending' || (status === 'muted' && !held)) return { answer: null, events: [edited] };
    if (!cause) return { answer: null, changed: [{ pageId, comments: true }], events: [edited] };
    const hidden = await this.statuses.change(tx, [{ siteId, pageId, id }], { cause, by: principal, pages });
    const { counters, changed, events } = hidden;
    return { answer: null, counters, changed, events: [edited, ...events] };
  }
}

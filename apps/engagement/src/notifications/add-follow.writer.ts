import { LIMITS } from '@afterword/contracts';
import { DomainError, type Pipeline, type ReaderPrincipal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type OnePageCommand, type PageWrite, SingleWriter } from '../page-writes';
import { ADD_FOLLOW } from './follows.sql';

export interface FollowCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  /** The comment that is followed with its replies; null for the page. */
  commentId: string | null;
}

/** A reader follows a page or a comment. Idempotent. @throws DomainError `too-many-follows` */
@Injectable()
export class AddFollow extends SingleWriter<FollowCommand, null> {
  readonly name = 'add-follow';

  protected async change(tx: Pipeline, command: FollowCommand): Promise<PageWrite<null>> {
    const { siteId, pageId, newKey = null, principal, commentId } = command;
    const values = [siteId, principal.reader.id, commentId ?? pageId, commentId !== null, LIMITS.follows];
    if ((await rowsOf(tx, ADD_FOLLOW, values)).length === 0) throw new DomainError('too-many-follows');
    // A page that comes into being with it; nothing changes of one that is there.
    return newKey === null ? { answer: null } : { answer: null, changed: [{ pageId }] };
  }
}

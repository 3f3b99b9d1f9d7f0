import type { PageAuthor } from '@afterword/contracts';
import { execute, type Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { NewEvent } from '../event-log';
import { ModerationLog } from '../moderation-log';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { PageAuthorsRepository } from './page-authors.repository';
import { CLOSE_PAGE, SAY_WHY_CLOSED } from './pages.sql';

export interface ModeratePageCommand extends OnePageCommand {
  /** Undefined: stays as it is. */
  closed: boolean | undefined;
  /** Why it is closed, for its readers; undefined: stays as it is. */
  reason?: string | null;
  authors: readonly PageAuthor[] | undefined;
}

/** Closes or opens a page, and says whose it is. */
@Injectable()
export class ModeratePage extends SingleWriter<ModeratePageCommand, null> {
  readonly name = 'moderate-page';

  constructor(
    private readonly authors: PageAuthorsRepository,
    private readonly log: ModerationLog,
  ) {
    super();
  }

  protected async change(tx: Pipeline, command: ModeratePageCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId, principal, closed, reason, authors } = command;
    const page = pageOf(command, pages);
    if (authors) await this.authors.replace(tx, { siteId, pageId, key: page.key }, authors);
    if (closed === undefined) return { answer: null, changed: [{ pageId }] };
    if (closed === page.closed) {
      if (reason === undefined || !closed) return { answer: null, changed: [{ pageId }] };
      await execute(tx, SAY_WHY_CLOSED, [siteId, pageId, reason]);
      return { answer: null, changed: [{ pageId, comments: true }] };
    }
    await execute(tx, CLOSE_PAGE, [siteId, pageId, closed, reason ?? null]);
    await this.log.record(tx, [
      { siteId, action: closed ? 'page.closed' : 'page.opened', by: principal, page: pageId },
    ]);
    const event: NewEvent = {
      type: closed ? 'page.closed' : 'page.opened',
      siteId,
      pageId,
      subjectId: pageId,
      actorId: null,
      payload: {},
    };
    // The snapshot says whether the thread is closed.
    return { answer: null, changed: [{ pageId, comments: true }], events: [event] };
  }
}

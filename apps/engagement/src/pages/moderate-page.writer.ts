import type { PageAuthor, PageMode } from '@afterword/contracts';
import { execute, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { NewEvent } from '../event-log';
import { ModerationLog, settingsChanges } from '../moderation-log';
import {
  type LockedPage,
  type LockedPages,
  type OnePageCommand,
  type PageChanged,
  pageOf,
  type PageWrite,
  SingleWriter,
} from '../page-writes';
import { PageAuthorsRepository } from './page-authors.repository';
import { PagesRepository } from './pages.repository';
import { CLOSE_PAGE, DESCRIBE_PAGE, SAY_WHY_CLOSED, SET_PAGE_MODE } from './pages.sql';

export interface ModeratePageCommand extends OnePageCommand {
  /** Undefined: stays as it is. */
  closed: boolean | undefined;
  /** Why it is closed, for its readers; undefined: stays as it is. */
  reason?: string | null;
  authors: readonly PageAuthor[] | undefined;
  mode: PageMode | null | undefined;
  slowSeconds: number | null | undefined;
  /** Null: stays as it is. */
  url: string | null;
  title: string | null;
}

/** Closes or opens a page, says how it is moderated, where it is and what it is called, and whose it is. */
@Injectable()
export class ModeratePage extends SingleWriter<ModeratePageCommand, null> {
  readonly name = 'moderate-page';

  constructor(
    private readonly authors: PageAuthorsRepository,
    private readonly pages: PagesRepository,
    private readonly log: ModerationLog,
  ) {
    super();
  }

  protected async change(tx: Pipeline, command: ModeratePageCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { pageId } = command;
    const page = pageOf(command, pages);
    const hasOtherAuthors = await this.setAuthors(tx, command, page);
    await this.describe(tx, command, page);
    const changed = await this.setMode(tx, command, page);
    const events = await this.close(tx, command, page);
    const saysWhy = await this.sayWhy(tx, command, page);
    // The snapshot says whether the thread is closed, and who of it are the authors.
    const comments = events.length > 0 || saysWhy || hasOtherAuthors;
    return { answer: null, changed: [{ pageId, comments }, ...changed], events };
  }

  /** The log says how many authors came and went: it names no person. @returns whether they are others now */
  private async setAuthors(tx: Pipeline, command: ModeratePageCommand, page: LockedPage): Promise<boolean> {
    const { siteId, pageId, principal, authors } = command;
    if (!authors) return false;
    const before = (await this.authors.of(siteId, pageId, tx)).map(nameOf);
    const after = authors.map(nameOf);
    await this.authors.replace(tx, { siteId, pageId, key: page.key }, authors);
    const [added, removed] = [countNew(before, after), countNew(after, before)];
    if (added + removed === 0) return false;
    const details = { authors: { added, removed } };
    await this.log.record(tx, [{ siteId, action: 'page.changed', by: principal, page: pageId, details }]);
    return true;
  }

  private async describe(tx: Pipeline, command: ModeratePageCommand, page: LockedPage): Promise<void> {
    const { siteId, pageId, principal, url, title } = command;
    const details = settingsChanges({ ...page }, { url: url ?? page.url, title: title ?? page.title });
    if (!details) return;
    await execute(tx, DESCRIBE_PAGE, [siteId, pageId, url, title]);
    await this.log.record(tx, [{ siteId, action: 'page.changed', by: principal, page: pageId, details }]);
  }

  /** @returns the keys under which others know how the page is moderated */
  private async setMode(tx: Pipeline, command: ModeratePageCommand, page: LockedPage): Promise<PageChanged[]> {
    const { siteId, pageId, principal, mode = page.mode, slowSeconds = page.slowSeconds } = command;
    const details = settingsChanges({ ...page }, { mode, slowSeconds });
    if (!details) return [];
    await execute(tx, SET_PAGE_MODE, [siteId, pageId, mode, slowSeconds]);
    await this.log.record(tx, [{ siteId, action: 'page.changed', by: principal, page: pageId, details }]);
    const keys = await this.pages.keysOf(siteId, pageId, tx);
    return keys.map((key) => ({ pageId, key }));
  }

  private async close(tx: Pipeline, command: ModeratePageCommand, page: LockedPage): Promise<NewEvent[]> {
    const { siteId, pageId, principal, closed = page.closed, reason = null } = command;
    if (closed === page.closed) return [];
    await execute(tx, CLOSE_PAGE, [siteId, pageId, closed, reason]);
    const type = closed ? 'page.closed' : 'page.opened';
    const details = closed && reason !== null ? { reason } : undefined;
    await this.log.record(tx, [{ siteId, action: type, by: principal, page: pageId, details }]);
    return [{ type, siteId, pageId, subjectId: pageId, actorId: null, payload: {} }];
  }

  /** Another reason for a page that is closed already. @returns whether readers see a change */
  private async sayWhy(tx: Pipeline, command: ModeratePageCommand, page: LockedPage): Promise<boolean> {
    const { siteId, pageId, principal, closed, reason } = command;
    if (!closed || !page.closed || reason === undefined) return false;
    const [before] = await rowsOf<{ reason: string | null }>(tx, SAY_WHY_CLOSED, [siteId, pageId, reason]);
    if (!before) return false;
    const details = { reason: { from: before.reason, to: reason } };
    await this.log.record(tx, [{ siteId, action: 'page.changed', by: principal, page: pageId, details }]);
    return true;
  }
}

const nameOf = (author: PageAuthor) => ('id' in author ? `id ${author.id}` : `sub ${author.sub}`);

/** How many there are that were not before. */
function countNew(before: readonly string[], after: readonly string[]): number {
  const known = new Set(before);
  return new Set(after.filter((name) => !known.has(name))).size;
}

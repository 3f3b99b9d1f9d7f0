import { isHttpUrl, normalisePageKey } from '@afterword/contracts';
import { DomainError, execute, type Pipeline, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { ModerationLog, settingsChanges } from '../moderation-log';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { DESCRIBE_PAGE } from './pages.sql';

export interface PageDescription {
  url?: string | undefined;
  title?: string | undefined;
}

export interface DescribePageCommand extends OnePageCommand {
  /** The key that the page was asked for by. */
  askedKey: string;
  description: PageDescription;
}

/** Roles that a site's single sign-on gives to its own people. */
const STAFF_ROLES: ReadonlySet<ReaderPrincipal['reader']['role']> = new Set(['staff', 'moderator']);

const OWN_ADDRESS = 'The key of this page is a URL: send that URL, or ask the staff of the site to set another one.';

/**
 * Says where a page is and what it is called. Staff and the operator always may; a reader, whose widget speaks for the host's page, where
 * nobody has. A page whose key is a URL is where its key says: a reader gives it no other address.
 */
@Injectable()
export class DescribePage extends SingleWriter<DescribePageCommand, null> {
  readonly name = 'describe-page';

  constructor(private readonly log: ModerationLog) {
    super();
  }

  protected async change(tx: Pipeline, command: DescribePageCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId, principal, description } = command;
    const { url = null, title = null } = description;
    const page = pageOf(command, pages);
    if (principal.kind === 'reader' && !STAFF_ROLES.has(principal.reader.role)) {
      if (url !== null && !isAddressOf(url, [page.key, command.askedKey])) {
        throw new DomainError('url-not-allowed', { detail: OWN_ADDRESS });
      }
      // Content's announcement and a reader's widget often say the same at the same time.
      const said = (given: string | null, known: string | null) => given !== null && known !== null && given !== known;
      if (said(url, page.url) || said(title, page.title)) throw new DomainError('page-described');
      const isNew = (url !== null && page.url === null) || (title !== null && page.title === null);
      if (!isNew) return { answer: null };
    }
    await execute(tx, DESCRIBE_PAGE, [siteId, pageId, url, title]);
    // What a widget says of a page that nobody has described is no decision, and programs describe pages as the operator or the service.
    const isPerson = principal.kind === 'reader' || principal.kind === 'staff';
    const known = {
      ...(page.url !== null && { url: url ?? page.url }),
      ...(page.title !== null && { title: title ?? page.title }),
    };
    const details = isPerson && settingsChanges({ ...page }, known);
    if (details) await this.log.record(tx, [{ siteId, action: 'page.changed', by: principal, page: pageId, details }]);
    return { answer: null, changed: [{ pageId }] };
  }
}

/** True where none of the keys is a URL: what is no address says nothing of where the page is. */
function isAddressOf(url: string, keys: readonly string[]): boolean {
  return !keys.some(isHttpUrl) || keys.includes(normalisePageKey(url));
}

import { DomainError, execute, type Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { DESCRIBE_PAGE } from './pages.sql';

export interface PageDescription {
  url?: string | undefined;
  title?: string | undefined;
}

export interface DescribePageCommand extends OnePageCommand {
  description: PageDescription;
}

/** Says where a page is and what it is called: a reader only where nobody has, the operator always. */
@Injectable()
export class DescribePage extends SingleWriter<DescribePageCommand, null> {
  readonly name = 'describe-page';

  protected async change(tx: Pipeline, command: DescribePageCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId, principal, description } = command;
    const { url = null, title = null } = description;
    const page = pageOf(command, pages);
    if (principal.kind === 'reader' && (page.url !== null || page.title !== null)) {
      // Content's announcement and a reader's widget often say the same at the same time.
      const isSame = page.url === (url ?? page.url) && page.title === (title ?? page.title);
      if (!isSame) throw new DomainError('page-described');
      return { answer: null };
    }
    await execute(tx, DESCRIBE_PAGE, [siteId, pageId, url, title]);
    return { answer: null, changed: [{ pageId }] };
  }
}

import type { Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { PageRecount } from './page-recount';

/** Sets what is shown of a page to what the facts say, counted while nobody writes below it. */
@Injectable()
export class RepairPage extends SingleWriter<OnePageCommand, null> {
  readonly name = 'repair-page';

  constructor(private readonly page: PageRecount) {
    super();
  }

  protected async change(tx: Pipeline, command: OnePageCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId } = command;
    await this.page.recount(tx, { siteId, id: pageId }, pageOf(command, pages).nextCommentsVersion);
    return { answer: null, changed: [{ pageId, counters: true, comments: true }] };
  }
}

import type { Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentsRepository } from '../comments';
import { type LockedPages, type OnePageCommand, pageOf, type PageWrite, SingleWriter } from '../page-writes';
import { ReconciliationRepository } from './reconciliation.repository';

/** Sets what is shown of a page to what the facts say, counted while nobody writes below it. */
@Injectable()
export class RepairPage extends SingleWriter<OnePageCommand, null> {
  readonly name = 'repair-page';

  constructor(
    private readonly repository: ReconciliationRepository,
    private readonly comments: CommentsRepository,
  ) {
    super();
  }

  protected async change(tx: Pipeline, command: OnePageCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, pageId } = command;
    const page = [{ siteId, id: pageId }];
    const counters = await this.repository.driftedCounters(page, tx);
    await this.repository.setCounters(tx, siteId, counters);
    const changed = new Set(counters.map(({ targetId }) => targetId).filter((id) => id !== pageId));
    // A reply count decides whether its tombstone is listed, which its parent counts: upwards, until nothing differs.
    for (;;) {
      const comments = await this.repository.driftedComments(page, tx);
      if (comments.length === 0) break;
      await this.repository.setComments(tx, siteId, comments);
      for (const { id } of comments) changed.add(id);
    }
    const version = pageOf(command, pages).nextCommentsVersion;
    await this.comments.markChanged(
      tx,
      [...changed].map((id) => ({ siteId, id, version })),
    );
    return { answer: null, changed: [{ pageId, counters: true, comments: true }] };
  }
}

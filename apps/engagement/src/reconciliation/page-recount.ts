import type { Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentsRepository } from '../comments';
import { type PageRef, ReconciliationRepository } from './reconciliation.repository';

/** Sets what is shown of a page to what the facts say. */
@Injectable()
export class PageRecount {
  constructor(
    private readonly repository: ReconciliationRepository,
    private readonly comments: CommentsRepository,
  ) {}

  /**
   * The caller holds the page.
   * @param version of the page's comments, from which readers see what differs
   */
  async recount(tx: Pipeline, { siteId, id: pageId }: PageRef, version: number): Promise<void> {
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
    await this.comments.markChanged(
      tx,
      [...changed].map((id) => ({ siteId, id, version })),
    );
  }
}

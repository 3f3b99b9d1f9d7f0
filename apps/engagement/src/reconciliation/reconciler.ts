import { counter, type RelayLoop, RelayLoops } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { PageStates } from './page-states';
import { BEFORE_ALL, type PageRef } from './reconciliation.repository';
import { ReconciliationService } from './reconciliation.service';

/** Pages in a batch, and the pause after it: 12,000 pages an hour. */
const PAGES = 50;
const PAUSE_MS = 15_000;

/** How often unchanged pages are announced to content again. Milliseconds. */
const ANNOUNCE_EVERY_MS = 6 * 3_600_000;

/**
 * Compares all pages with the facts, slowly and continuously, and repairs what differs. Every worker does so by itself: a repair
 * counts again under the page's lock, so concurrent repairs are harmless.
 *
 * Some of its passes also announce each page and site to content again, for what was lost: by a queue that failed over, by a job that used
 * up its attempts, by a restored backup of content's database.
 */
@Injectable()
export class Reconciler {
  private readonly logger = new Logger('Reconciler');
  private readonly looked = counter(
    'afterword_reconciled_pages_total',
    'Pages whose counters were compared with the facts',
  );
  /** Ticks in worker processes. */
  readonly loop: RelayLoop;
  private after: PageRef = BEFORE_ALL;
  /** Whether this pass announces pages, too. */
  private announcing = true;
  private announcedAt = 0;

  constructor(
    private readonly reconciliation: ReconciliationService,
    private readonly states: PageStates,
    loops: RelayLoops,
  ) {
    this.loop = loops.create({ name: 'Reconciler', tick: () => this.tick(), idleMs: PAUSE_MS });
  }

  /** @returns 0: the next batch can always wait */
  async tick(): Promise<number> {
    const { next, pages, drifts } = await this.reconciliation.batch({ after: this.after, limit: PAGES, fix: true });
    this.looked.inc(pages.length);
    for (const { page, counters, comments, repaired } of drifts) {
      this.logger.error({ site: page.siteId, page: page.key, counters, comments, repaired }, 'Counter drift detected');
    }
    if (this.announcing) await this.states.announceAgain(pages);
    // Only now: a batch that could not be announced is repeated.
    this.after = next ?? BEFORE_ALL;
    if (!next) await this.endPass();
    return 0;
  }

  private async endPass(): Promise<void> {
    if (this.announcing) {
      await this.states.announceSitesAgain();
      this.announcedAt = performance.now();
    }
    this.announcing = performance.now() - this.announcedAt >= ANNOUNCE_EVERY_MS;
  }
}

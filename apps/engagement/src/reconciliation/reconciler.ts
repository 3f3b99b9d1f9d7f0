import { counter, RelayLoop } from '@afterword/platform';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { BEFORE_ALL, type PageRef } from './reconciliation.repository';
import { ReconciliationService } from './reconciliation.service';

/** Pages that are looked at in one go, and the pause after it: 12,000 pages an hour, for a few milliseconds of each pause. */
const PAGES = 50;
const PAUSE_MS = 15_000;

/**
 * Walks all pages, slowly and for ever, and mends what it finds. Every replica walks by itself: mending is counted anew under
 * the page's lock, so two of them do no harm, and no message has to arrive for it.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Reconciler');
  private readonly looked = counter(
    'afterword_reconciled_pages_total',
    'Pages whose counters were compared with the facts',
  );
  private readonly loop = new RelayLoop({ name: 'Reconciler', tick: () => this.tick(), idleMs: PAUSE_MS });
  private after: PageRef = BEFORE_ALL;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly reconciliation: ReconciliationService,
  ) {}

  onApplicationBootstrap(): void {
    // The command line does this when it is asked to.
    if (this.http.httpAdapter) this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** @returns 0: there is no hurry, whatever was found */
  async tick(): Promise<number> {
    const { next, pages, drifts } = await this.reconciliation.stretch({ after: this.after, limit: PAGES, fix: true });
    this.after = next ?? BEFORE_ALL;
    this.looked.inc(pages);
    for (const { page, counters, comments, mended } of drifts) {
      this.logger.error(
        { site: page.siteId, page: page.key, counters, comments, mended },
        'What is shown was not what was done',
      );
    }
    return 0;
  }
}

import { CONFIG, counter, RelayLoop, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { PageStates } from './page-states';
import { BEFORE_ALL, type PageRef } from './reconciliation.repository';
import { ReconciliationService } from './reconciliation.service';

/** Pages that are looked at in one go, and the pause after it: 12,000 pages an hour, for a few milliseconds of each pause. */
const PAGES = 50;
const PAUSE_MS = 15_000;

/** How often content is told of pages that nothing happens on. Milliseconds. */
const TELL_EVERY_MS = 6 * 3_600_000;

/**
 * Walks all pages, slowly and for ever, and mends what it finds. Every replica walks by itself: mending is counted anew under
 * the page's lock, so two of them do no harm, and no message has to arrive for it.
 *
 * Some of its walks tell content what it should hold of each page, for what was lost on the way or after it: by a queue that
 * failed over, by a job that used up its tries, by a backup of content's database that was put back.
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
  /** Whether this walk tells content, too. */
  private telling = true;
  private toldAt = 0;

  constructor(
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly reconciliation: ReconciliationService,
    private readonly states: PageStates,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.roles.has('worker')) this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** @returns 0: there is no hurry, whatever was found */
  async tick(): Promise<number> {
    const { next, pages, drifts } = await this.reconciliation.stretch({ after: this.after, limit: PAGES, fix: true });
    this.looked.inc(pages.length);
    for (const { page, counters, comments, mended } of drifts) {
      this.logger.error(
        { site: page.siteId, page: page.key, counters, comments, mended },
        'What is shown was not what was done',
      );
    }
    if (this.telling) await this.states.announceAgain(pages);
    // Only now: what could not be told is looked at once more.
    this.after = next ?? BEFORE_ALL;
    if (!next) this.endWalk();
    return 0;
  }

  private endWalk(): void {
    if (this.telling) this.toldAt = performance.now();
    this.telling = performance.now() - this.toldAt >= TELL_EVERY_MS;
  }
}

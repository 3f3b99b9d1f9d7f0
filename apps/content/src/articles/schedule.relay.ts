import { RelayLoop } from '@afterword/platform';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ArticlePublishing } from './article-publishing.service';

/** How late a scheduled article may appear. Milliseconds. */
const IDLE_MS = 500;

/**
 * Lets scheduled articles appear when their time has come. The database is asked, not a queue: an article appears with the
 * queue gone, after a restart, and once however many processes look.
 */
@Injectable()
export class ScheduleRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: RelayLoop;

  constructor(publishing: ArticlePublishing) {
    this.loop = new RelayLoop({ name: 'Schedule', tick: () => publishing.publishDue(), idleMs: IDLE_MS });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}

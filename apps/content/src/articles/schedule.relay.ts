import { RelayLoop } from '@afterword/platform';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ArticlePublishing } from './article-publishing.service';

/** How late a scheduled article may appear. Milliseconds. */
const IDLE_MS = 500;

/**
 * Publishes scheduled articles when their time has come. It polls the database, so that articles appear without the queue and
 * after a restart, and once, however many processes poll.
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

import { CONFIG, RelayLoop, type ServiceConfig } from '@afterword/platform';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ArticlesService } from '../articles';

/** How late a scheduled article may appear. Milliseconds. */
const IDLE_MS = 500;

/**
 * Lets scheduled articles appear when their time has come. The database is asked, not a queue: an article appears with the
 * queue gone, after a restart, and once however many processes look.
 */
@Injectable()
export class ScheduleRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: RelayLoop;

  constructor(
    articles: ArticlesService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    this.loop = new RelayLoop({ name: 'Schedule', tick: () => articles.publishDue(), idleMs: IDLE_MS });
  }

  onApplicationBootstrap(): void {
    if (this.config.roles.has('worker')) this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}

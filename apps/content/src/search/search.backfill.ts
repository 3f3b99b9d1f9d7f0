import { CONFIG, RelayLoop, type ServiceConfig } from '@afterword/platform';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ArticlesService } from '../articles';

const IDLE_MS = 3_600_000;

/** Puts into the index what was published before there was one. */
@Injectable()
export class SearchBackfill implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: RelayLoop;

  constructor(
    articles: ArticlesService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    this.loop = new RelayLoop({ name: 'Search', tick: () => articles.indexMissing(), idleMs: IDLE_MS });
  }

  onApplicationBootstrap(): void {
    if (this.config.roles.has('worker')) this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}

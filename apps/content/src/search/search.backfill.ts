import { RelayLoop } from '@afterword/platform';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ArticlesService } from '../articles';

const IDLE_MS = 3_600_000;

/** Puts into the index what was published before there was one. */
@Injectable()
export class SearchBackfill implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: RelayLoop;

  constructor(articles: ArticlesService) {
    this.loop = new RelayLoop({ name: 'Search', tick: () => articles.indexMissing(), idleMs: IDLE_MS });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}

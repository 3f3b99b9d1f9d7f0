import { RelayLoops } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { ArticlesService } from '../articles';

const IDLE_MS = 3_600_000;

/** Adds articles to the index that were published before it existed. */
@Injectable()
export class SearchBackfill {
  constructor(articles: ArticlesService, loops: RelayLoops) {
    loops.create({ name: 'Search', tick: () => articles.indexMissing(), idleMs: IDLE_MS });
  }
}

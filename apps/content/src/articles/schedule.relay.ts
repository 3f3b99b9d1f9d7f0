import { RelayLoops } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { ArticlePublishing } from './article-publishing.service';

/** How late a scheduled article may appear. Milliseconds. */
const IDLE_MS = 500;

/**
 * Publishes scheduled articles when their time has come. It polls the database, so that articles appear without the queue and
 * after a restart, and once, however many processes poll.
 */
@Injectable()
export class ScheduleRelay {
  constructor(publishing: ArticlePublishing, loops: RelayLoops) {
    loops.create({ name: 'Schedule', tick: () => publishing.publishDue(), idleMs: IDLE_MS, restMs: IDLE_MS });
  }
}

import { RelayLoops } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { ArticlesService } from '../articles';

/** How late a scheduled article may appear. Milliseconds. */
const IDLE_MS = 500;

/**
 * Publishes scheduled articles when their time has come. The database keeps the schedule, not a queue: an article appears with the
 * queue down, after a restart, and once however many processes look.
 */
@Injectable()
export class ScheduleRelay {
  constructor(articles: ArticlesService, loops: RelayLoops) {
    loops.create({ name: 'Schedule', tick: () => articles.publishDue(), idleMs: IDLE_MS });
  }
}

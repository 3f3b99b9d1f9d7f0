import { type RelayLoop, RelayLoops } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { ArticlePublishing } from './article-publishing.service';

/**
 * How late a scheduled article may appear. At rest (`RelayLoop`) that is so for one whose time another process has set to within two
 * seconds, and others appear on time. Milliseconds.
 */
const IDLE_MS = 500;

/** The time of an article is waited for when it comes before the next look of a loop at rest. Milliseconds. */
const SOON_MS = 3_000;

/**
 * Publishes scheduled articles when their time has come. It polls the database, so that articles appear without the queue and
 * after a restart, and once, however many processes poll.
 */
@Injectable()
export class ScheduleRelay {
  private readonly loop: RelayLoop;
  private alarm: NodeJS.Timeout | undefined;

  constructor(
    private readonly publishing: ArticlePublishing,
    loops: RelayLoops,
  ) {
    this.loop = loops.create({ name: 'Schedule', tick: () => this.tick(), idleMs: IDLE_MS });
  }

  /** @returns how many articles were published */
  private async tick(): Promise<number> {
    clearTimeout(this.alarm);
    const ms = await this.publishing.untilDue();
    if (ms === null || ms > SOON_MS) return 0;
    if (ms <= 0) return this.publishing.publishDue();
    this.alarm = setTimeout(() => this.loop.wake(), Math.ceil(ms)).unref();
    return 0;
  }
}

import { LIMITS } from '@afterword/contracts';
import { counter, execute, rowsOf } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Cleanup } from '@afterword/platform';
import { DELETE_EXPIRED_EVENTS, DELETE_EXPIRED_RECORDS } from './event-cleanup.sql';
import { EventConsumers } from './event-consumers';

const BATCH = 1_000;

/** A record that an event was handled stays for longer than the event, whose time begins earlier. Days. */
const RECORD_DAYS = LIMITS.eventDays + 1;

/**
 * Removes events after `LIMITS.eventDays`, whether every consumer has handled them or not: a consumer that is down for a month
 * must not fill the disk. What it missed by that is logged and counted.
 */
@Injectable()
export class EventCleanup {
  private readonly logger = new Logger('EventLog');
  private readonly missed = counter(
    'afterword_events_missed_total',
    'Events that were removed before a consumer had handled them',
    ['consumer'],
  );

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly consumers: EventConsumers,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'events', run: () => this.deleteEvents() });
    cleanup.add({
      name: 'handled-events',
      run: () => execute(this.dataSource, DELETE_EXPIRED_RECORDS, [RECORD_DAYS, BATCH]),
    });
  }

  private async deleteEvents(): Promise<number> {
    const names = this.consumers.all().map(({ name }) => name);
    const [row] = await rowsOf<{ removed: number; missed: Record<string, number> }>(
      this.dataSource,
      DELETE_EXPIRED_EVENTS,
      [LIMITS.eventDays, BATCH, names],
    );
    for (const [consumer, events] of Object.entries(row?.missed ?? {})) {
      this.missed.inc({ consumer }, events);
      this.logger.error(
        `Consumer ${consumer} has missed ${events} events: they were removed ${LIMITS.eventDays} days after they happened`,
      );
    }
    return row?.removed ?? 0;
  }
}

import { Cleanup, execute, jobId, type Relay, RelayLoops, Relays, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { OutboxEntity } from './outbox.entity';
import { DELETE_REPLACED, MARK_SENT, RESEND_OLD, UNSENT } from './outbox.sql';
import { resendAll } from './resend-all';

type Message = Pick<OutboxEntity, 'id' | 'name' | 'payload'>;

/** Key of the advisory lock of this relay. */
export const OUTBOX_LOCK = 7_227_311_004;

/** Messages in one tick. */
const BATCH = 200;
/** How late a message that another process wrote (the command line, for example) is seen. Milliseconds. */
const IDLE_MS = 250;
const HOUR_MS = 3_600_000;
/** How often engagement is told of an article that does not change. */
const RESEND_HOURS = 6;

/**
 * Sends the messages of the outbox to the queue `articles`, in order. Every few hours the newest message of each page is sent
 * again, in case it was lost on the way or afterwards.
 */
@Injectable()
export class OutboxRelay {
  private readonly relay: Relay<'articles', Message>;

  constructor(@InjectDataSource() dataSource: DataSource, relays: Relays, loops: RelayLoops, cleanup: Cleanup) {
    this.relay = relays.create<'articles', Message>({
      name: 'Outbox',
      queue: 'articles',
      lock: OUTBOX_LOCK,
      idleMs: IDLE_MS,
      unsent: (tx) => rowsOf(tx, UNSENT, [BATCH]),
      toJobs: (messages) => messages.map(({ name, payload }) => ({ name, data: payload, jobId: idOf(name, payload) })),
      markSent: (tx, messages) => execute(tx, MARK_SENT, [messages.map(({ id }) => id)]),
      resendAll: () => resendAll(dataSource),
    });
    loops.create({
      name: 'Outbox',
      tick: async () => {
        await execute(dataSource, RESEND_OLD, [RESEND_HOURS]);
        // What exceeds the statement's limit waits for the next tick.
        return 0;
      },
      idleMs: HOUR_MS,
    });
    cleanup.add({ name: 'outbox', run: () => execute(dataSource, DELETE_REPLACED), intervalMs: HOUR_MS });
  }

  /** @returns how many messages were sent */
  tick(): Promise<number> {
    return this.relay.tick();
  }
}

const idOf = (name: string, { site, page, version }: Message['payload']) => jobId(name, site, page, version);

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BACKENDS } from '@afterword/testing/backends';
import { openDatabase, prepareEventLog, startEventWorker } from '@afterword/testing/event-log';
import { poll } from '@afterword/testing/poll';
import { QueueProducer, type ServiceConfig } from '@afterword/platform';
import type { INestApplicationContext } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { queueOf } from './event-consumer';
import { EVENTS_PER_JOB, EventRelay, JOBS_PER_TICK, MAX_JOBS } from './event-relay';
import { EventReplay } from './event-replay';

const EVENTS = 100_000;

/** What may stay in memory while 100,000 events go by; all of them at once are several times as much. Bytes. */
const MAX_GROWTH = 16 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe.each(BACKENDS)('100,000 events on $backend', ({ redisUrl }) => {
  let config: ServiceConfig;
  let database: DataSource;
  let worker: INestApplicationContext | undefined;

  beforeAll(async () => {
    config = await prepareEventLog(redisUrl);
    database = await openDatabase(config);
  });
  afterAll(async () => {
    await worker?.close();
    await database.destroy();
  });

  it('are handled once each, with as little in memory and in the queue as a few', async () => {
    let start: () => void = () => undefined;
    const started = new Promise<void>((resolve) => (start = resolve));
    let handled = 0;
    await database.query(
      `insert into event (site_id, id, type, subject_id, payload)
       select 'demo', gen_random_uuid(), 'page.closed', gen_random_uuid(), '{}' from generate_series(1, $1::int)`,
      [EVENTS],
    );
    worker = await startEventWorker(config, [
      {
        name: 'many',
        startsAt: 'oldest',
        timeoutMs: 200_000,
        handle: async () => {
          await started;
          handled += 1;
        },
      },
    ]);
    const queue = worker.get(QueueProducer).queue(queueOf({ name: 'many' }));
    const open = async () => {
      const { waiting = 0, active = 0, delayed = 0, prioritized = 0 } = await queue.getJobCounts();
      return waiting + active + delayed + prioritized;
    };
    // While nothing is handled, the queue fills up to its limit, and the rest stays in the log.
    await poll(open, (jobs) => jobs >= MAX_JOBS);
    const relay = worker.get(EventRelay);
    for (let tick = 0; tick < 3; tick += 1) await relay.tick();
    const most = MAX_JOBS + JOBS_PER_TICK - 1;
    expect(await open()).toBeLessThanOrEqual(most);
    const [waiting] = await new EventReplay(database).positions();
    expect(waiting!.unread).toBeGreaterThanOrEqual(EVENTS - most * EVENTS_PER_JOB);

    const before = heapUsed();
    let growth = 0;
    let measuredAt = 0;
    let jobs = 0;
    start();
    await poll(
      async () => {
        jobs = Math.max(jobs, await open());
        // Collecting garbage takes long, with all that Jest has loaded.
        if (handled < measuredAt + EVENTS / 5) return handled;
        measuredAt = handled;
        growth = Math.max(growth, heapUsed() - before);
        return handled;
      },
      (count) => count >= EVENTS,
      { withinMs: 200_000 },
    );
    await poll(open, (left) => left === 0);
    expect(handled).toBe(EVENTS);
    expect(jobs).toBeLessThanOrEqual(most);
    expect(growth).toBeLessThan(MAX_GROWTH);
    const [position] = await new EventReplay(database).positions();
    expect(position).toMatchObject({ unread: 0, unhandled: 0 });
  }, 300_000);
});

import { LIMITS } from '@afterword/contracts';
import { addEvents, openDatabase, prepareEventLog, startEventWorker } from '@afterword/testing/event-log';
import { poll } from '@afterword/testing/poll';
import { metricsRegistry } from '@afterword/platform';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Cleanup } from '@afterword/platform';
import { EventCursors } from './event-cursors';
import type { EventConsumer } from './event-consumer';

describe('the cleanup of events', () => {
  let database: DataSource;
  let app: INestApplicationContext;
  const handle = () => Promise.resolve();
  const slow: EventConsumer = { name: 'slow', types: ['page.closed'], startsAt: 'oldest', handle };
  const fresh: EventConsumer = { name: 'fresh', handle };

  beforeAll(async () => {
    const config = await prepareEventLog();
    database = await openDatabase(config);
    // Not a worker: nothing is handled.
    app = await startEventWorker({ ...config, roles: new Set(['api']) }, [slow, fresh]);
    for (const consumer of [slow, fresh]) await app.get(EventCursors).register(consumer);
  });
  afterAll(async () => {
    await app.close();
    await database.destroy();
  });
  beforeEach(() => database.query('truncate event, event_handled'));

  const clean = () =>
    poll(
      () => app.get(Cleanup).tick(),
      (removed) => removed === 0,
    );
  const age = (hours: number) => `${LIMITS.eventDays * 24 + hours} hours`;
  const count = async (table: string) =>
    (await database.query<[{ rows: number }]>(`select count(*)::int as rows from ${table}`))[0].rows;

  it('removes them after their time, a thousand at a time, and not before', async () => {
    await addEvents(database, 2_500, { age: age(1), type: 'page.opened' });
    const young = await addEvents(database, 2, { age: age(-1) });
    expect(await app.get(Cleanup).tick()).toBe(1_000);
    await clean();
    const left = await database.query<{ id: string }[]>('select id from event order by position');
    expect(left.map(({ id }) => id)).toEqual(young);
  });

  it('says how many a consumer has missed by that: those that it wants and has not handled', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const ids = await addEvents(database, 5, { age: age(1) });
    await addEvents(database, 3, { age: age(1), type: 'page.opened' });
    await database.query(`insert into event_handled values ('slow', $1)`, [ids[0]]);
    await clean();
    const messages = error.mock.calls.map(([message]) => String(message));
    error.mockRestore();
    // The other one did not exist yet when they happened.
    expect(messages).toEqual(['Consumer slow has missed 4 events: they were removed 30 days after they happened']);
    expect(await metricsRegistry.metrics()).toContain('afterword_events_missed_total{consumer="slow"} 4');
  });

  it('removes the records of what was handled a day later, when no event of theirs is left', async () => {
    await database.query(
      `insert into event_handled (consumer, event_id, handled_at)
       select 'slow', gen_random_uuid(), now() - make_interval(hours => $1) from generate_series(1, 1500)`,
      [LIMITS.eventDays * 24 + 25],
    );
    await database.query(
      `insert into event_handled values ('slow', gen_random_uuid(), now() - make_interval(hours => $1))`,
      [LIMITS.eventDays * 24 + 23],
    );
    await clean();
    expect(await count('event_handled')).toBe(1);
  });
});

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BACKENDS } from '@afterword/testing/backends';
import { addEvents, openDatabase, pauseRelay, prepareEventLog, startEventWorker } from '@afterword/testing/event-log';
import { poll } from '@afterword/testing/poll';
import { execute, metricsRegistry, QueueProducer, type ServiceConfig, type Transaction } from '@afterword/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { EVENT_QUEUE_POLICY, type EventConsumer, type LoggedEvent, queueOf } from './event-consumer';
import { EventConsumers } from './event-consumers';
import { EventRelay } from './event-relay';
import { EventReplay } from './event-replay';

/** What a consumer does through its transaction: a row for each time that it was called, without a key that would hide a second one. */
const RECORD = `insert into handled_here (consumer, event_id) values ($1::text, $2::uuid)`;

/** Jobs of a killed process are taken again after this long. */
const policy = { lockMs: 1_000, backoff: { baseMs: 20, maxMs: 50 } };

const SETUP = join(__dirname, '../../../../tests/setup');

describe.each(BACKENDS)('event consumers on $backend', ({ redisUrl }) => {
  let config: ServiceConfig;
  let database: DataSource;
  const workers: INestApplicationContext[] = [];
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    config = await prepareEventLog(redisUrl);
    database = await openDatabase(config);
    await database.query('create table handled_here (consumer text, event_id uuid)');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const worker of workers.splice(0)) await worker.close();
    await database.query('truncate event, event_cursor, event_handled, handled_here');
  });
  afterAll(() => database.destroy());

  const start = async (...consumers: EventConsumer[]) => {
    const worker = await startEventWorker(config, consumers);
    workers.push(worker);
    return worker;
  };
  const record = (name: string) => async (tx: Transaction, event: LoggedEvent) => {
    await execute(tx, RECORD, [name, event.id]);
  };
  /** How often each event was handled. */
  const times = async (name: string): Promise<Record<string, number>> => {
    const rows = await database.query<{ id: string; times: number }[]>(
      'select event_id as id, count(*)::int as times from handled_here where consumer = $1 group by 1',
      [name],
    );
    return Object.fromEntries(rows.map(({ id, times }) => [id, times]));
  };
  const onceEach = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, 1]));
  const handledAll = (name: string, ids: readonly string[]) =>
    poll(
      async () => {
        const counts = await times(name);
        return ids.filter((id) => !(id in counts)).length;
      },
      (missing) => missing === 0,
    );
  const registered = (name: string) =>
    poll(
      () => database.query<unknown[]>('select 1 from event_cursor where consumer = $1', [name]),
      (rows) => rows.length === 1,
    );
  const jobs = (worker: INestApplicationContext, name: string) =>
    worker.get(QueueProducer).queue(queueOf({ name })).getJobCounts();

  it('get the events that they want, as they were recorded, each once', async () => {
    const events: LoggedEvent[] = [];
    const some: EventConsumer<'page.opened'> = {
      name: 'some',
      types: ['page.opened'],
      handle: async (tx, event) => {
        events.push(event);
        await record('some')(tx, event);
      },
    };
    await start({ name: 'all', handle: record('all') }, some);
    await Promise.all([registered('all'), registered('some')]);
    const unwanted = await addEvents(database, 3);
    const wanted = await addEvents(database, 2, { type: 'page.opened' });
    await Promise.all([handledAll('all', [...unwanted, ...wanted]), handledAll('some', wanted)]);
    expect(await times('all')).toEqual(onceEach([...unwanted, ...wanted]));
    expect(await times('some')).toEqual(onceEach(wanted));
    expect(events[0]).toEqual({
      id: wanted[0],
      type: 'page.opened',
      siteId: 'demo',
      pageId: null,
      subjectId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      actorId: null,
      payload: {},
      createdAt: expect.any(Date),
    });
  });

  it('do nothing twice when jobs come twice, at the same time', async () => {
    const worker = await start({ name: 'twice', handle: record('twice') });
    await registered('twice');
    const turn = await pauseRelay(database);
    const ids = await addEvents(database, 100);
    const events = await database.query<object[]>('select id, txid::text, position from event');
    await worker.get(QueueProducer).add(
      queueOf({ name: 'twice' }),
      EVENT_QUEUE_POLICY,
      ['one', 'two', 'three'].map((jobId) => ({ name: 'events', jobId, data: { schemaVersion: 1, events } })),
    );
    await poll(
      () => jobs(worker, 'twice'),
      ({ waiting = 0, active = 0, delayed = 0 }) => waiting + active + delayed === 0,
    );
    await turn.end();
    const [next] = await addEvents(database, 1);
    await handledAll('twice', [next!]);
    expect(await times('twice')).toEqual(onceEach([...ids, next!]));
  });

  it('do nothing about a job that is not at its place in the log any more', async () => {
    const worker = await start({ name: 'gone', handle: record('gone') });
    await registered('gone');
    const turn = await pauseRelay(database);
    const [id] = await addEvents(database, 1);
    const data = { schemaVersion: 1, events: [{ id, txid: '1', position: 1 }] };
    await worker
      .get(QueueProducer)
      .add(queueOf({ name: 'gone' }), EVENT_QUEUE_POLICY, [{ name: 'events', jobId: 'gone', data }]);
    await poll(
      () => jobs(worker, 'gone'),
      ({ waiting = 0, active = 0, delayed = 0 }) => waiting + active + delayed === 0,
    );
    expect(await times('gone')).toEqual({});
    // It comes again from where it is.
    await turn.end();
    await handledAll('gone', [id!]);
  });

  it('are given an event again that they failed with, and no other of the same job', async () => {
    let failures = 0;
    const failing = new Set<string>();
    const consumer: EventConsumer = {
      name: 'failing',
      policy,
      handle: async (tx, event) => {
        await record('failing')(tx, event);
        if (!failing.has(event.id)) return;
        failures += 1;
        if (failures < 4) throw new Error('Not yet');
      },
    };
    const worker = await start(consumer);
    await registered('failing');
    const turn = await pauseRelay(database);
    const ids = await addEvents(database, 20);
    failing.add(ids[7]!);
    await turn.end();
    await handledAll(
      'failing',
      ids.filter((id) => id !== ids[7]),
    );
    await handledAll('failing', ids);
    expect(await times('failing')).toEqual(onceEach(ids));
    expect(failures).toBe(4);
    await poll(
      () => jobs(worker, 'failing'),
      ({ active = 0, delayed = 0, failed = 0 }) => active + delayed + failed === 0,
    );
  });

  it('do not hold up the log when they hang', async () => {
    let hung = 0;
    const consumer: EventConsumer = {
      name: 'hanging',
      policy,
      timeoutMs: 300,
      handle: async (tx, event) => {
        await record('hanging')(tx, event);
        hung += 1;
        if (hung === 1) await new Promise(() => undefined);
      },
    };
    await start(consumer, { name: 'beside', handle: record('beside') });
    await Promise.all([registered('hanging'), registered('beside')]);
    const [first] = await addEvents(database, 1);
    await poll(
      () => hung,
      (times) => times > 0,
    );
    const [second] = await addEvents(database, 1);
    await handledAll('beside', [first!, second!]);
    await handledAll('hanging', [first!, second!]);
    expect(await times('hanging')).toEqual(onceEach([first!, second!]));
  });

  /** A worker as a process of its own, with a consumer `killed`. */
  async function startProcess(env: Record<string, string>) {
    const child = fork(join(SETUP, 'event-worker-process.ts'), {
      execArgv: ['--require', join(SETUP, 'typescript.cjs')],
      env: { ...process.env, DATABASE_URL: config.databaseUrl, REDIS_URL: redisUrl ?? '', ...env },
    });
    children.push(child);
    const messages: unknown[] = [];
    child.on('message', (message) => messages.push(message));
    const exited = once(child, 'exit');
    const heard = (message: string) =>
      poll(
        () => messages,
        (all) => {
          if (child.exitCode !== null) throw new Error(`The worker ended with exit code ${child.exitCode}`);
          return all.includes(message);
        },
      );
    await heard('started');
    await registered('killed');
    return { child, heard, exited };
  }

  it('do nothing twice when their process is killed while it handles', async () => {
    const { child, heard, exited } = await startProcess({ HALF: '5' });
    const turn = await pauseRelay(database);
    const ids = await addEvents(database, 10);
    await turn.end();
    await heard('halfway');
    child.kill('SIGKILL');
    await exited;
    await start({ name: 'killed', policy, handle: record('killed') });
    await handledAll('killed', ids);
    expect(await times('killed')).toEqual(onceEach(ids));
  });

  it('do nothing twice when their process is killed after its commit, before the queue hears of it', async () => {
    const { child, exited } = await startProcess({ AFTER_COMMIT: 'yes' });
    const turn = await pauseRelay(database);
    const ids = await addEvents(database, 10);
    await turn.end();
    await exited;
    expect(child.signalCode).toBe('SIGKILL');
    expect(await times('killed')).toEqual(onceEach(ids));
    const worker = await start({ name: 'killed', policy, handle: record('killed') });
    expect((await jobs(worker, 'killed')).failed).toBe(0);
    await poll(
      () => jobs(worker, 'killed'),
      ({ waiting = 0, active = 0, delayed = 0 }) => waiting + active + delayed === 0,
    );
    const [next] = await addEvents(database, 1);
    await handledAll('killed', [next!]);
    expect(await times('killed')).toEqual(onceEach([...ids, next!]));
  });

  it('catch up after a day', async () => {
    const consumer = { name: 'late', handle: record('late') };
    await start(consumer);
    await registered('late');
    await workers.pop()!.close();
    const ids: string[] = [];
    for (let hour = 24; hour > 0; hour -= 1) ids.push(...(await addEvents(database, 50, { age: `${hour} hours` })));
    await database.query(`update event_cursor set since = now() - interval '2 days'`);
    const [position] = await new EventReplay(database).positions();
    expect(position).toMatchObject({ consumer: 'late', unread: 1_200, oldestUnhandledId: ids[0] });
    await start(consumer);
    await handledAll('late', ids);
    expect(await times('late')).toEqual(onceEach(ids));
  });

  it('count what they were given and have handled, and how late they are', async () => {
    const name = redisUrl === null ? 'measured-on-postgresql' : 'measured-on-redis';
    const worker = await start({ name, handle: record(name) });
    await registered(name);
    const turn = await pauseRelay(database);
    const ids = await addEvents(database, 2, { age: '1 hour' });
    await worker.get(EventRelay).measureLag();
    const metrics = () => metricsRegistry.metrics();
    const lag = new RegExp(`afterword_events_lag_seconds\\{consumer="${name}"\\} (\\S+)`).exec(await metrics())?.[1];
    expect(Number(lag)).toBeGreaterThanOrEqual(3_600);
    await turn.end();
    await handledAll(name, ids);
    await poll(metrics, (text) => text.includes(`afterword_events_lag_seconds{consumer="${name}"} 0\n`));
    await workers.pop()!.close();
    expect(await metrics()).toContain(`afterword_events_relayed_total{consumer="${name}"} 2`);
    expect(await metrics()).toContain(`afterword_events_handled_total{consumer="${name}",outcome="done"} 2`);
  });

  it('are refused where a name is taken, not allowed or too late', async () => {
    const consumers = new EventConsumers();
    const handle = () => Promise.resolve();
    consumers.register({ name: 'mails', handle });
    expect(() => consumers.register({ name: 'mails', handle })).toThrow('There are two event consumers named mails');
    expect(() => consumers.register({ name: 'Mails:', handle })).toThrow('not a name');
    consumers.onApplicationBootstrap();
    expect(() => consumers.register({ name: 'push', handle })).toThrow('before the application starts');
    await Promise.resolve();
  });

  const onRedis = redisUrl === null ? it.skip : it;
  onRedis('get everything that they have not handled when Redis has lost its jobs', async () => {
    let isBlocked = true;
    let finish: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => (finish = resolve));
    const consumer: EventConsumer = {
      name: 'forgotten',
      policy: { ...policy, concurrency: 1 },
      handle: async (tx, event) => {
        if (isBlocked) await blocked;
        await record('forgotten')(tx, event);
      },
    };
    const worker = await start(consumer);
    await registered('forgotten');
    const ids = await addEvents(database, 1_000);
    await poll(
      () => jobs(worker, 'forgotten'),
      ({ waiting = 0, active = 0 }) => waiting + active === 10,
    );
    const redis = new Redis(redisUrl!);
    await redis.flushdb();
    await redis.quit();
    isBlocked = false;
    finish();
    await handledAll('forgotten', ids);
    expect(await times('forgotten')).toEqual(onceEach(ids));
  });
});

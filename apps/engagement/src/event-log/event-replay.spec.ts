import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addEvents, openDatabase, prepareEventLog, startEventWorker } from '@afterword/testing/event-log';
import { poll } from '@afterword/testing/poll';
import type { ServiceConfig } from '@afterword/platform';
import type { INestApplicationContext } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { EventConsumer } from './event-consumer';
import { EventReplay, ReplayError } from './event-replay';

const run = promisify(execFile);

describe('a replay', () => {
  let config: ServiceConfig;
  let database: DataSource;
  let replays: EventReplay;
  const workers: INestApplicationContext[] = [];
  let handled: string[];

  beforeAll(async () => {
    config = await prepareEventLog();
    database = await openDatabase(config);
    replays = new EventReplay(database);
  });
  beforeEach(() => {
    handled = [];
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close();
    await database.query('truncate event, event_cursor, event_handled');
  });
  afterAll(() => database.destroy());

  const consumer: EventConsumer = {
    name: 'mails',
    types: ['page.closed'],
    startsAt: 'oldest',
    handle: (_, event) => {
      handled.push(event.id);
      return Promise.resolve();
    },
  };
  const start = async (...consumers: EventConsumer[]) => {
    workers.push(await startEventWorker(config, consumers));
  };
  const handledTimes = (count: number) =>
    poll(
      () => handled.length,
      (length) => length === count,
    );
  const settled = () =>
    poll(
      () => replays.positions(),
      (positions) => positions.every(({ unread, unhandled }) => unread + unhandled === 0),
    );

  it('from an event hands that one and all that follow it over again', async () => {
    const ids = await addEvents(database, 6);
    await addEvents(database, 2, { type: 'page.opened' });
    await start(consumer);
    await handledTimes(6);
    await settled();
    expect(await replays.replay('mails', { eventId: ids[2]! })).toBe(4);
    await handledTimes(10);
    expect(handled.slice(6)).toEqual(ids.slice(2));
    await settled();
  });

  it('from a time hands over what has happened since', async () => {
    await addEvents(database, 2, { age: '3 hours' });
    const ids = await addEvents(database, 2, { age: '1 hour' });
    await start(consumer);
    await handledTimes(4);
    await settled();
    expect(await replays.replay('mails', { time: new Date(Date.now() - 7_200_000) })).toBe(2);
    await handledTimes(6);
    expect(handled.slice(4)).toEqual(ids);
  });

  it('hands over what a consumer was not given when it was new', async () => {
    const ids = await addEvents(database, 2, { age: '1 hour' });
    await start({ ...consumer, startsAt: 'now' });
    await poll(
      () => replays.positions(),
      (positions) => positions.length === 1,
    );
    expect(await replays.positions()).toMatchObject([{ unread: 0, unhandled: 0 }]);
    await replays.replay('mails', { eventId: ids[0]! });
    await handledTimes(2);
  });

  it('hands over what has used up its tries', async () => {
    let isBroken = true;
    await start({
      ...consumer,
      policy: { attempts: 2, backoff: { baseMs: 1, maxMs: 1 } },
      handle: (tx, event) => {
        if (isBroken) return Promise.reject(new Error('Broken'));
        return consumer.handle(tx, event);
      },
    });
    const [id] = await addEvents(database, 1);
    const failed = () =>
      database.query<unknown[]>('select 1 from event_cursor where position >= (select max(position) from event)');
    await poll(failed, (rows) => rows.length === 1);
    isBroken = false;
    await replays.replay('mails', { eventId: id! });
    await handledTimes(1);
    await settled();
  });

  it('does not skip what a consumer has not been given yet', async () => {
    const ids = await addEvents(database, 4);
    await start(consumer);
    await handledTimes(4);
    await settled();
    await workers.pop()!.close();
    const later = await addEvents(database, 3);
    // From the last of them, the others being unread.
    await replays.replay('mails', { eventId: later[2]! });
    await start(consumer);
    await handledTimes(7);
    expect([...handled].sort()).toEqual([...ids, ...later].sort());
  });

  it('of what is not there fails and says so', async () => {
    await start(consumer);
    await poll(
      () => replays.positions(),
      (positions) => positions.length === 1,
    );
    const id = randomUUID();
    await expect(replays.replay('nobody', { eventId: id })).rejects.toThrow(
      new ReplayError('There is no event consumer nobody'),
    );
    await expect(replays.replay('mails', { eventId: id })).rejects.toThrow(`The event ${id} is not in the log`);
    await expect(replays.replay('mails', { time: new Date(0) })).rejects.toThrow('No event has happened since 1970');
  });

  it('is a command, as is the list of consumers', async () => {
    const ids = await addEvents(database, 3);
    await start(consumer);
    await handledTimes(3);
    await settled();
    const command = async (...args: string[]) => {
      const hook = join(__dirname, '../../../../tests/setup/typescript.cjs');
      const { stdout } = await run(process.execPath, ['--require', hook, join(__dirname, '../cli.ts'), ...args], {
        env: { ...process.env, DATABASE_URL: config.databaseUrl, ADMIN_TOKEN: config.adminToken },
      });
      return stdout.trim();
    };
    expect(JSON.parse(await command('events', 'consumers'))).toMatchObject({
      consumer: 'mails',
      types: ['page.closed'],
      unread: 0,
      unhandled: 0,
      oldestUnhandledId: null,
      oldestUnhandledAt: null,
    });
    expect(await command('events', 'replay', 'mails', '--from', ids[1]!)).toBe(
      '2 events will be handed to mails again',
    );
    await handledTimes(5);
    await expect(command('events', 'replay', 'mails', '--from', 'yesterday')).rejects.toThrow(
      'It must be the id of an event or a time.',
    );
  });
});

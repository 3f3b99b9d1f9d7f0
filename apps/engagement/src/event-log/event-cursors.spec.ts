import { addEvents, openDatabase, prepareEventLog } from '@afterword/testing/event-log';
import { poll } from '@afterword/testing/poll';
import { databaseUrlOf, type ServiceConfig } from '@afterword/platform';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { EventCursors } from './event-cursors';

const handle = () => Promise.resolve();

describe('event cursors', () => {
  let config: ServiceConfig;
  let database: DataSource;
  let cursors: EventCursors;
  const clients: Client[] = [];

  beforeAll(async () => {
    config = await prepareEventLog();
    database = await openDatabase(config);
    cursors = new EventCursors(database);
  });
  afterAll(() => database.destroy());
  beforeEach(async () => {
    await database.query('truncate event, event_cursor, event_handled');
    await cursors.register({ name: 'reader', startsAt: 'oldest', handle });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end();
  });

  /** A transaction with a number of its own, of a connection of its own. */
  async function begin(): Promise<Client> {
    const client = new Client({ connectionString: databaseUrlOf(config.databaseUrl, 'engagement') });
    clients.push(client);
    await client.connect();
    await client.query('begin');
    await client.query('select pg_current_xact_id()');
    return client;
  }

  const read = async (limit = 100) => cursors.readAfter(await cursors.get('reader'), limit);
  const ids = async () => (await read()).map(({ id }) => id);
  /** Other specs have transactions under way on the same server, which hold up the log for a moment. */
  const readable = (count: number) =>
    poll(
      () => read(),
      (events) => events.length >= count,
    );
  const advanceTo = async (index: number) => {
    const place = (await readable(index + 1))[index]!;
    await cursors.advance(await cursors.get('reader'), place);
    return place;
  };
  const handled = (id: string) => database.query(`insert into event_handled values ('reader', $1)`, [id]);

  it('do not pass a transaction with a lower number that commits later', async () => {
    const [first, second] = [await begin(), await begin()];
    const [late] = await addEvents(first, 1);
    const [early] = await addEvents(second, 1);
    await second.query('commit');
    expect(await ids()).toEqual([]);
    await first.query('commit');
    await readable(2);
    expect(await ids()).toEqual([late, early]);
  });

  it('do not pass a transaction with a lower number that adds its event after the other has committed', async () => {
    const [first, second] = [await begin(), await begin()];
    const [early] = await addEvents(second, 1);
    await second.query('commit');
    expect(await ids()).toEqual([]);
    // Its position is the higher one, its transaction's number the lower.
    const [late] = await addEvents(first, 1);
    await first.query('commit');
    await readable(2);
    expect(await ids()).toEqual([late, early]);
  });

  it('read in batches without a gap or a repetition, within a transaction and across several', async () => {
    const expected = [...(await addEvents(database, 5)), ...(await addEvents(database, 4))];
    await readable(9);
    const seen: string[] = [];
    for (;;) {
      const batch = await read(2);
      if (batch.length === 0) break;
      seen.push(...batch.map(({ id }) => id));
      await cursors.advance(await cursors.get('reader'), batch.at(-1)!);
    }
    expect(seen).toEqual(expected);
  });

  it('begin with what is recorded from now on, transactions that are under way included', async () => {
    await addEvents(database, 3);
    await readable(3);
    const open = await begin();
    await cursors.register({ name: 'new', handle });
    const [late] = await addEvents(open, 1);
    await open.query('commit');
    const found = await poll(
      async () => cursors.readAfter(await cursors.get('new'), 10),
      (events) => events.length > 0,
    );
    expect(found.map(({ id }) => id)).toEqual([late]);
    // It is the consumer's too when its job is lost.
    await cursors.advance(await cursors.get('new'), found[0]!);
    await cursors.rewind('new');
    expect((await cursors.readAfter(await cursors.get('new'), 10)).map(({ id }) => id)).toEqual([late]);
    await database.query(`insert into event_handled values ('new', $1)`, [late]);
    await cursors.rewind('new');
    expect(await cursors.readAfter(await cursors.get('new'), 10)).toHaveLength(1);
  });

  it('stay where they are when they are registered again', async () => {
    await addEvents(database, 3);
    const { txid, position } = await advanceTo(1);
    await cursors.register({ name: 'reader', types: ['page.opened'], handle });
    expect(await cursors.get('reader')).toMatchObject({ txid, position, types: ['page.opened'] });
  });

  it('are not moved forward by who has read them before they were moved back', async () => {
    await addEvents(database, 3);
    await advanceTo(1);
    const read = await cursors.get('reader');
    const next = (await cursors.readAfter(read, 1))[0]!;
    await cursors.rewind('reader');
    expect(await cursors.advance(read, next)).toBe(false);
    expect(await ids()).toHaveLength(3);
  });

  it('go back to the earliest event that is wanted and was not handled', async () => {
    const events = await addEvents(database, 2);
    await addEvents(database, 1, { type: 'page.opened' });
    events.push(...(await addEvents(database, 3)));
    await cursors.register({ name: 'reader', types: ['page.closed'], handle });
    await advanceTo(5);
    await handled(events[0]!);
    await handled(events[1]!);
    await handled(events[3]!);
    await cursors.rewind('reader');
    const again = await read();
    expect(again.map(({ id, handled }) => [id, handled])).toEqual([
      [events[2], false],
      [events[3], true],
      [events[4], false],
    ]);
  });

  it('do not go back when everything was handled', async () => {
    const events = await addEvents(database, 2);
    await advanceTo(1);
    for (const id of events) await handled(id);
    await cursors.rewind('reader');
    expect(await ids()).toEqual([]);
  });

  describe('of a log that was restored into another cluster', () => {
    /** What a dump of an older, busier cluster brings: numbers that this one has not given yet. */
    const restore = () =>
      database.query(`
        update event set txid = (txid::text::bigint + 1000000000)::text::xid8`);
    const restoreCursor = () =>
      database.query(`update event_cursor set txid = (txid::text::bigint + 1000000000)::text::xid8`);
    /** ... and ones that it has given to other transactions meanwhile, which only the server's identity tells. */
    const otherCluster = () => database.query('update event_log_cluster set system_identifier = 1');

    it('are left alone while it is the same cluster', async () => {
      await addEvents(database, 2);
      const { txid, position } = await advanceTo(0);
      expect(await cursors.adopt()).toBe('unchanged');
      expect(await cursors.get('reader')).toMatchObject({ txid, position, generation: 0 });
    });

    it('reach every event that was not handled, and new ones after them', async () => {
      const events = await addEvents(database, 4);
      await advanceTo(2);
      await handled(events[0]!);
      await restore();
      await restoreCursor();
      const [added] = await addEvents(database, 1);
      // Neither the old ones, which look as if they were still to come, nor the new one, which is before the cursor.
      expect(await ids()).toEqual([]);
      expect(await cursors.adopt()).toBe('restored');
      await readable(4);
      expect(await ids()).toEqual([...events.slice(1), added]);
      const [later] = await addEvents(database, 1);
      await readable(5);
      expect((await ids()).at(-1)).toBe(later);
      expect(await cursors.adopt()).toBe('unchanged');
    });

    it('reach them too when the cluster has given those numbers meanwhile', async () => {
      const events = await addEvents(database, 2);
      await advanceTo(1);
      for (const id of events) await handled(id);
      // Written before a worker came up, with a number below the restored cursor's.
      const [added] = await addEvents(database, 1);
      await database.query(`update event set txid = '5' where id = $1`, [added]);
      expect(await ids()).toEqual([]);
      await otherCluster();
      expect(await cursors.adopt()).toBe('restored');
      expect(await ids()).toEqual([added]);
      expect(await cursors.adopt()).toBe('unchanged');
    });

    it('do not skip a transaction that is under way meanwhile', async () => {
      const events = await addEvents(database, 1);
      await advanceTo(0);
      await handled(events[0]!);
      const open = await begin();
      const [late] = await addEvents(open, 1);
      await otherCluster();
      expect(await cursors.adopt()).toBe('restored');
      await open.query('commit');
      await readable(1);
      expect(await ids()).toEqual([late]);
    });

    it('go back to what was not handled when the server failed over', async () => {
      const events = await addEvents(database, 2);
      await advanceTo(1);
      await handled(events[0]!);
      await database.query('update event_log_cluster set timeline = timeline - 1');
      expect(await cursors.adopt()).toBe('branched');
      expect(await ids()).toEqual([events[1]]);
      expect(await cursors.adopt()).toBe('unchanged');
    });
  });
});

import type { ArticleState } from '@afterword/contracts';
import { BACKENDS } from '@afterword/testing/backends';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { DataSource } from 'typeorm';
import { loadConfig } from '../config/config';
import { dataSourceOptions } from '../database/data-source-options';
import { databaseUrlOf } from '../database/database-url';
import { createDatabaseIfMissing } from '../database/create-database';
import { execute, rowsOf } from '../database/sql';
import { createQueueBackend, migrateQueue, type QueueBackend } from '../index';
import { jobId } from '../queue/job-id';
import { LinkConsumer } from '../queue/link.consumer';
import { LinkProducer } from '../queue/link.producer';
import { OpenQueues } from '../queue/open-queues';

import { RelayLoops } from '../relay-loop/relay-loops';
import { Relays } from './relays';
import { TAKE_TURN } from './relay.sql';

const LOCK = 7_227_311_999;
const BATCH = 2;

interface Row {
  id: number;
  page: string;
}

describe.each(BACKENDS)('a relay to a queue on $backend', ({ redisUrl }) => {
  let database: DataSource;
  let backend: QueueBackend;
  let opened: OpenQueues;
  let producer: LinkProducer;
  let received: string[];
  let number = 0;

  beforeAll(async () => {
    const config = loadConfig('content', {
      DATABASE_URL: testDatabaseUrl(),
      REDIS_URL: redisUrl ?? '',
      ADMIN_TOKEN: 'an-operator-token',
    });
    await createDatabaseIfMissing(databaseUrlOf(config.databaseUrl, 'content'));
    await migrateQueue(config);
    database = await new DataSource(dataSourceOptions({ config, entities: [], migrations: [] })).initialize();
    await database.query('create table message (id bigint primary key, page text not null, sent boolean not null)');
    backend = createQueueBackend(config);
    opened = new OpenQueues(backend);
    producer = new LinkProducer(backend, opened);
    const receive = ({ page }: ArticleState) => {
      received.push(page);
      return Promise.resolve();
    };
    new LinkConsumer(backend, opened).consume('articles', {
      'article.published': receive,
      'article.updated': receive,
      'article.unpublished': receive,
    });
  });
  afterAll(async () => {
    await opened.onApplicationShutdown();
    await database.destroy();
  });
  beforeEach(async () => {
    received = [];
    await database.query('delete from message');
  });
  afterEach(() => jest.restoreAllMocks());

  const create = (loops = new RelayLoops({ roles: new Set() })) =>
    new Relays(database, backend, producer, loops).create<'articles', Row>({
      name: 'Spec',
      queue: 'articles',
      lock: LOCK,
      idleMs: 3_600_000,
      unsent: (tx) => rowsOf(tx, 'select id, page from message where not sent order by id limit $1::int', [BATCH]),
      toJobs: (rows) =>
        rows.map(({ id, page }) => ({ name: 'article.updated', data: stateOf(page), jobId: jobId('spec', id, page) })),
      markSent: (tx, rows) =>
        execute(tx, 'update message set sent = true where id = any($1::bigint[])', [rows.map(({ id }) => id)]),
      resendAll: () => execute(database, 'update message set sent = false'),
    });
  const write = async (...pages: string[]) => {
    for (const page of pages) await database.query('insert into message values ($1, $2, false)', [(number += 1), page]);
  };
  const unsent = async () =>
    (await database.query<{ page: string }[]>('select page from message where not sent order by id')).map(
      ({ page }) => page,
    );
  const arrived = (...pages: string[]) =>
    poll(
      () => [...received].sort(),
      (all) => all.join() === pages.join(),
    );

  it('sends what is unsent, a batch in each tick, and marks it', async () => {
    const relay = create();
    await write('a', 'b', 'c');
    expect(await relay.tick()).toBe(2);
    expect(await unsent()).toEqual(['c']);
    expect(await relay.tick()).toBe(1);
    expect(await relay.tick()).toBe(0);
    await arrived('a', 'b', 'c');
  });

  it('leaves unsent what the queue did not store, and sends it later', async () => {
    const relay = create();
    await write('a');
    const add = jest.spyOn(producer, 'add').mockRejectedValueOnce(new Error('The queue is away'));
    await expect(relay.tick()).rejects.toThrow('The queue is away');
    expect(await unsent()).toEqual(['a']);
    expect(received).toEqual([]);
    add.mockRestore();
    expect(await relay.tick()).toBe(1);
    await arrived('a');
  });

  it('waits while another process has its turn', async () => {
    const relay = create();
    await write('a');
    await database.transaction(async (other) => {
      expect(await rowsOf(other, TAKE_TURN, [LOCK])).toEqual([{ isMine: true }]);
      expect(await relay.tick()).toBe(0);
      expect(await unsent()).toEqual(['a']);
    });
    expect(await relay.tick()).toBe(1);
    await arrived('a');
  });

  it('sends everything again to a queue that has lost its jobs', async () => {
    await write('a');
    await create().tick();
    await arrived('a');
    jest.spyOn(backend, 'read').mockResolvedValueOnce(null);
    // A new relay asks the queue at its first tick.
    expect(await create().tick()).toBe(1);
    await arrived('a', 'a');
  });

  it('asks without a turn once it has found nothing, and sends what it then finds', async () => {
    const relay = create();
    expect(await relay.tick()).toBe(0);
    const turns = jest.spyOn(database, 'transaction');
    expect(await relay.tick()).toBe(0);
    expect(turns).not.toHaveBeenCalled();
    await write('a');
    expect(await relay.tick()).toBe(1);
    expect(turns).toHaveBeenCalledTimes(1);
    await arrived('a');
  });

  it('sends everything again to a queue that loses its jobs while there is nothing to send', async () => {
    await write('a');
    const relay = create();
    await relay.tick();
    await arrived('a');
    expect(await relay.tick()).toBe(0);
    jest.spyOn(backend, 'read').mockResolvedValue(null);
    // It asks the queue every few seconds.
    const now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now + 10_000);
    expect(await relay.tick()).toBe(1);
    await arrived('a', 'a');
  });

  it('runs by itself in a worker process, and at once when it is woken', async () => {
    const loops = new RelayLoops({ roles: new Set(['worker']) });
    const relay = create(loops);
    loops.onApplicationBootstrap();
    await write('a');
    relay.wake();
    await arrived('a');
    await loops.beforeApplicationShutdown();
    await write('b');
    relay.wake();
    expect(await unsent()).toEqual(['b']);
  });
});

const stateOf = (page: string): ArticleState => ({
  schemaVersion: 1,
  site: 'demo',
  page,
  version: 1,
  title: page,
  url: `https://paper.example/${page}`,
  aliases: [],
  occurredAt: '2026-11-28T12:00:00.000Z',
});

import type { Comment, NewPushSubscription, Session } from '@afterword/contracts';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { PushService } from '@afterword/testing/push-service';
import { type Services, startServices } from '@afterword/testing/services';
import { Client } from 'pg';

const READERS = 24;

/** Pushes that a worker sends at one time: fewer than there are readers, so that some are not sent when it dies. */
const AT_A_TIME = 20;

/** Connections that wait to store what became of pushes. */
const STORING = `pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%push_delivery%'`;

describe('a worker that is killed while it pushes', () => {
  const push = new PushService();
  let services: Services;
  let database: Client;

  beforeAll(async () => {
    await push.start();
    services = await startServices({ layout: 'apart', env: { WEBHOOK_ALLOW_PRIVATE: '127.0.0.1' } });
    database = new Client({ connectionString: services.databaseUrl('engagement') });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await services.stop();
    push.stop();
  });

  const count = async (sql: string, values: unknown[] = []) =>
    (await database.query<{ n: number }>(`select count(*)::int as n from ${sql}`, values)).rows[0]!.n;

  /** @returns the browsers of readers who follow a page, and how to post there */
  async function follow(key: string) {
    const { call } = createApi(services.url('engagement'));
    const open = async (name: string) =>
      expectStatus(201, await call<Session>('POST', '/v1/sites/demo/sessions', { body: { name } })).token;
    const page = pagePath('demo', key);
    const writer = await open('Grace');
    const post = async (body: string) =>
      expectStatus(201, await call<Comment>('POST', `${page}/comments`, { token: writer, body: { body } })).id;
    await post('The page is there');
    const browsers: NewPushSubscription[] = [];
    for (let number = 0; number < READERS; number += 1) {
      const token = await open(`Reader ${number}`);
      expectStatus(200, await call('PUT', `${page}/follow`, { token }));
      const browser = push.subscribe();
      expectStatus(200, await call('POST', '/v1/me/push-subscriptions', { token, body: browser }));
      browsers.push(browser);
    }
    return { browsers, post };
  }

  it.each([
    ['has not heard from the push service', false],
    ['has not stored what it heard from the push service', true],
  ])(
    'leaves nobody without their push, and what was under way comes as the same one again: it %s',
    async (_, isAnswered) => {
      const { browsers, post } = await follow(`killed-${isAnswered}`);
      const pushes = () => browsers.map((browser) => push.arrived(browser));
      push.hold();
      const id = await post('Tell all of them');
      await poll(
        () => push.held,
        (held) => held === AT_A_TIME,
      );
      if (isAnswered) {
        // Nothing can be stored of these, and the push service has them.
        await database.query('begin');
        await database.query('select from notification where comment_id = $1 for update', [id]);
        push.release();
        await poll(
          () => count(STORING),
          (waiting) => waiting > 0,
        );
      }
      await services.end('engagement', 'SIGKILL', 'worker');
      if (isAnswered) {
        // PostgreSQL would go on with what it was asked before it sees that nobody is there any more: as if the whole host had died.
        await database.query(`select pg_terminate_backend(pid) from ${STORING}`);
        await poll(
          () => count(STORING),
          (left) => left === 0,
        );
        await database.query('rollback');
      } else push.release();
      const before = pushes().flat().length;
      expect(before).toBe(AT_A_TIME);
      // At least one of those that the push service has is not stored, and those that it has not are there.
      expect(await count('push_delivery')).toBeGreaterThan(READERS - AT_A_TIME);
      // What the dead one had taken is left alone for minutes: they pass.
      await database.query('update push_delivery set due_at = now()');
      await services.startAgain('engagement', 'worker');
      await poll(
        () => count('push_delivery'),
        (left) => left === 0,
      );
      const arrived = pushes();
      expect(arrived.filter(({ length }) => length === 0)).toEqual([]);
      expect(arrived.filter(({ length }) => length > 2)).toEqual([]);
      expect(arrived.flat().length).toBeGreaterThan(READERS);
      expect(arrived.flat().length).toBeLessThanOrEqual(READERS + AT_A_TIME);
      // A push service that still has the first replaces it (`topic`), and so does a browser that shows it (`tag`, which is the id).
      const different = (all: ReturnType<typeof pushes>[number]) =>
        new Set(all.map(({ headers, content }) => `${String(headers.topic)} ${content.id}`)).size;
      expect(arrived.filter((all) => different(all) !== 1)).toEqual([]);
      expect(await count('notification where comment_id = $1 and pushed_at is not null', [id])).toBe(READERS);
    },
  );
});

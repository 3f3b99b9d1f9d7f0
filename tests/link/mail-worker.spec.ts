import type { Comment, Session } from '@afterword/contracts';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { MailServer } from '@afterword/testing/mail-server';
import { poll } from '@afterword/testing/poll';
import { type Services, startServices } from '@afterword/testing/services';
import { Client } from 'pg';

const READERS = 24;

/** Mails that a worker sends at one time. */
const CONNECTIONS = 5;

describe('a worker that is killed while it sends mail', () => {
  const server = new MailServer();
  let services: Services;
  let database: Client;

  beforeAll(async () => {
    await server.start();
    services = await startServices({
      layout: 'apart',
      env: { SMTP_URL: server.url, MAIL_FROM: 'talk@paper.example' },
    });
    database = new Client({ connectionString: services.databaseUrl('engagement') });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await services.stop();
    server.stop();
  });

  it('leaves nobody without their mail, and sends again only what was under way, as the same mail', async () => {
    const { call } = createApi(services.url('engagement'));
    const open = async (name: string) =>
      expectStatus(201, await call<Session>('POST', '/v1/sites/demo/sessions', { body: { name } })).token;
    const page = pagePath('demo', 'killed-worker');
    const writer = await open('Grace');
    const post = async (body: string) =>
      expectStatus(201, await call<Comment>('POST', `${page}/comments`, { token: writer, body: { body } }));
    await post('The page is there');
    for (let number = 0; number < READERS; number += 1) {
      const token = await open(`Reader ${number}`);
      expectStatus(200, await call('PUT', `${page}/follow`, { token }));
      expectStatus(200, await call('PATCH', '/v1/me/notification-settings', { token, body: { timeZone: 'UTC' } }));
    }
    // As if each had followed the link of a mail.
    await database.query(
      `update reader_mail m set email = 'r' || replace(r.name, 'Reader ', '') || '@paper.example', confirmed_at = now()
         from reader r where r.site_id = m.site_id and r.id = m.reader_id`,
    );
    const addresses = Array.from({ length: READERS }, (_, number) => `r${number}@paper.example`);
    const idsOf = (address: string) => server.to(address).map(({ messageId }) => messageId);
    const arrived = () => addresses.flatMap(idsOf).length;

    server.hold(CONNECTIONS);
    const { id } = await post('Tell all of them');
    await poll(
      () => server.held,
      (held) => held === CONNECTIONS,
    );
    await services.end('engagement', 'SIGKILL', 'worker');
    const before = arrived();
    expect(before).toBeLessThan(READERS);
    server.release();
    // What the dead one had taken is left alone for minutes: they pass.
    await database.query(`update notification set mail_due_at = now() where mail = 'waiting' and mail_attempts > 0`);
    await database.query(`update reader_mail set not_before = null`);
    await services.startAgain('engagement', 'worker');
    await poll(
      async () => {
        const { rows } = await database.query<{ mail: string; n: number }>(
          `select mail, count(*)::int as n from notification where comment_id = $1 group by 1`,
          [id],
        );
        return rows;
      },
      ([{ mail, n } = { mail: '', n: 0 }, ...others]) => others.length === 0 && mail === 'sent' && n === READERS,
    );
    const ids = addresses.map(idsOf);
    expect(ids.filter((mails) => mails.length === 0)).toEqual([]);
    // A mail program shows one that came twice once.
    expect(ids.filter((mails) => new Set(mails).size > 1)).toEqual([]);
    expect(ids.flat().length - READERS).toBeLessThanOrEqual(CONNECTIONS);
  });
});

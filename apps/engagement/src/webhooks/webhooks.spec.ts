import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Comment,
  type CreateWebhook,
  LIMITS,
  type LogList,
  type ReplayedDeliveries,
  type Session,
  type Site,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
  type WebhookDeliveryList,
  type WebhookFormat,
  type WebhookList,
  type WebhookWithSecret,
} from '@afterword/contracts';
import { Cleanup, rowsOf } from '@afterword/platform';
import { type Answer, expectStatus, pagePath } from '@afterword/testing/api';
import { EventRelay } from '../event-log';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { Webhook as Receiver } from 'standardwebhooks';
import { DataSource } from 'typeorm';
import { DeliveriesRepository } from './deliveries.repository';
import type { TakenDelivery } from './delivery';
import { REQUESTS_PER_LANE, WebhookDispatcher } from './dispatcher';
import { outcomeOf, RETRY_SECONDS, retryAfterSeconds } from './retry-schedule';
import { WebhookSender } from './webhook-sender';

interface Arrived {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Reply = (response: ServerResponse) => void;

const ok: Reply = (response) => response.writeHead(204).end();
const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Reply =>
  (response) =>
    response.writeHead(code, headers).end(body);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Payload {
  type: string;
  timestamp: string;
  data: {
    site: string;
    subject: string;
    page: object | null;
    actor: { name: string } | null;
    comment: { id: string; body: string | null; status: string; author: { name: string } | null } | null;
    details: object;
  };
}

describe('webhooks', () => {
  let service: RunningEngagement;
  let database: DataSource;
  let site: Site;
  let ada: string;
  const servers: Server[] = [];

  beforeAll(async () => {
    service = await startEngagement();
    database = service.app.get(DataSource);
    const dispatcher = service.app.get(WebhookDispatcher);
    dispatcher.retrySeconds = [0.02, 0.02, 3_600];
  });
  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await service.stop();
  });
  beforeEach(async () => {
    const sender = service.app.get(WebhookSender);
    sender.network = {
      resolve: (host, done) =>
        done(host === 'nowhere.example' ? new Error(`${host} is unknown`) : null, [
          { address: host === 'rebound.example' ? '10.0.0.1' : '127.0.0.1', family: 4 },
        ]),
      isAllowed: (address) => address === '127.0.0.1',
    };
    sender.timeoutMs = 15_000;
    site = await service.api.site(ADMIN_TOKEN);
    ada = await service.api.guest(site.id, 'Ada');
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) =>
    service.api.call(method, path, { token: ADMIN_TOKEN, ...options });
  const path = (rest = '') => `/v1/sites/${site.id}/webhooks${rest}`;

  /** A server of the site's own, with what has arrived there. */
  async function receiver(reply: Reply = ok) {
    const arrived: Arrived[] = [];
    const to = { arrived, reply, url: '', open: 0, mostOpen: 0 };
    const server = createServer((request, response) => {
      to.open += 1;
      to.mostOpen = Math.max(to.mostOpen, to.open);
      response.on('close', () => (to.open -= 1));
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        arrived.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
        to.reply(response);
      });
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    to.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return to;
  }

  const tryToCreate = (webhook: Partial<CreateWebhook>) =>
    call<WebhookWithSecret>('POST', path(), { body: { events: ['comment.created'], ...webhook } });
  const create = async (webhook: Partial<CreateWebhook>) => expectStatus(201, await tryToCreate(webhook));
  const update = async (id: string, body: object) =>
    expectStatus(200, await call<Webhook>('PATCH', path(`/${id}`), { body }));
  const read = async (id: string) => expectStatus(200, await call<Webhook>('GET', path(`/${id}`)));
  const deliveries = async (id: string, query = '') =>
    expectStatus(200, await call<WebhookDeliveryList>('GET', path(`/${id}/deliveries${query}`))).items;
  const post = async (body: string, token = ada) =>
    expectStatus(201, await call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, { token, body: { body } }));
  const arrivals = ({ arrived }: { arrived: Arrived[] }, count: number) =>
    poll(
      () => arrived,
      (all) => all.length >= count,
    );
  const settled = (id: string, count = 1) =>
    poll(
      () => deliveries(id),
      (all) => all.length >= count && all.every((one) => one.status !== 'pending'),
    );
  const payloadOf = ({ body }: Arrived) => JSON.parse(body) as Payload;
  const idOf = ({ headers }: Arrived) => headers['webhook-id'];
  const headersOf = ({ headers }: Arrived) => headers as Record<string, string>;
  const codeOf = ({ body }: Answer<unknown>) => (body as { type: string }).type.split(':').at(-1);
  const sql = (text: string, values: unknown[]) => database.query<unknown>(text, values);
  const settingsChanged = async () => {
    const log = await call<LogList>('GET', `/v1/sites/${site.id}/moderation/log`);
    return expectStatus(200, log).items.filter(({ action }) => action === 'settings.changed');
  };

  // The first one: no other has created a webhook.
  it('cost nothing before there is one: no event is handed over', async () => {
    const cursors = () => sql(`select consumer from event_cursor where consumer = 'webhooks'`, []);
    await post('Nobody is told');
    expect(await service.app.get(EventRelay).tick()).toBe(0);
    expect(await cursors()).toEqual([]);
    const to = await receiver();
    await create({ url: to.url });
    expect(await cursors()).toEqual([{ consumer: 'webhooks' }]);
    const { id } = await post('Told');
    // The one before may come as well: what is committed while older transactions are open, of whatever database, is not passed over.
    await poll(
      () => to.arrived.map((one) => payloadOf(one).data.comment?.id),
      (ids) => ids.includes(id),
    );
  });

  it('are sent as Standard Webhooks, to those who want the event', async () => {
    const [one, other] = [await receiver(), await receiver()];
    const { id, secret, status: is } = await create({ url: one.url, events: ['comment.published'] });
    await create({ url: other.url, events: ['page.closed', 'comment.edited'] });
    expect([is, secret]).toEqual(['active', expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)]);
    const comment = await post('It *works*.');
    const [arrived] = await arrivals(one, 1);
    const payload = new Receiver(secret).verify(arrived!.body, headersOf(arrived!)) as Payload;
    expect(payload).toEqual({
      type: 'comment.published',
      timestamp: expect.stringMatching(/^\d{4}-.+Z$/) as string,
      data: {
        site: site.id,
        subject: comment.id,
        page: { key: 'talk', url: null, title: null },
        actor: { id: comment.author!.id, name: 'Ada' },
        comment: {
          id: comment.id,
          parentId: null,
          status: 'published',
          body: 'It *works*.',
          author: { id: comment.author!.id, name: 'Ada', role: 'guest' },
          createdAt: comment.createdAt,
          editedAt: null,
        },
        details: { parentId: null, status: 'published' },
      },
    });
    expect(() => new Receiver(secret).verify(`${arrived!.body} `, headersOf(arrived!))).toThrow();
    const [delivery] = await settled(id);
    expect(delivery).toMatchObject({
      ...{ event: 'comment.published', messageId: idOf(arrived!), status: 'delivered', nextAttemptAt: null },
      attempts: [{ status: 204, error: null, answer: { body: '' } }],
    });
    expectStatus(200, await call('PATCH', `/v1/comments/${comment.id}`, { token: ada, body: { body: 'Better' } }));
    const [edited] = await arrivals(other, 1);
    expect(payloadOf(edited!)).toMatchObject({ type: 'comment.edited', data: { comment: { body: 'Better' } } });
    expect([one.arrived.length, other.arrived.length]).toEqual([1, 1]);
    const shown = await call<WebhookDeliveryDetail>('GET', path(`/${id}/deliveries/${delivery!.id}`));
    const { method, url, headers, body } = expectStatus(200, shown).request;
    expect([method, url]).toEqual(['POST', `${one.url}/`]);
    expect((new Receiver(secret).verify(body, headers) as Payload).type).toBe('comment.published');
  });

  it('sign with the secret before, too, until it is retired', async () => {
    const to = await receiver();
    const { id, secret: first } = await create({ url: to.url });
    const replace = async (body: object) =>
      expectStatus(200, await call<WebhookWithSecret>('POST', path(`/${id}/secret`), { body }));
    const { secret: second, previousSecretUntil } = await replace({});
    expect(Date.parse(previousSecretUntil!)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    await post('With both');
    const [both] = await arrivals(to, 1);
    for (const secret of [first, second]) new Receiver(secret).verify(both!.body, headersOf(both!));
    const { secret: third } = await replace({ retirePrevious: true });
    await post('With one');
    const [, one] = await arrivals(to, 2);
    new Receiver(third).verify(one!.body, headersOf(one!));
    expect(() => new Receiver(second).verify(one!.body, headersOf(one!))).toThrow();
    const list = JSON.stringify(expectStatus(200, await call<WebhookList>('GET', path())));
    expect(list).not.toContain('whsec_');
    expect(JSON.stringify(await settingsChanged())).not.toContain('whsec_');
  });

  it('are retried with the same id, and given up', async () => {
    const to = await receiver();
    const failing = status(
      500,
      { 'content-type': 'text/plain', 'set-cookie': 'a=b' },
      `Not now\u0000${'x'.repeat(5_000)}`,
    );
    to.reply = (response) => (to.arrived.length <= 2 ? failing : ok)(response);
    const { id } = await create({ url: to.url });
    await post('Hello');
    await arrivals(to, 3);
    expect(new Set(to.arrived.map(idOf)).size).toBe(1);
    const [delivery] = await settled(id);
    expect(delivery!.attempts.map(({ status: code }) => code)).toEqual([500, 500, 204]);
    const { answer, error, tookMs } = delivery!.attempts[0]!;
    expect(answer!.body).toHaveLength(LIMITS.webhookAnswerBytes);
    expect(answer!.headers).toMatchObject({ 'content-type': 'text/plain' });
    expect(answer!.headers).not.toHaveProperty('set-cookie');
    expect([error, tookMs >= 0]).toEqual(['Answered 500', true]);
    expect(await read(id)).toMatchObject({ failures: 0, failingSince: null });
    to.reply = status(500);
    await post('Again');
    const [again] = await poll(
      () => deliveries(id),
      ([first, ...others]) => others.length === 1 && first?.attempts.length === 3,
    );
    expect(Date.parse(again!.nextAttemptAt!)).toBeGreaterThan(Date.now() + 3_000_000);
    expect((await read(id)).failures).toBe(3);
    await sql(`update webhook_delivery set due_at = now() where id = $1`, [again!.id]);
    const [failed] = await settled(id, 2);
    expect(failed).toMatchObject({ status: 'failed', nextAttemptAt: null });
    expect(failed!.attempts).toHaveLength(4);
    expect(await deliveries(id, '?status=failed')).toEqual([failed]);
    expect((await deliveries(id, '?status=delivered')).map(({ id: one }) => one)).toEqual([delivery!.id]);
  });

  it('follow the schedule of Standard Webhooks, with jitter and Retry-After', () => {
    const retry = (failures: number, random: number, after: number | null = null) =>
      outcomeOf(
        { failures, byHand: false, resumeAt: null },
        { error: 'No', isGone: false, retryAfterSeconds: after },
        { random },
      );
    expect(RETRY_SECONDS).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    for (const [failures, seconds] of RETRY_SECONDS.entries()) {
      const pauses = [0, 0.5, 1].map((random) => retry(failures, random).inSeconds);
      expect(pauses).toEqual([0.9, 1, 1.1].map((part) => expect.closeTo(seconds * part, 6) as number));
    }
    expect(retry(9, 0.5)).toEqual({ status: 'failed', failures: 10, inSeconds: null, resumeAt: null });
    expect(retry(0, 0.5, 60).inSeconds).toBe(60);
    expect(retry(2, 0.5, 60).inSeconds).toBe(1_800);
    const now = new Date('2026-11-29T06:00:00Z');
    const said = (value: string) => retryAfterSeconds({ 'retry-after': value }, now);
    expect(['120', '1.5', 'Sun, 29 Nov 2026 06:01:00 GMT', '999999', 'soon', '-5'].map(said)).toEqual([
      ...[120, 2, 60, 86_400, null, 0],
    ]);
  });

  it('wait for as long as the receiver asks, all of them', async () => {
    const to = await receiver(status(429, { 'retry-after': '3600' }));
    const { id } = await create({ url: to.url });
    await post('One');
    const [first] = await poll(
      () => deliveries(id),
      ([one]) => one?.attempts.length === 1,
    );
    expect(Date.parse(first!.nextAttemptAt!)).toBeGreaterThan(Date.now() + 3_500_000);
    const other = await receiver();
    await create({ url: other.url });
    await post('Two');
    await arrivals(other, 1);
    await poll(
      () => deliveries(id),
      (all) => all.length === 2,
    );
    expect(to.arrived).toHaveLength(1);
  });

  it('end with 410, and the site is told', async () => {
    const to = await receiver(status(410));
    const { id } = await create({ url: to.url });
    await post('Hello');
    const [delivery] = await settled(id);
    expect(delivery).toMatchObject({ status: 'failed', attempts: [{ status: 410 }] });
    expect(await read(id)).toMatchObject({ status: 'paused', pausedBecause: 'gone' });
    const log = await poll(settingsChanged, (entries) => entries.length === 2);
    expect(log[0]).toMatchObject({
      automated: true,
      details: { webhook: { id, to: { status: 'paused', because: 'gone' } } },
    });
    await post('Nobody hears');
    await poll(
      () => deliveries(id),
      (all) => all.length === 2,
    );
    expect(to.arrived).toHaveLength(1);
  });

  it('are paused after five days of failures, not for one', async () => {
    const to = await receiver(status(500));
    const { id } = await create({ url: to.url });
    const failingFor = (failures: number, days: number) =>
      sql(
        `update webhook_endpoint set failures = $2, failing_since = now() - make_interval(days => $3) where id = $1`,
        [...[id, failures, days]],
      );
    await failingFor(20, 4);
    await post('Four days');
    await arrivals(to, 3);
    await failingFor(2, 6);
    await post('A quiet site');
    await arrivals(to, 6);
    expect((await read(id)).status).toBe('active');
    await failingFor(20, 6);
    await post('Six days');
    const webhook = await poll(
      () => read(id),
      (one) => one.status === 'paused',
    );
    expect(webhook).toMatchObject({ pausedBecause: 'failing', pausedAt: expect.any(String) as string });
    const log = await poll(settingsChanged, (entries) => entries.length === 2);
    expect(log[0]!.details).toMatchObject({ webhook: { id, to: { because: 'failing' } } });
    expect(await update(id, { status: 'active' })).toMatchObject({ failures: 0, failingSince: null, pausedAt: null });
  });

  it('keep their place while they are paused, and say nothing that was erased meanwhile', async () => {
    const to = await receiver();
    const { id } = await create({ url: to.url });
    expect(await update(id, { status: 'paused' })).toMatchObject({ status: 'paused', pausedBecause: 'manual' });
    const { id: erased } = await post('A secret');
    await post('To stay');
    await poll(
      () => deliveries(id),
      (all) => all.length === 2,
    );
    expectStatus(204, await call('DELETE', `/v1/comments/${erased}`, { token: ada }));
    expect(to.arrived).toHaveLength(0);
    await update(id, { status: 'active' });
    await arrivals(to, 2);
    const bodies = to.arrived.map((one) => payloadOf(one).data.comment);
    expect(bodies.find((comment) => comment!.id === erased)).toMatchObject({
      body: null,
      author: null,
      status: 'deleted',
    });
    expect(bodies.find((comment) => comment!.id !== erased)).toMatchObject({ body: 'To stay' });
  });

  it('are sent again when asked, one or a time span, and count as no failures', async () => {
    const to = await receiver();
    const { id, secret } = await create({ url: to.url });
    const since = new Date().toISOString();
    await post('One');
    await post('Two');
    const [two, one] = await settled(id, 2);
    const replay = async (delivery: WebhookDelivery) =>
      expectStatus(202, await call<WebhookDelivery>('POST', path(`/${id}/deliveries/${delivery.id}/replay`)));
    await replay(one!);
    const all = await arrivals(to, 3);
    expect(idOf(all[2]!)).toBe(one!.messageId);
    new Receiver(secret).verify(all[2]!.body, headersOf(all[2]!));
    await settled(id, 2);
    to.reply = status(500);
    await update(id, { status: 'paused' });
    expectStatus(202, await call('POST', `/v1/sites/${site.id}/deliveries/${two!.id}/replay`));
    await arrivals(to, 4);
    const [failed] = await settled(id, 2);
    expect(failed).toMatchObject({ id: two!.id, status: 'failed', nextAttemptAt: null });
    expect((await read(id)).failures).toBe(0);
    to.reply = ok;
    const span = async (body: object) =>
      expectStatus(202, await call<ReplayedDeliveries>('POST', path(`/${id}/replay`), { body }));
    expect(await span({ since })).toEqual({ deliveries: 1, next: null });
    await arrivals(to, 5);
    await settled(id, 2);
    expect(await span({ since, which: 'all' })).toEqual({ deliveries: 2, next: null });
    await arrivals(to, 7);
    expect(await span({ since: new Date(0).toISOString(), until: since, which: 'all' })).toMatchObject({
      deliveries: 0,
    });
    const backwards = await call('POST', path(`/${id}/replay`), { body: { since, until: since } });
    expect(backwards.status).toBe(422);
    const { webhookAttemptsKept } = LIMITS;
    expect((await deliveries(id)).every(({ attempts }) => attempts.length <= webhookAttemptsKept)).toBe(true);
  });

  it('go on with their schedule after a replay that failed', async () => {
    const to = await receiver(status(500));
    const { id } = await create({ url: to.url });
    await post('Hello');
    const waits = (attempts: number) =>
      poll(
        () => deliveries(id),
        ([one]) => one?.attempts.length === attempts && Date.parse(one.nextAttemptAt ?? '') > Date.now() + 600_000,
      );
    const [before] = await waits(3);
    expectStatus(202, await call('POST', path(`/${id}/deliveries/${before!.id}/replay`)));
    const [after] = await waits(4);
    expect([after!.status, after!.nextAttemptAt]).toEqual(['pending', before!.nextAttemptAt]);
  });

  it('are tested by an event of its own', async () => {
    const to = await receiver();
    const { id, secret } = await create({ url: to.url });
    await update(id, { status: 'paused' });
    const test = expectStatus(202, await call<WebhookDelivery>('POST', path(`/${id}/test`)));
    const [arrived] = await arrivals(to, 1);
    expect((new Receiver(secret).verify(arrived!.body, headersOf(arrived!)) as Payload).type).toBe('webhook.test');
    expect(await settled(id)).toMatchObject([{ id: test.id, event: 'webhook.test', status: 'delivered' }]);
  });

  it('write what chats take, in which a comment formats and mentions nothing', async () => {
    const rooms = '/_matrix/client/v3/rooms/!room:example.org/send/m.room.message';
    const addresses: [WebhookFormat, string][] = [
      ['slack', '/services/T/B/x'],
      ['discord', '/api/webhooks/1/x'],
      ['telegram', '/bot123:abc/sendMessage?chat_id=-100&message_thread_id=7'],
      ['matrix', `${rooms}?access_token=syt_x`],
      ['teams', '/workflows/x'],
    ];
    const tell = (body: string) =>
      call('PUT', pagePath(site.id, 'talk'), { body: { url: 'https://paper.example/talk', title: body } });
    expectStatus(200, await tell('A <talk>'));
    const receivers = await Promise.all(addresses.map(() => receiver()));
    const webhooks: Webhook[] = [];
    for (const [index, [format, address]] of addresses.entries())
      webhooks.push(await create({ url: receivers[index]!.url + address, format, events: ['comment.created'] }));
    const { id } = await post('<!channel> @everyone\n*bold*');
    const all = await Promise.all(receivers.map(async (to) => (await arrivals(to, 1))[0]!));
    const json = all.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    const link = `https://paper.example/talk#comment-${id}`;
    expect(json[0]).toEqual({
      text: `Ada commented on “A &lt;talk&gt;”\n>&lt;!channel&gt; @everyone\n>*bold*\n<${link}>`,
    });
    expect(json[1]).toMatchObject({
      content: `Ada commented on “A \\<talk\\>”\n> \\<!channel\\> \\@everyone\n> \\*bold\\*\n<${link}>`,
      allowed_mentions: { parse: [] },
    });
    expect([all[2]!.path, json[2]]).toEqual([
      '/bot123:abc/sendMessage',
      {
        ...{ chat_id: '-100', message_thread_id: '7', link_preview_options: { is_disabled: true } },
        text: `Ada commented on “A <talk>”\n\n<!channel> @everyone\n*bold*\n\n${link}`,
      },
    ]);
    expect(all[3]).toMatchObject({ method: 'PUT', headers: { authorization: 'Bearer syt_x' } });
    expect(all[3]!.path).toBe(`${rooms}/${(await deliveries(webhooks[3]!.id))[0]!.messageId}`);
    expect(json[3]).toMatchObject({
      msgtype: 'm.notice',
      formatted_body: `<p>Ada commented on “A &lt;talk&gt;”</p><blockquote>&lt;!channel&gt; @everyone<br>*bold*</blockquote><p><a href="${link}">${link}</a></p>`,
    });
    expect(json[4]).toMatchObject({
      type: 'message',
      attachments: [
        {
          content: {
            body: [{ text: 'Ada commented on “A <talk>”' }, {}],
            actions: [{ type: 'Action.OpenUrl', url: link }],
          },
        },
      ],
    });
    for (const { headers } of all) expect(headers).not.toHaveProperty('webhook-signature');
    for (const [format, address] of [
      ['telegram', '/bot123:abc/getMe'],
      ['matrix', rooms],
    ] as const) {
      const refused = await tryToCreate({ url: receivers[0]!.url + address, format });
      expect([format, refused.status, codeOf(refused)]).toEqual([format, 422, 'invalid-request']);
    }
  });

  it('call points in chats what the site calls them', async () => {
    const change = (body: object) => call('PATCH', `/v1/admin/sites/${site.id}`, { body });
    expectStatus(200, await change({ guestBalance: 100 }));
    const giver = await service.api.guest(site.id, 'Grace');
    const to = await receiver();
    const url = `${to.url}/api/webhooks/1/x`;
    await create({ url, format: 'discord', events: ['reward.given', 'reward.undone'] });
    const { id } = await post('Worth something');
    const give = async (key: string) =>
      expectStatus(
        201,
        await call<{ id: string }>('POST', `/v1/comments/${id}/rewards`, {
          ...{ token: giver, body: { amount: 7 }, headers: { 'idempotency-key': key } },
        }),
      ).id;
    const content = async (count: number) =>
      (JSON.parse((await arrivals(to, count))[count - 1]!.body) as { content: string }).content.split('\n')[0];
    await give('one');
    expect(await content(1)).toBe('Grace gave 7 points on “talk”');
    expectStatus(
      200,
      await change({ look: { texts: { en: { points: { one: '{count} star', other: '{count} stars' } } } } }),
    );
    const second = await give('two');
    expect(await content(2)).toBe('Grace gave 7 stars on “talk”');
    expectStatus(200, await call('DELETE', `/v1/rewards/${second}`, { token: giver }));
    expect(await content(3)).toBe('A reward of 7 stars on “talk” was undone');
  });

  it.each<[string, string, string[]]>([
    ['js', 'receiver.mjs', ['node', 'FILE']],
    ['python', 'receiver.py', ['python3', 'FILE']],
    ['php', 'receiver.php', ['php', '-S', '127.0.0.1:PORT', 'FILE']],
  ])(
    'are taken by the receiver of docs/webhooks.md in %s, where that is installed',
    async (language, name, command) => {
      if (spawnSync(command[0]!, ['--version']).error) return;
      const text = readFileSync(join(__dirname, '../../../../docs/webhooks.md'), 'utf8');
      const source = new RegExp(`\n\`\`\`${language}\n([\\s\\S]+?)\n\`\`\`\n`).exec(text)![1]!;
      const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
      writeFileSync(join(folder, name), source);
      const port = await freePort();
      const { id, secret } = await create({ url: `http://127.0.0.1:${port}` });
      const arguments_ = command
        .slice(1)
        .map((one) => one.replace('FILE', join(folder, name)).replace('PORT', `${port}`));
      const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: `${port}` };
      const child = spawn(command[0]!, arguments_, { env, stdio: 'ignore' });
      const test = async () => {
        expectStatus(202, await call('POST', path(`/${id}/test`)));
        return (await settled(id))[0]!.attempts[0]!.status;
      };
      try {
        expect(await poll(test, (code) => code !== null)).toBe(204);
        await call('POST', path(`/${id}/secret`), { body: { retirePrevious: true } });
        expect(await test()).toBe(401);
      } finally {
        child.kill('SIGKILL');
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('to a slow receiver delay those to no other', async () => {
    const [slow, fast] = [await receiver(() => undefined), await receiver()];
    const { id } = await create({ url: slow.url });
    for (let count = 0; count < 8; count += 1) await post(`Comment ${count}`);
    await poll(
      () => deliveries(id),
      (all) => all.length === 8,
    );
    await create({ url: fast.url });
    for (let count = 0; count < 8; count += 1) await post(`More ${count}`);
    await arrivals(fast, 8);
    await arrivals(slow, 4);
    expect(slow.mostOpen).toBeLessThanOrEqual(4);
    slow.reply = ok;
    for (const server of servers) server.closeAllConnections();
    const all = await settled(id, 16);
    expect(all.every((one) => one.status === 'delivered')).toBe(true);
  });

  it('send the next while an answer is awaited, to the same receiver too', async () => {
    const held: ServerResponse[] = [];
    const to = await receiver((response) => held.push(response));
    const { id } = await create({ url: to.url });
    await post('First');
    await arrivals(to, 1);
    for (const body of ['Second', 'Third', 'Fourth', 'Fifth']) await post(body);
    await arrivals(to, REQUESTS_PER_LANE);
    // None has ended before, not even for having waited too long.
    expect((await deliveries(id)).flatMap(({ attempts }) => attempts)).toEqual([]);
    to.reply = ok;
    for (const response of held) ok(response);
    await settled(id, 5);
    expect(to.arrived).toHaveLength(5);
    expect(to.mostOpen).toBe(REQUESTS_PER_LANE);
  });

  it('lead nowhere but to public addresses, follow no redirect and wait for nobody', async () => {
    for (const url of ['http://10.0.0.1/', 'http://[::1]:1/', 'http://169.254.169.254/latest', 'http://2130706434/']) {
      const refused = await tryToCreate({ url });
      expect([url, refused.status]).toEqual([url, 422]);
    }
    expect((await tryToCreate({ url: 'ftp://example.com/' })).status).toBe(422);
    const inner = await receiver();
    const outer = await receiver(status(302, { location: inner.url }));
    const silent = await receiver(() => undefined);
    service.app.get(WebhookSender).timeoutMs = 50;
    const errorTo = async (url: string) => {
      const { id } = await create({ url });
      expectStatus(202, await call('POST', path(`/${id}/test`)));
      return (await settled(id))[0]!.attempts[0]!.error;
    };
    expect(await errorTo('http://rebound.example/')).toContain('10.0.0.1 is not on the public internet');
    expect(await errorTo('http://nowhere.example/')).toBe('nowhere.example is unknown');
    expect(await errorTo(silent.url)).toBe('No answer within 0.05 seconds');
    expect(await errorTo(outer.url)).toBe('Answered 302; redirects are not followed');
    expect(inner.arrived).toHaveLength(0);
  });

  it('are sent by another worker where one was killed, and not twice at a time', async () => {
    const to = await receiver();
    const { id } = await create({ url: to.url });
    await update(id, { status: 'paused' });
    await post('Hello');
    await poll(
      () => deliveries(id),
      (all) => all.length === 1,
    );
    // What a worker leaves behind that has taken it and is never heard of again.
    const [taken] = await rowsOf<TakenDelivery>(
      database,
      `with opened as (
         update webhook_endpoint set paused_because = null, paused_at = null where id = $1
       )
       update webhook_delivery set due_at = now() + interval '1 s' where endpoint_id = $1
       returning id, endpoint_id as "endpointId", due_at::text as lease`,
      [id],
    );
    const [first] = await settled(id);
    expect(first).toMatchObject({ status: 'delivered', attempts: [{ status: 204 }] });
    expect(Date.parse(first!.attempts[0]!.at)).toBeGreaterThanOrEqual(Date.parse(taken!.lease) - 10);
    // What the other one says of its attempt, after all, changes nothing any more.
    const attempt = { at: new Date().toISOString(), status: 500, tookMs: 1, error: 'Answered 500', answer: null };
    const outcome = { status: 'pending', failures: 1, inSeconds: 0, resumeAt: null } as const;
    await service.app.get(DeliveriesRepository).settleNow(database, { delivery: taken!, attempt, outcome });
    expect((await deliveries(id))[0]).toMatchObject({ status: 'delivered', nextAttemptAt: null });
    expect(to.arrived).toHaveLength(1);
  });

  it('are not sent any more once deleted, and expire', async () => {
    const to = await receiver(status(500));
    const { id } = await create({ url: to.url });
    await post('Hello');
    await poll(
      () => deliveries(id),
      ([one]) => one?.attempts.length === 3,
    );
    expectStatus(204, await call('DELETE', path(`/${id}`)));
    expect(codeOf(await call('GET', path(`/${id}`)))).toBe('webhook-not-found');
    expect((await call('GET', path(`/${id}/deliveries`))).status).toBe(404);
    await sql(`update webhook_delivery set due_at = now() where endpoint_id = $1`, [id]);
    const kept = await create({ url: (await receiver()).url });
    await post('Old and new');
    const [one] = await settled(kept.id);
    await sql(`update webhook_delivery set id = $2 where id = $1`, [one!.id, '0193a000-0000-7000-8000-000000000000']);
    await post('New');
    const left = async () => {
      await service.app.get(Cleanup).tick();
      return rowsOf<{ id: string }>(database, 'select endpoint_id as id from webhook_delivery where site_id = $1', [
        site.id,
      ]);
    };
    expect(await poll(left, (rows) => rows.length === 1)).toEqual([{ id: kept.id }]);
    await service.app.get(Cleanup).tick();
    expect(await sql('select id from webhook_endpoint where id = $1', [id])).toEqual([]);
    expect(to.arrived).toHaveLength(3);
  });

  it('are as many as a site may have, seen by its own admins only, and made once for a key', async () => {
    const url = (await receiver()).url;
    const other = await service.api.site(ADMIN_TOKEN);
    const key = { 'idempotency-key': '5a1f62f0-8bd3-4b0e-9d5c-3f6a4a8d3f10' };
    const body = { url, events: ['comment.created'] };
    const made = await Promise.all(
      [1, 2].map(async () => expectStatus(201, await call<WebhookWithSecret>('POST', path(), { body, headers: key }))),
    );
    expect(made[0]).toEqual(made[1]);
    const { id } = made[0]!;
    for (const [method, rest] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/test'],
      ['GET', '/deliveries'],
    ] as const) {
      const refused = await call(method, `/v1/sites/${other.id}/webhooks/${id}${rest}`);
      expect([method, rest, codeOf(refused)]).toEqual([method, rest, 'webhook-not-found']);
    }
    for (const bad of [
      { events: [] },
      { events: ['nothing.happened'] },
      { events: ['page.closed', 'page.closed'] },
      { url: 'x' },
    ])
      expect((await tryToCreate({ url, ...bad } as Partial<CreateWebhook>)).status).toBe(422);
    for (let count = 1; count < LIMITS.webhookEndpoints; count += 1) await create({ url });
    expect(codeOf(await tryToCreate({ url }))).toBe('too-many-webhooks');
  });

  it('tell of held comments, and nothing of a muted reader', async () => {
    const to = await receiver();
    await create({ url: to.url, events: ['comment.created', 'comment.published', 'comment.held', 'comment.edited'] });
    const settings = `/v1/sites/${site.id}/moderation/settings`;
    expectStatus(200, await call('PATCH', settings, { body: { heldWords: ['casino'] } }));
    const session = `/v1/sites/${site.id}/sessions`;
    const troll = expectStatus(201, await call<Session>('POST', session, { body: { name: 'Troll' } }));
    const restriction = `/v1/sites/${site.id}/moderation/readers/${troll.reader.id}/restriction`;
    expectStatus(200, await call('PUT', restriction, { body: { kind: 'mute' } }));
    await post('Heard by nobody', troll.token);
    await post('A casino');
    const held = await arrivals(to, 2);
    expect(held.map((one) => payloadOf(one).type).sort()).toEqual(['comment.created', 'comment.held']);
    await post('Hello');
    await arrivals(to, 4);
    expect(to.arrived.map((one) => payloadOf(one).data.actor?.name)).toEqual(['Ada', 'Ada', 'Ada', 'Ada']);
  });
});

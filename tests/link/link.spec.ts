import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Article,
  type Comment,
  type Counters,
  type Page,
  type WebhookDeliveryList,
  type WebhookWithSecret,
} from '@afterword/contracts';
import { createQueueBackend, jobId, LinkProducer, loadConfig, OpenQueues } from '@afterword/platform';
import { Client } from 'pg';
import { type Api, createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { BACKENDS } from '@afterword/testing/backends';
import { poll } from '@afterword/testing/poll';
import { LAYOUTS, type Services, startServices } from '@afterword/testing/services';

/** The relay's turn, see apps/engagement/src/announcements: whoever holds it keeps every relay from announcing. */
const RELAY_TURN = 7_227_311_002;

/** The roles apart on one backend only, for CI's time: on Redis, as a large installation has it, where there is one. */
const variants = LAYOUTS.flatMap((layout) =>
  (layout === 'together' ? BACKENDS : BACKENDS.slice(-1)).map((queue) => ({ layout, ...queue })),
);

describe.each(variants)('the link between the services, roles $layout, queue on $backend', ({ redisUrl, layout }) => {
  let services: Services;
  let engagement: Api;
  let content: Api;

  beforeAll(async () => {
    services = await startServices({ redisUrl, layout, env: { WEBHOOK_ALLOW_PRIVATE: 'loopback' } });
    engagement = createApi(services.url('engagement'));
    content = createApi(services.url('content'));
  });
  afterAll(() => services.stop());

  const snapshot = async (slug: string): Promise<Article['engagement']> =>
    expectStatus(200, await content.call<Article>('GET', `/v1/articles/${slug}`)).engagement;
  const counters = async (slug: string): Promise<Counters> => (await snapshot(slug)).counters;
  const seen = (slug: string, is: (counters: Counters) => boolean) => poll(() => counters(slug), is);
  /** Resolves when engagement knows the article. */
  const described = (slug: string) =>
    poll(
      async () => expectStatus(200, await engagement.call<Page>('GET', pagePath('demo', slug))),
      ({ url }) => url !== null,
    );
  /** Resolves when content knows all that engagement does of a page. */
  const settled = async (slug: string) => {
    const { version } = expectStatus(200, await engagement.call<Page>('GET', pagePath('demo', slug)));
    await poll(
      () => snapshot(slug),
      (known) => known.version >= version,
    );
  };
  const like = async (slug: string) => {
    const token = await engagement.guest('demo');
    return expectStatus(200, await engagement.call('PUT', `${pagePath('demo', slug)}/reactions/like`, { token }));
  };

  it('tells engagement of a published article: its address and its title', async () => {
    await services.publish('told', 'A title to tell');
    const page = await poll(
      async () => expectStatus(200, await engagement.call<Page>('GET', pagePath('demo', 'told'))),
      ({ url }) => url !== null,
    );
    expect(page).toMatchObject({
      url: `${services.url('content')}/articles/told`,
      title: 'A title to tell',
      closed: false,
    });
  });

  it("brings likes, rewards, shares and comments into the page's HTML", async () => {
    await services.publish('whole');
    const token = await engagement.guest('demo', 'Ada');
    const path = pagePath('demo', 'whole');
    expectStatus(200, await engagement.call('PUT', `${path}/reactions/like`, { token }));
    expectStatus(201, await engagement.call('POST', `${path}/shares`, { token, body: { channel: 'copy' } }));
    const headers = { 'idempotency-key': 'one' };
    expectStatus(201, await engagement.call('POST', `${path}/rewards`, { token, body: { amount: 7 }, headers }));
    const comment = { token, body: { body: 'A remark that *travels*' } };
    expectStatus(201, await engagement.call<Comment>('POST', `${path}/comments`, comment));
    expect(await seen('whole', ({ comments, rewards }) => comments === 1 && rewards.count === 1)).toEqual({
      comments: 1,
      shares: 1,
      rewards: { count: 1, amount: 7 },
      reactions: { like: 1 },
    });
    const html = await poll(
      () => services.html('whole'),
      (text) => text.includes('A remark that <em>travels</em>'),
    );
    expect(html).not.toContain('No comments yet');
  });

  it('serves the page with the last counts while engagement is gone, and catches up when it is back', async () => {
    await services.publish('alone');
    await described('alone');
    await like('alone');
    await settled('alone');
    const before = await services.html('alone');
    await services.end('engagement', 'SIGKILL');
    expect(await services.html('alone')).toBe(before);
    await services.publish('published-meanwhile');
    await services.start('engagement');
    await like('alone');
    await seen('alone', ({ reactions }) => reactions.like === 2);
    await poll(
      async () => expectStatus(200, await engagement.call<Page>('GET', pagePath('demo', 'published-meanwhile'))).url,
      Boolean,
    );
  });

  it('keeps what readers did when the slug of an article changes, whichever of its slugs they use', async () => {
    await services.publish('old-name');
    await described('old-name');
    await like('old-name');
    // Faster than the announcement: a page of the new slug, which turns out to be the same article's.
    await like('new-name');
    const change = { token: ADMIN_TOKEN, body: { slug: 'new-name' } };
    expectStatus(200, await content.call('PATCH', '/v1/articles/old-name', change));
    await seen('new-name', ({ reactions }) => reactions.like === 2);
    const { page, url } = expectStatus(200, await engagement.call<Page>('GET', pagePath('demo', 'new-name')));
    expect([page, url]).toEqual(['old-name', `${services.url('content')}/articles/new-name`]);
    await like('new-name');
    await like('old-name');
    await seen('new-name', ({ reactions }) => reactions.like === 4);
  });

  it('keeps what happens while content is gone', async () => {
    await services.publish('away');
    await services.end('content', 'SIGKILL');
    await like('away');
    await like('away');
    await services.start('content');
    await seen('away', ({ reactions }) => reactions.like === 2);
  });

  it('loses nothing when engagement is killed between commit and enqueue', async () => {
    await services.publish('killed');
    const database = new Client({ connectionString: services.databaseUrl('engagement') });
    await database.connect();
    try {
      // The relay cannot take its turn now: likes are committed and acknowledged, and not one is on the queue.
      await database.query('select pg_advisory_lock($1)', [RELAY_TURN]);
      await Promise.all(Array.from({ length: 20 }, () => like('killed')));
      await services.end('engagement', 'SIGKILL');
      expect((await counters('killed')).reactions.like).toBe(0);
    } finally {
      await database.end();
    }
    await services.start('engagement');
    await seen('killed', ({ reactions }) => reactions.like === 20);
  });

  it('counts every acknowledged like of a storm in which engagement is killed', async () => {
    await services.publish('storm');
    const tokens = await Promise.all(Array.from({ length: 40 }, () => engagement.guest('demo')));
    let acknowledged = 0;
    const killed = (async () => {
      await poll(
        () => acknowledged,
        (count) => count >= 10,
      );
      await services.end('engagement', 'SIGKILL');
    })();
    const answers = await Promise.allSettled(
      tokens.map(async (token, index) => {
        // One after another in eight lanes, so that the kill falls among them.
        for (let turn = 0; turn < index % 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        const { status } = await engagement.call('PUT', `${pagePath('demo', 'storm')}/reactions/like`, { token });
        if (status === 200) acknowledged += 1;
        return status;
      }),
    );
    await killed;
    await services.start('engagement');
    const stored = expectStatus(200, await engagement.call<Page>('GET', pagePath('demo', 'storm'))).counters.reactions
      .like!;
    const answered = answers.filter((answer) => answer.status === 'fulfilled' && answer.value === 200).length;
    // What was stored but not yet answered when the process died may be counted too; what was answered must be.
    expect(stored).toBeGreaterThanOrEqual(answered);
    await seen('storm', ({ reactions }) => reactions.like === stored);
  });

  it('sends webhooks all of it when engagement is killed while it sends, and twice only what was on its way', async () => {
    const arrived: string[] = [];
    let isAnswering = false;
    const receiver = createServer((request, response) => {
      arrived.push(String(request.headers['webhook-id']));
      if (isAnswering) response.writeHead(204).end();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const database = new Client({ connectionString: services.databaseUrl('engagement') });
    await database.connect();
    const webhooks = '/v1/sites/demo/webhooks';
    const asOperator = { token: ADMIN_TOKEN };
    try {
      const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
      const body = { url, events: ['comment.created'] };
      const { id } = expectStatus(
        201,
        await engagement.call<WebhookWithSecret>('POST', webhooks, { ...asOperator, body }),
      );
      const deliveries = async () =>
        expectStatus(200, await engagement.call<WebhookDeliveryList>('GET', `${webhooks}/${id}/deliveries`, asOperator))
          .items;
      const token = await engagement.guest('demo');
      for (let count = 0; count < 8; count += 1) {
        const comment = { token, body: { body: `Remark ${count}` } };
        expectStatus(201, await engagement.call('POST', `${pagePath('demo', 'heard')}/comments`, comment));
      }
      await poll(deliveries, (all) => all.length === 8);
      await poll(
        () => arrived.length,
        (count) => count === 4,
      );
      await services.end('engagement', 'SIGKILL');
      const onTheirWay = [...arrived].sort();
      isAnswering = true;
      // What the dead process was sending is another one's after a minute.
      await database.query(`update webhook_delivery set due_at = now() where due_at is not null`);
      await services.start('engagement');
      await poll(deliveries, (all) => all.every(({ status }) => status === 'delivered'));
      const twice = arrived.filter((one, index) => arrived.indexOf(one) !== index);
      expect([new Set(arrived).size, arrived.length, twice.sort()]).toEqual([8, 12, onTheirWay]);
      expectStatus(204, await engagement.call('DELETE', `${webhooks}/${id}`, asOperator));
    } finally {
      receiver.closeAllConnections();
      receiver.close();
      await database.end();
    }
  });

  it('ignores announcements that come twice or late', async () => {
    await services.publish('twice');
    await like('twice');
    await seen('twice', ({ reactions }) => reactions.like === 1);
    const { version } = await snapshot('twice');
    const config = loadConfig('engagement', services.env);
    const backend = createQueueBackend(config);
    const opened = new OpenQueues(backend);
    const producer = new LinkProducer(backend, opened);
    const announce = (name: string, counterVersion: number, likes: number) =>
      producer.add('engagement', [
        {
          name: 'page.snapshot',
          jobId: jobId('page.snapshot', 'spec', name),
          data: {
            schemaVersion: 1,
            site: 'demo',
            page: 'twice',
            counters: {
              version: counterVersion,
              value: { comments: 0, shares: 0, rewards: { count: 0, amount: 0 }, reactions: { like: likes } },
            },
            comments: null,
            announcedAt: new Date().toISOString(),
          },
        },
      ]);
    try {
      await announce('newest', 1_000, 55);
      await seen('twice', ({ reactions }) => reactions.like === 55);
      await announce('again', 1_000, 66);
      await announce('late', 999, 77);
      await announce('last', 1_001, 88);
      await seen('twice', ({ reactions }) => reactions.like === 88);
      expect((await snapshot('twice')).version).toBeGreaterThan(version);
    } finally {
      await opened.onApplicationShutdown();
    }
  });

  it("shows a site's new look on articles that nobody acts on, with one message and another validator", async () => {
    await services.publish('untouched');
    const read = async () => {
      const answer = await fetch(`${services.url('content')}/articles/untouched`);
      return { html: await answer.text(), etag: answer.headers.get('etag')! };
    };
    const set = (body: object) =>
      engagement.call('PATCH', '/v1/admin/sites/demo', { token: services.env.ADMIN_TOKEN!, body });
    const before = await read();
    expect(before.html).not.toContain('Ripe');
    const look = { icons: { like: '🫐' }, texts: { en: { like: 'Ripe' } } };
    expectStatus(200, await set({ look }));
    const after = await poll(read, ({ html }) => html.includes('🫐'));
    expect(after.html).toContain('Ripe');
    expect(after.etag).not.toBe(before.etag);
    const again = async (etag: string) =>
      (await fetch(`${services.url('content')}/articles/untouched`, { headers: { 'if-none-match': etag } })).status;
    expect([await again(before.etag), await again(after.etag)]).toEqual([200, 304]);
    expectStatus(200, await set({ look: {} }));
    await poll(read, ({ html }) => !html.includes('🫐'));
  });

  it('refuses comments on an article that was taken back, and takes them again when it is published', async () => {
    await services.publish('taken-back');
    const closed = async () =>
      expectStatus(200, await engagement.call<Page>('GET', pagePath('demo', 'taken-back'))).closed;
    const operator = { token: services.env.ADMIN_TOKEN! };
    await content.call('POST', '/v1/articles/taken-back/unpublish', operator);
    await poll(closed, (is) => is);
    expect(await services.status(`${services.url('content')}/articles/taken-back`)).toBe(404);
    await content.call('POST', '/v1/articles/taken-back/publish', operator);
    await poll(closed, (is) => !is);
  });
});

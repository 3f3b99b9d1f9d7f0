import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Comment, ModerationQueue, ModerationSettings, Site } from '@afterword/contracts';
import { metricsRegistry } from '@afterword/platform';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { DataSource } from 'typeorm';
import { ExternalCheck } from './external-check';

const KEY = randomBytes(32);
const SECRET = `whsec_${KEY.toString('base64')}`;

interface Asked {
  headers: IncomingHttpHeaders;
  body: string;
}

describe("a site's own check", () => {
  let service: RunningEngagement;
  let classifier: Server;
  let asked: Asked[];
  let answer: (response: ServerResponse) => void;
  let url: string;
  let site: Site;
  let ada: string;

  beforeAll(async () => {
    service = await startEngagement();
    classifier = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        asked.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        answer(response);
      })();
    }).listen(0, '127.0.0.1');
    await once(classifier, 'listening');
    url = `http://127.0.0.1:${(classifier.address() as AddressInfo).port}/check`;
  });
  afterAll(async () => {
    classifier.closeAllConnections();
    classifier.close();
    await service.stop();
  });
  beforeEach(async () => {
    asked = [];
    allow(['127.0.0.1']);
    site = await service.api.site(ADMIN_TOKEN);
    ada = await service.api.guest(site.id, 'Ada');
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const allow = (addresses: readonly string[]) => {
    const check = service.app.get(ExternalCheck);
    check.network = { ...check.network, isAllowed: (address) => addresses.includes(address) };
  };
  const json = (body: unknown) => (response: ServerResponse) => response.end(JSON.stringify(body));
  const settings = `/v1/sites/`;
  const set = (external: object | null) =>
    call<ModerationSettings>('PATCH', `${settings}${site.id}/moderation/settings`, {
      token: ADMIN_TOKEN,
      body: { external },
    });
  const post = (body: string) =>
    call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, { token: ada, body: { body } });
  const failures = async () =>
    Number(
      /afterword_moderation_step_failures_total\{step="external"\} (\d+)/.exec(await metricsRegistry.metrics())?.[1] ??
        0,
    );

  it('is asked again where a moderator changes how the page is moderated meanwhile', async () => {
    const page = `/v1/admin/sites/${site.id}/pages/talk`;
    const change = (body: object) => call('PATCH', page, { token: ADMIN_TOKEN, body });
    const meanwhile = (body: object) => (response: ServerResponse) => {
      answer = json({ verdict: 'publish' });
      void change(body).then((changed) => {
        expectStatus(200, changed);
        answer(response);
      });
    };
    expectStatus(200, await set({ url, secret: SECRET, timeoutMs: 5_000 }));
    answer = json({ verdict: 'publish' });
    const first = expectStatus(201, await post('Before'));
    answer = meanwhile({ mode: 'pre' });
    expect(expectStatus(201, await post('Held by the new mode')).status).toBe('pending');
    expectStatus(200, await change({ mode: null }));
    answer = meanwhile({ mode: 'pre' });
    const edit = call<Comment>('PATCH', `/v1/comments/${first.id}`, { token: ada, body: { body: 'Held, too' } });
    expect(expectStatus(200, await edit).status).toBe('pending');
    expectStatus(200, await change({ mode: null }));
    answer = meanwhile({ slowSeconds: 3_600 });
    expect((await post('Too soon on a page that is slow now')).status).toBe(429);
    expect(asked).toHaveLength(7);
  });

  it('is asked with a signature, and its verdict counts', async () => {
    const stored = expectStatus(200, await set({ url, secret: SECRET }));
    expect(stored.external).toEqual({ url, timeoutMs: 2_000, fails: 'open' });
    answer = json({ verdict: 'publish' });
    expect(expectStatus(201, await post('A **text**')).status).toBe('published');
    const [{ headers, body } = { headers: {}, body: '' }] = asked;
    const signed = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', KEY).update(signed).digest('base64')}`);
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60);
    expect(JSON.parse(body)).toMatchObject({
      type: 'comment.check',
      data: { site: site.id, page: 'talk', comment: { body: 'A **text**', isReply: false }, author: { role: 'guest' } },
    });
    answer = json({ verdict: 'hold', reason: 'Score 0.93', matches: ['text'] });
    expect(expectStatus(201, await post('Held')).status).toBe('pending');
    answer = json({ verdict: 'reject', reason: 'No insults, please.' });
    const refused = await post('Rejected');
    expect([refused.status, (refused.body as unknown as { detail: string }).detail]).toEqual([
      422,
      'No insults, please.',
    ]);
    const queue = `${settings}${site.id}/moderation/comments`;
    const { items } = expectStatus(200, await call<ModerationQueue>('GET', queue, { token: ADMIN_TOKEN }));
    expect(items[0]?.verdicts).toMatchObject([{ step: 'external', reason: 'Score 0.93', matches: ['text'] }]);
  });

  it('shows its secret to nobody, and keeps it with another address', async () => {
    expect((await set({ url })).status).toBe(422);
    expect((await set({ url, secret: 'whsec_short' })).status).toBe(422);
    expectStatus(200, await set({ url, secret: SECRET }));
    const changed = expectStatus(200, await set({ url: `${url}?v=2`, fails: 'closed' }));
    expect(changed.external).toEqual({ url: `${url}?v=2`, timeoutMs: 2_000, fails: 'closed' });
    answer = json({ verdict: 'publish' });
    expectStatus(201, await post('Signed'));
    const shown = [
      await call('GET', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN }),
      await call('GET', `${settings}${site.id}/moderation/settings`, { token: ADMIN_TOKEN }),
      await call('GET', `/v1/sites/${site.id}`),
    ];
    for (const { body } of shown) expect(JSON.stringify(body)).not.toContain('whsec_');
    expectStatus(200, await set(null));
    const left = 'select moderation_secrets as secrets from site where id = $1';
    expect(await service.app.get(DataSource).query(left, [site.id])).toEqual([{ secrets: {} }]);
  });

  it('fails open or closed as the site says, and failures are counted', async () => {
    const before = await failures();
    const ways: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(500).end(),
      (response) => response.writeHead(302, { location: url }).end(),
      (response) => response.end('no JSON'),
      json({ verdict: 'maybe' }),
      (response) => response.end(JSON.stringify({ verdict: 'publish', padding: 'x'.repeat(70_000) })),
      (response) => response.destroy(),
      // No answer: the time is over.
      () => undefined,
    ];
    for (const fails of ['open', 'closed'] as const) {
      expectStatus(200, await set({ url, secret: SECRET, fails, timeoutMs: 500 }));
      for (const [index, way] of ways.entries()) {
        answer = way;
        const { status } = expectStatus(201, await post(`${fails} ${index}`));
        expect([index, status]).toEqual([index, fails === 'open' ? 'published' : 'pending']);
      }
    }
    expect(await failures()).toBe(before + 2 * ways.length);
    expect(asked).toHaveLength(2 * ways.length);
  });

  it('dials no address that is not public, by number or by name', async () => {
    const check = service.app.get(ExternalCheck);
    const fresh = new ExternalCheck(service.app.get(DataSource), service.config);
    check.network = {
      ...fresh.network,
      resolve: (_host, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    };
    answer = json({ verdict: 'reject' });
    const port = new URL(url).port;
    for (const host of [
      '127.0.0.1',
      'classifier.example',
      '[::1]',
      '169.254.169.254',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
    ]) {
      expectStatus(200, await set({ url: `http://${host}:${port}/`, secret: SECRET, timeoutMs: 500 }));
      expect(expectStatus(201, await post(`To ${host}`)).status).toBe('published');
    }
    expect(asked).toEqual([]);
    const allowed = new ExternalCheck(service.app.get(DataSource), {
      ...service.config,
      webhookAllowPrivate: ['127.0.0.0/8'],
    });
    expect(allowed.network.isAllowed('127.0.0.1')).toBe(true);
    expect(allowed.network.isAllowed('10.0.0.1')).toBe(false);
  });
});

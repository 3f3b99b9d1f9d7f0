import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as send } from 'node:http';
import { Readable } from 'node:stream';
import type { Comment, ImportFile, InvitedStaff, NotificationList, Share, Site, Webhook } from '@afterword/contracts';
import { type ApiOperation, rowsOf } from '@afterword/platform';
import fastify from 'fastify';
import { DataSource } from 'typeorm';
import { StaffLinks } from '../../apps/engagement/src/staff-mail';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { content, engagement } from '@afterword/testing/described-services';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { endStreamsOfHead } from '../../libs/platform/src/http/head-or-prefetch';

/** What browsers say when they load ahead: of today, of old, and of the page to come. */
const PREFETCHES: Record<string, string>[] = [
  { 'sec-purpose': 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { 'sec-purpose': 'prefetch;anonymous-client-ip' },
  { purpose: 'prefetch' },
  { 'x-purpose': 'preview' },
  { 'x-moz': 'prefetch' },
];

interface Asked {
  url: string;
  method: 'GET' | 'HEAD';
  headers: Record<string, string>;
}

/** A browser's, so that a visit counts. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Resolves with the head; the body is still to come. */
async function open({ url, method, headers }: Asked): Promise<IncomingMessage> {
  const request = send(url, { method, agent: false, headers: { 'user-agent': BROWSER, ...headers } });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** Resolves when the answer has ended, with what came. */
async function whole(asked: Asked) {
  const response = await open(asked);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
}

/** Headers that differ from one answer to the next. A cached article, which only GET is answered with, is not counted. */
const CHANGING = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'ratelimit', 'ratelimit-policy']);

const lasting = (headers: IncomingMessage['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !CHANGING.has(name)));

type Operation = Pick<ApiOperation, 'id' | 'path' | 'access'>;

const reads = (operations: readonly ApiOperation[]): Operation[] => operations.filter(({ method }) => method === 'get');

const isEventStream = ({ id }: Operation) => id === 'watchPage';

/** Bodies that are never the same twice: a challenge, a moment, a count. */
const UNIQUE = new Set(['readChallenge', 'exportMe', 'ready', 'metrics', 'commentPage', 'exportSite', 'listQueues']);

/** Streams. Node gives an empty one a length, which HEAD cannot know without reading it. */
const STREAMED = new Set(['exportModerationLog', 'exportSite']);

describe('HEAD and prefetch, on every GET of engagement,', () => {
  let service: RunningEngagement;
  let site: Site;
  let token: string;
  let parameters: Record<string, string>;
  let webhook: Webhook;
  let importFile: ImportFile;
  let staffLink: string;
  let mailPage: string;
  let guideStyle: string;

  beforeAll(async () => {
    // Nobody is there, and nothing is sent.
    service = await startEngagement({ mail: { smtpUrl: 'smtp://127.0.0.1:1', from: 'talk@paper.example' } });
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
    token = await service.api.guest(site.id, 'Ada');
    const page = pagePath(site.id, 'talk');
    const made = async <Body>(rest: string, body: object) =>
      expectStatus(201, await service.api.call<Body>('POST', page + rest, { token, body }));
    const comment = await made<Comment>('/comments', { body: 'Hello' });
    const share = await made<Share>('/shares', { channel: 'copy' });
    const described = { token: ADMIN_TOKEN, body: { url: 'https://paper.example/talk' } };
    expectStatus(200, await service.api.call('PUT', page, described));
    const hook = { token: ADMIN_TOKEN, body: { url: 'https://paper.example/hook', events: ['page.closed'] } };
    webhook = expectStatus(201, await service.api.call<Webhook>('POST', `/v1/sites/${site.id}/webhooks`, hook));
    const file = { token: ADMIN_TOKEN, body: { name: 'export.xml', bytes: 1 } };
    importFile = expectStatus(
      201,
      await service.api.call<ImportFile>('POST', `/v1/sites/${site.id}/import-files`, file),
    );
    await service.app
      .get(DataSource)
      .query(
        `insert into import_run (site_id, id, source, format, file, fingerprint) values ($1, $2, 'jsonl', 'jsonl', 'export.jsonl', '')`,
        [site.id, comment.id],
      );
    // Their choice gives a reader the link that ends their mail.
    expectStatus(
      200,
      await service.api.call('PATCH', '/v1/me/notification-settings', { token, body: { timeZone: 'UTC' } }),
    );
    const [mail] = await rowsOf<{ token: string }>(
      service.app.get(DataSource),
      `select unsubscribe_token as token from reader_mail`,
    );
    staffLink = await service.app
      .get(StaffLinks)
      .tokenFor({ purpose: 'end', staffId: await memberOfStaff(), siteId: site.id });
    const told = await service.api.call<NotificationList>('GET', '/v1/me/notifications', { token });
    mailPage = expectStatus(200, told).mailSettingsUrl!.split('/').at(-1)!;
    const { body: guide } = await service.api.call<string>('GET', '/docs/guide');
    guideStyle = /files\/([\w-]+\.css)/.exec(guide)![1]!;
    const { code } = share;
    const link = { purpose: 'unsubscribe', token: mail!.token };
    parameters = {
      ...link,
      site: site.id,
      page: 'talk',
      id: comment.id,
      code,
      kind: 'like',
      avatar: `${randomUUID()}.svg`,
    };
  });
  afterAll(() => service.stop());

  async function memberOfStaff(): Promise<string> {
    const body = { email: 'mo@paper.example', roles: [{ site: site.id, role: 'moderator' }] };
    const invited = await service.api.call<InvitedStaff>('POST', '/v1/admin/staff', { token: ADMIN_TOKEN, body });
    const { id, invitation } = expectStatus(201, invited);
    const accepted = { body: { token: invitation!.url.split('#invitation=')[1] } };
    expectStatus(201, await service.api.call('POST', '/v1/staff/invitations/accept', accepted));
    return id;
  }

  const parametersOf = ({ path }: Operation): Record<string, string> => {
    if (path.includes('/webhooks/')) return { ...parameters, id: webhook.id };
    if (path.includes('/queues/')) return { queue: 'articles' };
    if (path.includes('/import-files/')) return { ...parameters, id: importFile.id };
    if (path.startsWith('/docs/guide/files/')) return { file: guideStyle };
    if (path.startsWith('/docs/guide/'))
      return { folder: 'recipes', page: path.includes('{folder}') ? 'hugo' : 'concepts' };
    if (path.includes('/mail/staff/')) return { ...parameters, token: staffLink };
    return path.includes('/mail/settings/') ? { ...parameters, token: mailPage } : parameters;
  };
  const pathOf = (operation: Operation) =>
    operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(parametersOf(operation)[name] ?? 'nothing'),
    ) + (operation.path === '/v1/counters' ? `?site=${site.id}&page=talk` : '');
  const tokenOf = ({ access }: Operation) =>
    access === 'reader' ? token : ['operator', 'moderator', 'admin'].includes(access) ? ADMIN_TOKEN : null;
  const askedOf = (operation: Operation, method: 'GET' | 'HEAD', headers: Record<string, string> = {}): Asked => {
    const owner = tokenOf(operation);
    return {
      url: service.url + pathOf(operation),
      method,
      headers: { ...(owner !== null && { authorization: `Bearer ${owner}` }), ...headers },
    };
  };

  /** A digest of each table. What a worker marks as announced meanwhile is no effect of a read. */
  async function stored(): Promise<Record<string, string>> {
    const database = service.app.get(DataSource);
    const tables = await rowsOf<{ name: string }>(
      database,
      `select table_name as name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'event\\_%' order by 1`,
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] = await rowsOf<{ digest: string }>(
        database,
        `select coalesce(md5(string_agg(row, chr(10) order by row)), '') as digest
           from (select (to_jsonb(t) - '{announced_counters_version,announced_comments_version}'::text[])::text as row
                   from "${name}" t) rows`,
      );
      digests[name] = row!.digest;
    }
    return digests;
  }

  const streamsOpen = async () => {
    const { body } = await service.api.call<string>('GET', '/metrics');
    return Number(/^afterword_event_streams (\d+)$/m.exec(body)?.[1]);
  };

  it('is answered like GET, with the same headers and no body', async () => {
    const operations = reads(engagement.operations);
    expect(operations.length).toBeGreaterThan(25);
    for (const operation of operations) {
      const head = await whole(askedOf(operation, 'HEAD'));
      const get = await open(askedOf(operation, 'GET'));
      get.destroy();
      const { id } = operation;
      expect([id, head.status, head.body]).toEqual([id, get.statusCode, '']);
      const drop = UNIQUE.has(id) || STREAMED.has(id) ? ['content-length', 'etag'] : [];
      const kept = (headers: IncomingMessage['headers']) =>
        Object.entries(lasting(headers))
          .filter(([name]) => !drop.includes(name))
          // Cached answers set them in another order.
          .sort(([one], [other]) => one.localeCompare(other));
      expect([id, kept(head.headers)]).toEqual([id, kept(get.headers)]);
    }
    // Parameters lead to something, so that it is not all 404.
    const found = await Promise.all(operations.map((operation) => whole(askedOf(operation, 'HEAD'))));
    expect(found.filter(({ status }) => status === 404).length).toBeLessThan(8);
  });

  it('opens no stream, and the answer ends', async () => {
    const [stream] = engagement.operations.filter(isEventStream);
    const before = await streamsOpen();
    for (let times = 0; times < 5; times += 1) {
      const { status, headers } = await whole(askedOf(stream!, 'HEAD'));
      expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    }
    for (const headers of PREFETCHES) expect((await whole(askedOf(stream!, 'GET', headers))).status).toBe(200);
    expect(await streamsOpen()).toBe(before);
  });

  it('changes nothing that is stored', async () => {
    const before = await stored();
    for (const operation of reads(engagement.operations)) {
      await whole(askedOf(operation, 'HEAD'));
      for (const headers of PREFETCHES) await whole(askedOf(operation, 'GET', headers));
    }
    expect(await stored()).toEqual(before);
    // The same request by a person has an effect, so there is something that was not done.
    const [visit] = engagement.operations.filter(({ id }) => id === 'visitShare');
    expect((await whole(askedOf(visit!, 'GET', { 'user-agent': `${BROWSER} Another` }))).status).toBe(302);
    expect(await stored()).not.toEqual(before);
  });
});

describe('HEAD, on every GET of content,', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent();
    const article = {
      slug: 'story',
      title: 'A story',
      author: 'Ada',
      topics: ['Boats'],
      language: 'en',
      body: 'Some words.',
      publishedAt: '2026-01-02T03:04:05Z',
    };
    const asked = { token: ADMIN_TOKEN, body: article };
    expectStatus(201, await service.api.call('POST', '/v1/articles', asked));
    expectStatus(200, await service.api.call('POST', '/v1/articles/story/publish', { token: ADMIN_TOKEN }));
  });
  afterAll(() => service.stop());

  const PARAMETERS: Record<string, string> = { slug: 'story', topic: 'boats', year: '2026', month: '01', part: '1' };
  const pathOf = ({ path }: Operation) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(PARAMETERS[name] ?? 'nothing')) +
    (path === '/oembed' ? `?url=${encodeURIComponent('https://paper.example/articles/story')}` : '');

  it('is answered like GET, with the same headers and no body', async () => {
    const operations = reads(content.operations);
    expect(operations.length).toBeGreaterThan(20);
    for (const operation of operations) {
      const url = service.url + pathOf(operation);
      // Twice, since the first answer fills caches that answer the second.
      for (let times = 0; times < 2; times += 1) {
        const head = await whole({ url, method: 'HEAD', headers: {} });
        const get = await whole({ url, method: 'GET', headers: {} });
        const { id } = operation;
        expect([id, head.status, head.body]).toEqual([id, get.status, '']);
        if (UNIQUE.has(id)) continue;
        expect([id, lasting(head.headers)]).toEqual([id, lasting(get.headers)]);
      }
    }
  });
});

it('ends the answer to HEAD, and reads no body that has no end', async () => {
  const endless = new Readable({ read: () => setImmediate(() => endless.push('x')) });
  const server = fastify();
  endStreamsOfHead(server);
  server.get('/', (_request, reply) => reply.type('text/plain').send(endless));
  try {
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const { status, body } = await whole({ url, method: 'HEAD', headers: {} });
    expect([status, body, endless.destroyed]).toEqual([200, '', true]);
  } finally {
    endless.destroy();
    await server.close();
  }
});

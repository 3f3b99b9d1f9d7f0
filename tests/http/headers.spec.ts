import { connect } from 'node:net';
import type { Site } from '@afterword/contracts';
import type { ApiOperation } from '@afterword/platform';
import { pagePath } from '@afterword/testing/api';
import { startContent } from '@afterword/testing/content';
import { content, engagement } from '@afterword/testing/described-services';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

/** What every answer of both services has. Policies differ, and their presence does not. */
const SAME = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': /.+/,
  'cross-origin-resource-policy': 'cross-origin',
  'permissions-policy': /camera=\(\)/,
  'content-security-policy': /default-src 'none'|script-src/,
};

function expectSame(asked: string, headers: Headers): void {
  for (const [name, expected] of Object.entries(SAME)) {
    const value = headers.get(name);
    if (typeof expected === 'string') expect([asked, name, value]).toEqual([asked, name, expected]);
    else expect([asked, name, value]).toEqual([asked, name, expect.stringMatching(expected)]);
  }
}

const startSecure = () =>
  startEngagement({ engagementUrl: 'https://talk.example', contentUrl: 'https://paper.example' });

const SERVICES = [
  { name: 'engagement', start: startSecure, operations: engagement.operations },
  { name: 'content', start: startContent, operations: content.operations },
] as const;

describe.each(SERVICES)('answers of $name', ({ name, start, operations }) => {
  let service: Awaited<ReturnType<typeof start>>;
  let site = 'nothing';

  beforeAll(async () => {
    service = await start();
    if (name === 'engagement') site = (await service.api.site(ADMIN_TOKEN)).id;
  });
  afterAll(() => service.stop());

  const urlOf = ({ path }: ApiOperation) =>
    service.url +
    path.replace(/\{(\w+)\}/g, (_, parameter: string) => (parameter === 'site' ? site : 'nothing')) +
    (path === '/v1/counters' ? `?site=${site}&page=a` : '');

  async function headersOf(url: string, init: RequestInit): Promise<Headers> {
    const response = await fetch(url, { redirect: 'manual', ...init });
    await response.body?.cancel();
    return response.headers;
  }

  it('have the same security headers, whatever they are', async () => {
    for (const operation of operations) {
      const method = operation.method.toUpperCase();
      for (const authorization of ['', `Bearer ${ADMIN_TOKEN}`]) {
        const headers = { ...(authorization !== '' && { authorization }) };
        expectSame(operation.id, await headersOf(urlOf(operation), { method, headers }));
      }
    }
    for (const path of ['/no/such/route', '/%zz', '/v1/sites/%', '/health/live']) {
      for (let times = 0; times < 2; times += 1) expectSame(path, await headersOf(service.url + path, {}));
    }
    const preflight = { origin: 'https://paper.example', 'access-control-request-method': 'PUT' };
    if (name === 'engagement') {
      expectSame('preflight', await headersOf(`${service.url}/v1/me`, { method: 'OPTIONS', headers: preflight }));
    }
  });
});

describe('a shared cache before engagement', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startSecure();
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
  });
  afterAll(() => service.stop());

  const ask = (path: string, headers: Record<string, string> = {}) =>
    service.api.call<string>('GET', path, { headers });

  /** The names of the widget's files, as they name each other. */
  async function widgetFiles(): Promise<string[]> {
    const { body } = await ask('/embed.js');
    const names = new Set([...body.matchAll(/[\w-]+-[0-9A-Z]{8}\.(?:js|json)/g)].map(([name]) => `/embed/${name}`));
    return ['/embed.js', '/embed.js.map', '/embed/playground.js', ...names];
  }

  it('may give a public file, asked for without an origin, to every origin', async () => {
    const files = [...(await widgetFiles()), '/avatars/0123456789ab.svg'];
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const first = await ask(file);
      const etag = first.headers.get('etag');
      const later = etag === null ? first : await ask(file, { 'if-none-match': etag });
      const fromOrigin = await ask(file, { origin: 'https://evil.example' });
      for (const { headers } of [first, later, fromOrigin]) {
        expect([file, headers.get('access-control-allow-origin')]).toEqual([file, '*']);
        expect([file, (headers.get('vary') ?? '').includes('origin')]).toEqual([file, false]);
      }
    }
  });

  it.each([
    ['a head that is too large', `GET /v1/counters?page=${'x'.repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 400],
    [
      'a path that cannot be decoded',
      'GET /v1/sites/demo/pages/%E0%A4%A HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      400,
    ],
    ['no HTTP', 'How are you?\r\n\r\n', 400],
  ])('gets the problem of %s for every origin', async (_what, request, status) => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.end(request.replace('host: x', 'host: x\r\norigin: https://paper.example'));
    let answer = '';
    for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString();
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.toLowerCase()).toMatch(/\r\naccess-control-allow-origin: (\*|https:\/\/paper\.example)\r\n/);
    expect(answer).toContain('application/problem+json');
  });

  it('is told that everything else depends on the origin, with one and without', async () => {
    const page = pagePath(site.id, 'talk');
    const paths = [page, page, `${page}/comments`, `${page}/comments`, `/v1/sites/${site.id}`, '/v1/me', '/nowhere'];
    for (const path of [...paths, `/v1/counters?site=${site.id}&page=talk`, `/v1/counters?site=${site.id}&page=talk`]) {
      for (const origin of [undefined, 'https://paper.example', 'https://evil.example']) {
        const { headers } = await ask(path, origin === undefined ? {} : { origin });
        expect([path, origin, (headers.get('vary') ?? '').split(', ').filter((part) => part === 'origin')]).toEqual([
          path,
          origin,
          ['origin'],
        ]);
        const etag = headers.get('etag');
        if (etag === null) continue;
        const again = await ask(path, { 'if-none-match': etag, ...(origin !== undefined && { origin }) });
        expect([path, again.status, again.headers.get('vary')]).toEqual([path, 304, expect.stringContaining('origin')]);
      }
    }
  });
});

describe('a problem', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  const BYTES = 233_000;
  const key = 'k'.repeat(BYTES - 100);
  it.each<[string, unknown]>([
    ['many unknown keys', Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, 1]))],
    [
      'long unknown keys',
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${key.slice(0, BYTES / 20)}${index}`, 1])),
    ],
    ['one unknown key', { [key]: 1 }],
    ['keys to be escaped', { ['~/'.repeat(BYTES / 3)]: 1 }],
    ['halves of characters', { ['🦊'.repeat(BYTES / 8)]: 1 }],
    ['a long value', { name: key }],
    ['a deep array', { name: Array.from({ length: 50_000 }, () => []) }],
    ['many errors in a list', { origins: Array.from({ length: 20_000 }, (_, index) => `no-origin-${index}`) }],
  ])('about %s is short', async (_name, body) => {
    const answers = [
      await service.api.call('POST', '/v1/admin/sites', { token: ADMIN_TOKEN, body }),
      await service.api.call('POST', '/v1/sites/demo/sessions', { body }),
    ];
    for (const answer of answers) {
      expect([404, 413, 422]).toContain(answer.status);
      const text = JSON.stringify(answer.body);
      expect(text.length).toBeLessThan(12_000);
      expect(text).not.toMatch(/\\ud[89ab]../);
    }
  });
});

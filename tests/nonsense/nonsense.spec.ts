import { randomUUID } from 'node:crypto';
import { type Comment, ProblemSchema, type Share, type Site } from '@afterword/contracts';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { LedgerReader } from '../../apps/engagement/src/ledger';
import { ReconciliationService } from '../../apps/engagement/src/reconciliation';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { content, engagement } from '@afterword/testing/described-services';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { ask, type RawAnswer, type RawRequest } from './raw-http';
import { requests } from './requests';

/** More by `NONSENSE_REQUESTS`, for a long night. */
const REQUESTS = Number(process.env.NONSENSE_REQUESTS ?? 1_000);

const TABLES = [
  'site',
  'page',
  'page_key',
  'page_author',
  'comment',
  'reaction',
  'share',
  'account',
  'transfer',
  'counter',
  'reader',
];

/** Refused with a problem, or done; never a failure of ours. `people`: pages that are read by people say so in HTML. */
function expectAnswered(
  { method }: RawRequest,
  { status, contentType, body }: RawAnswer,
  { people }: { people: boolean },
): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
  if (status < 400 || method === 'HEAD') return;
  if (people && contentType.startsWith('text/html')) return;
  expect(contentType).toMatch(/^application\/problem\+json/);
  const problem = ProblemSchema.parse(JSON.parse(body));
  expect(problem).toMatchObject({ status, detail: expect.stringMatching(/\w/) });
  // `detail` refers to `errors`.
  if (problem.type.endsWith(':invalid-request')) expect(problem.errors).not.toHaveLength(0);
}

const UNANNOUNCED = `
  select id from page
   where site_id = $1
     and (counters_version > announced_counters_version or comments_version > announced_comments_version)`;

describe('engagement, asked anything at all,', () => {
  let service: RunningEngagement;
  let site: Site;
  let bystander: Site;

  beforeAll(async () => {
    service = await startEngagement();
    bystander = await service.api.site(ADMIN_TOKEN);
    await populate(bystander);
    site = await service.api.site(ADMIN_TOKEN);
  });
  afterAll(() => service.stop());

  async function populate({ id }: Site) {
    const page = pagePath(id, 'talk');
    const token = await service.api.guest(id, 'Ada');
    const headers = () => ({ 'idempotency-key': randomUUID() });
    const made = async <Body>(rest: string, body: object) =>
      expectStatus(201, await service.api.call<Body>('POST', page + rest, { token, body, headers: headers() }));
    const comment = await made<Comment>('/comments', { body: 'Hello' });
    const share = await made<Share>('/shares', { channel: 'copy' });
    await made('/rewards', { amount: 3 });
    expectStatus(200, await service.api.call('PUT', `${page}/reactions/like`, { token }));
    return { token, comment, share };
  }

  /** All that is stored of a site. */
  const stored = async ({ id }: Site) =>
    Object.fromEntries(
      await Promise.all(
        TABLES.map(async (table) => {
          const owner = table === 'site' ? 'id' : 'site_id';
          const rows = await service.app
            .get(DataSource)
            .query<unknown[]>(`select t::text from ${table} t where ${owner} = $1 order by 1`, [id]);
          return [table, rows] as const;
        }),
      ),
    );

  it(`refuses nonsense with a problem, keeps its books, and leaves other sites alone (${REQUESTS} requests)`, async () => {
    const { token, comment, share } = await populate(site);
    // The relay marks what it has announced when it comes to it.
    await poll(
      () => service.app.get(DataSource).query<unknown[]>(UNANNOUNCED, [bystander.id]),
      (pages) => pages.length === 0,
    );
    const before = await stored(bystander);
    // These would succeed once and leave nothing to ask for.
    const operations = engagement.operations.filter(
      ({ id }) => !['deleteSite', 'deleteMe', 'endMySessions', 'endSession'].includes(id),
    );
    const known = {
      parameters: { site: [site.id], page: ['talk', 'other'], kind: ['like'], id: [comment.id], code: [share.code] },
      tokens: [token, ADMIN_TOKEN],
    };
    const port = Number(new URL(service.url).port);
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(requests(operations, known), async (request) => {
        const answer = await ask(port, request);
        expectAnswered(request, answer, { people: request.path.startsWith('/mail/') });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      }),
      { numRuns: REQUESTS, endOnFailure: true },
    );
    // It was not all refused for the same reason: the nonsense got far enough to matter.
    for (const status of [200, 400, 401, 403, 404, 415, 422]) expect([...statuses.keys()]).toContain(status);
    expect(await stored(bystander)).toEqual(before);
    for (const { sum, wrongBalances, overdrawn } of await service.app.get(LedgerReader).check()) {
      expect([sum, wrongBalances, overdrawn]).toEqual([0, 0, 0]);
    }
    for await (const drift of service.app.get(ReconciliationService).all({ fix: false }))
      throw new Error(JSON.stringify(drift));
    expectStatus(200, await service.api.call('GET', '/health/ready'));
  }, 240_000);

  it.each<[string, string | Buffer]>([
    ['a body that nests too deep to be read', `{"body":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a body that names a prototype', '{"body":"x","__proto__":{"isAdmin":true}}'],
    ['a body in another encoding', Buffer.from('{"body":"é"}', 'latin1')],
    ['a body with a null character', '{"body":"a\\u0000b"}'],
    ['a body with half a character', '{"body":"\\ud800"}'],
  ])('changes nothing by %s', async (_what, rawBody) => {
    const before = await stored(site);
    const token = await service.api.guest(bystander.id);
    for (const as of [token, ADMIN_TOKEN]) {
      const answer = await service.api.call('POST', `${pagePath(site.id, 'talk')}/comments`, { token: as, rawBody });
      expect([400, 403, 422]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    expect(await stored(site)).toEqual(before);
  });
});

describe('content, asked anything at all,', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());

  it(`refuses nonsense, with a problem or a page (${REQUESTS} requests)`, async () => {
    const article = { slug: 'a-story', title: 'A story', body: 'It was *night*.' };
    expectStatus(201, await service.api.call('POST', '/v1/articles', { token: ADMIN_TOKEN, body: article }));
    const known = { parameters: { slug: ['a-story'], topic: ['rivers'] }, tokens: [ADMIN_TOKEN] };
    const port = Number(new URL(service.url).port);
    await fc.assert(
      fc.asyncProperty(requests(content.operations, known), async (request) => {
        expectAnswered(request, await ask(port, request), { people: !request.path.startsWith('/v1/') });
      }),
      { numRuns: REQUESTS, endOnFailure: true },
    );
    expectStatus(200, await service.api.call('GET', '/health/ready'));
  }, 240_000);
});

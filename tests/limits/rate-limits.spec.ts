import { randomUUID } from 'node:crypto';
import { RATE_LIMITS } from '@afterword/contracts';
import type { Comment, CommentList, Page, Site } from '@afterword/contracts';
import { RateLimitStore } from '../../libs/platform/src/rate-limits/rate-limit-store';
import { type CallOptions, expectStatus, pagePath } from '@afterword/testing/api';
import { BACKENDS } from '@afterword/testing/backends';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { startRedis } from '@afterword/testing/redis';

const REFUSED = { type: 'urn:afterword:problem:rate-limited', status: 429 };

describe.each(BACKENDS)('rate limits, counted with $backend', ({ backend, redisUrl }) => {
  let services: RunningEngagement[];
  let site: Site;
  let path: (rest: string) => string;

  beforeAll(async () => {
    // On a busy machine Redis takes longer now and then, and what each process counts for itself is no sum.
    jest.replaceProperty(RateLimitStore, 'redisTimeoutMs', 10_000);
    const options = { databaseUrl: testDatabaseUrl(), redisUrl, rateLimits: true, trustedProxies: 'loopback' };
    services = [await startEngagement(options), await startEngagement(options)];
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await Promise.all(services.map((service) => service.stop()));
  });
  beforeEach(async () => {
    site = await services[0]!.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
    const page = randomUUID();
    path = (rest) => pagePath(site.id, page) + rest;
  });

  /** A reader who is somewhere that nobody else is: behind a proxy that we trust. */
  const somewhere = () => {
    const [a, b, c] = randomUUID().split('-');
    const headers = { 'x-forwarded-for': `2001:db8:${a!.slice(0, 4)}:${b}::${c}` };
    const call = <Body>(
      method: 'GET' | 'POST' | 'PUT' | 'DELETE',
      to: string,
      options: CallOptions = {},
      service = 0,
    ) => services[service]!.api.call<Body>(method, to, { ...options, headers: { ...headers, ...options.headers } });
    return call;
  };
  const guest = () => services[0]!.api.guest(site.id);

  it('tell a client how much is left, and refuse what is too much without changing anything', async () => {
    const call = somewhere();
    const token = await guest();
    const limit = RATE_LIMITS.comment.reader;
    const post = () => call<Comment>('POST', path('/comments'), { token, body: { body: 'Again' } });
    const first = await post();
    expectStatus(201, first);
    expect(first.headers.get('ratelimit-policy')).toBe(
      `"comment-address";q=${RATE_LIMITS.comment.address};w=60, "comment-reader";q=${limit};w=60`,
    );
    expect(first.headers.get('ratelimit')).toMatch(new RegExp(`"comment-reader";r=${limit - 1};t=\\d+$`));
    const rest = await Promise.all(Array.from({ length: limit + 4 }, post));
    expect(rest.filter(({ status }) => status === 201)).toHaveLength(limit - 1);
    const refused = rest.find(({ status }) => status === 429)!;
    expect(refused.body).toMatchObject(REFUSED);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    const { total } = expectStatus(200, await call<CommentList>('GET', path('/comments')));
    expect(total).toBe(limit);
    // Another reader at the same address goes on.
    expectStatus(201, await call('POST', path('/comments'), { token: await guest(), body: { body: 'Me too' } }));
  });

  it('can be read by the page of another origin', async () => {
    const call = somewhere();
    const preview = () =>
      call('POST', `/v1/sites/${site.id}/preview`, {
        body: { body: 'x' },
        headers: { origin: 'https://paper.example' },
      });
    const answers = await Promise.all(Array.from({ length: RATE_LIMITS.preview.address + 1 }, preview));
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://paper.example');
    expect(refused.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  it('are of an address: the last one that no trusted proxy has', async () => {
    const preview = (forwarded: string) =>
      services[0]!.api.call('POST', `/v1/sites/${site.id}/preview`, {
        body: { body: 'x' },
        headers: { 'x-forwarded-for': forwarded },
      });
    // What a client writes into the header itself stands to the left, and changes nothing.
    const address = `203.0.113.${backend === 'Redis' ? 7 : 8}`;
    const answers = await Promise.all(
      Array.from({ length: RATE_LIMITS.preview.address + 2 }, (_, index) =>
        preview(`192.0.2.${index % 250}, ${address}`),
      ),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
    expect((await preview('203.0.113.9')).status).toBe(200);
  });

  it('count tokens that were refused', async () => {
    const call = somewhere();
    const attempt = () => call('GET', '/v1/me', { token: randomUUID() });
    const answers = await Promise.all(Array.from({ length: RATE_LIMITS.authentication.address + 1 }, attempt));
    expect(answers.map(({ status }) => status).filter((status) => status !== 401)).toEqual([429]);
    const operator = await call('GET', '/v1/admin/sites', { token: randomUUID() });
    expect(operator.status).toBe(429);
    expectStatus(200, await call('GET', '/v1/admin/sites', { token: ADMIN_TOKEN }));
  });

  it(redisUrl ? 'are of all processes together' : 'are of each process', async () => {
    const call = somewhere();
    const limit = RATE_LIMITS.preview.address;
    const preview = (service: number) => call('POST', `/v1/sites/${site.id}/preview`, { body: { body: 'x' } }, service);
    await Promise.all(Array.from({ length: limit }, () => preview(0)));
    expect((await preview(0)).status).toBe(429);
    expect((await preview(1)).status).toBe(redisUrl ? 429 : 200);
  });

  it('do not let a reader like any faster on another page', async () => {
    const call = somewhere();
    const token = await guest();
    const { reader: limit } = RATE_LIMITS.reaction;
    const answers = await Promise.all(
      Array.from({ length: limit + 1 }, (_, index) =>
        call('PUT', `${pagePath(site.id, `page-${index % 3}`)}/reactions/like`, { token }),
      ),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    for (const page of [0, 1, 2]) {
      const { counters } = expectStatus(200, await call<Page>('GET', pagePath(site.id, `page-${page}`)));
      expect(counters.reactions.like).toBe(1);
    }
  });
});

describe('without trusted proxies', () => {
  it('X-Forwarded-For says nothing', async () => {
    const service = await startEngagement({ rateLimits: true });
    try {
      const site = await service.api.site(ADMIN_TOKEN);
      const answers = await Promise.all(
        Array.from({ length: RATE_LIMITS.preview.address + 1 }, (_, index) =>
          service.api.call('POST', `/v1/sites/${site.id}/preview`, {
            body: { body: 'x' },
            headers: { 'x-forwarded-for': `198.51.100.${index % 250}` },
          }),
        ),
      );
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    } finally {
      await service.stop();
    }
  });
});

describe('a limit', () => {
  it('is over with its window', async () => {
    const store = new RateLimitStore(null);
    const use = store.limit({ name: 'short', points: 1, windowSeconds: 1 });
    expect((await use('somebody')).remaining).toBe(0);
    const refused = await use('somebody');
    expect(refused.remaining).toBeLessThan(0);
    expect(refused.resetMs).toBeLessThanOrEqual(1_000);
    await poll(
      () => use('somebody'),
      ({ remaining }) => remaining >= 0,
    );
  });

  const redisIsThere = process.env.TEST_REDIS_URL !== undefined;
  (redisIsThere ? it : it.skip)('goes on by itself when Redis is killed, and with it when it is back', async () => {
    const redis = (await startRedis())!;
    const port = Number(new URL(redis.url).port);
    const store = new RateLimitStore(redis.url);
    const use = store.limit({ name: 'killed', points: 1_000, windowSeconds: 60 });
    try {
      await poll(
        () => use('somebody'),
        ({ remaining }) => remaining < 1_000,
      );
      await redis.stop();
      for (let time = 0; time < 5; time += 1) expect((await use('somebody')).remaining).toBeLessThan(1_000);
      const again = (await startRedis(port))!;
      try {
        const other = new RateLimitStore(again.url);
        const seen = other.limit({ name: 'killed', points: 1_000, windowSeconds: 60 });
        // What this process counts is seen by another one again.
        await poll(
          async () => {
            await use('shared');
            return seen('shared');
          },
          ({ remaining }) => remaining < 998,
        );
        await other.close();
      } finally {
        await again.stop();
      }
    } finally {
      await store.close();
    }
  });
});

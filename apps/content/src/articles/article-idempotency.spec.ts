import { randomUUID } from 'node:crypto';
import { type Article, LIMITS, type Problem } from '@afterword/contracts';
import { createService, IdempotencyService, rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { type Answer, type Api, createApi, expectStatus } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { ContentModule } from '../content.module';

describe("the operator's requests with an Idempotency-Key", () => {
  let service: RunningContent;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    number += 1;
    slug = `once-${number}`;
  });

  interface Request {
    method?: 'POST' | 'PATCH' | 'DELETE';
    path?: string;
    body?: unknown;
    key?: string;
    headers?: Record<string, string>;
    api?: Api;
  }

  function send<Body = Article>({ method = 'POST', path = '', body, key, headers = {}, api = service.api }: Request) {
    return api.call<Body>(method, `/v1/articles${path}`, {
      token: ADMIN_TOKEN,
      headers: { ...(key !== undefined && { 'idempotency-key': key }), ...headers },
      ...(body !== undefined && { body }),
    });
  }
  const draft = (more: object = {}) => ({ slug, title: 'A title', body: 'Text', ...more });
  const database = () => service.app.get(DataSource);
  const count = async (sql: string, ...values: unknown[]) => (await rowsOf(database(), sql, values)).length;
  const announced = () => count(`select 1 from outbox where payload ->> 'page' = $1`, slug);
  const seen = ({ status, headers, body }: Answer<unknown>) => ({
    status,
    body: JSON.stringify(body),
    etag: headers.get('etag'),
    location: headers.get('location'),
  });
  const codeOf = ({ body }: Answer<Problem>) => body.type.split(':').at(-1);

  it('are answered with the first answer again, whatever has happened since', async () => {
    const request = { body: draft(), key: randomUUID() };
    const first = await send(request);
    expect(seen(first)).toMatchObject({ status: 201, location: `/v1/articles/${slug}`, etag: expect.any(String) });
    const read = () => send({ method: 'PATCH', path: `/${slug}`, body: {} });
    expectStatus(200, await send({ method: 'PATCH', path: `/${slug}`, body: { title: 'Another' } }));
    const now = seen(await read());
    expect(seen(await send(request))).toEqual(seen(first));
    expect(seen(await read())).toEqual(now);
    expectStatus(204, await send({ method: 'DELETE', path: `/${slug}` }));
    expect(seen(await send(request))).toEqual(seen(first));
    expectStatus(404, await send({ method: 'DELETE', path: `/${slug}` }));
    // Without the key it is a request of its own.
    expectStatus(201, await send({ body: draft() }));
  });

  it('change an article once: publish, edit to another slug, unpublish, delete', async () => {
    const tag = seen(await send({ body: draft() })).etag ?? '';
    const steps: Request[] = [
      { path: `/${slug}/publish`, headers: { 'if-match': tag } },
      { method: 'PATCH', path: `/${slug}`, body: { slug: `${slug}-moved` } },
      { path: `/${slug}-moved/unpublish` },
      { method: 'DELETE', path: `/${slug}-moved` },
    ];
    const announcements = [1, 2, 3, 3];
    for (const [index, step] of steps.entries()) {
      const request = { ...step, key: randomUUID() };
      const first = await send(request);
      expect(first.status).toBe(step.method === 'DELETE' ? 204 : 200);
      // Neither the tag that has passed, nor the slug that has gone, stands in the way of the first answer.
      expect(seen(await send(request))).toEqual(seen(first));
      expect(await announced()).toBe(announcements[index]);
    }
  });

  it('are refused with the key of another request: another body, another method, another address', async () => {
    const key = randomUUID();
    expectStatus(201, await send({ body: draft(), key }));
    const others: Request[] = [
      { body: draft({ title: 'Another' }) },
      { path: `/${slug}/publish` },
      { method: 'PATCH', path: `/${slug}`, body: { title: 'Another' } },
      { method: 'DELETE', path: `/${slug}` },
    ];
    for (const other of others) {
      const refused = await send<Problem>({ ...other, key });
      expect([refused.status, codeOf(refused)]).toEqual([409, 'idempotency-key-reused']);
    }
    expect(expectStatus(200, await send({ method: 'PATCH', path: `/${slug}`, body: {} }))).toMatchObject({
      title: 'A title',
      status: 'draft',
    });
  });

  it('sent ten times at once make one article, and all get the first answer', async () => {
    const request = { body: draft(), key: randomUUID() };
    const answers = (await Promise.all(Array.from({ length: 10 }, () => send(request)))).map(seen);
    expect(answers[0]?.status).toBe(201);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const publish = { path: `/${slug}/publish`, key: randomUUID() };
    const published = (await Promise.all(Array.from({ length: 10 }, () => send(publish)))).map(seen);
    expect(published[0]?.status).toBe(200);
    expect(new Set(published.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await announced()).toBe(1);
  });

  it('leave the key free when they are refused', async () => {
    const key = randomUUID();
    expectStatus(404, await send({ path: `/${slug}/publish`, key }));
    expectStatus(422, await send({ body: draft({ title: '' }), key }));
    expectStatus(201, await send({ body: draft() }));
    const request = { body: draft(), key };
    expectStatus(409, await send(request));
    expectStatus(204, await send({ method: 'DELETE', path: `/${slug}` }));
    expectStatus(201, await send(request));
    const edit = { method: 'PATCH', path: `/${slug}`, body: { title: 'B' }, key: randomUUID() } as const;
    expectStatus(412, await send({ ...edit, headers: { 'if-match': '"1"' } }));
    expect(expectStatus(200, await send(edit)).title).toBe('B');
  });

  it.each([
    ['too long', 'k'.repeat(LIMITS.idempotencyKeyLength + 1)],
    ['empty', ''],
    ['with a space', 'a b'],
    ['with a letter that is no ASCII', 'é'],
  ])('are refused with a key that is %s', async (_what, key) => {
    const requests: Request[] = [
      { body: draft() },
      { path: `/${slug}/publish` },
      { path: `/${slug}/unpublish` },
      { method: 'PATCH', path: `/${slug}`, body: {} },
      { method: 'DELETE', path: `/${slug}` },
    ];
    for (const request of requests) {
      const refused = await send<Problem>({ ...request, key });
      expect([refused.status, codeOf(refused)]).toEqual([400, 'malformed-request']);
    }
    expectStatus(201, await send({ body: draft(), key: randomUUID().padEnd(LIMITS.idempotencyKeyLength, 'k') }));
  });

  it('are known to another process of the service, and after a restart', async () => {
    const request = { body: draft(), key: randomUUID() };
    const first = seen(await send(request));
    const other = await createService(service.config, ContentModule.forRoot(service.config));
    try {
      await other.listen(0, '127.0.0.1');
      expect(seen(await send({ ...request, api: createApi(await other.getUrl()) }))).toEqual(first);
    } finally {
      await other.close();
    }
  });

  it('are forgotten when the time of their key is over, and the key is free at once', async () => {
    const [old, older, young] = [randomUUID(), randomUUID(), randomUUID()];
    const request = { body: draft(), key: old };
    expectStatus(201, await send(request));
    for (const key of [older, young]) expectStatus(200, await send({ path: `/${slug}/publish`, key }));
    await database().query(
      `update idempotency set created_at = now() - make_interval(hours => $2) - interval '1 minute' where key = any($1)`,
      [[old, older], LIMITS.idempotencyKeyHours],
    );
    // The key is taken anew: it is the article that stands in the way.
    const refused = await send<Problem>(request);
    expect([refused.status, codeOf(refused)]).toEqual([409, 'article-taken']);
    await service.app.get(IdempotencyService).deleteExpired();
    const kept = await rowsOf<{ key: string }>(database(), `select key from idempotency where key = any($1)`, [
      [old, older, young],
    ]);
    expect(kept.map(({ key }) => key)).toEqual([young]);
    expect(expectStatus(200, await send({ path: `/${slug}/unpublish`, key: old })).status).toBe('draft');
  });
});

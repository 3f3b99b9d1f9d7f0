import { get, type IncomingMessage } from 'node:http';
import type { Article, Problem } from '@afterword/contracts';
import { CreateArticleSchema } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus } from '@afterword/testing/api';
import { articleCalls } from '@afterword/testing/article-calls';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ArticleSaver } from '../article-import';
import { SnapshotsRepository } from '../snapshots';

describe('an article whose slug changes', () => {
  let service: RunningContent;
  let number = 0;
  /** Slugs of this test. */
  let a: string, b: string, c: string;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    number += 1;
    [a, b, c] = ['a', 'b', 'c'].map((letter) => `${letter}-${number}`) as [string, string, string];
  });

  const { operate, publish } = articleCalls(() => service);
  const rename = async (from: string, to: string) =>
    expectStatus(200, await operate('PATCH', `/${from}`, { slug: to }));
  const save = (fields: object, dryRun = false) =>
    service.app.get(ArticleSaver).save(CreateArticleSchema.parse({ title: 'T', body: 'Text', ...fields }), {
      publish: true,
      dryRun,
    });
  const follow = async (path: string) => {
    const response = await fetch(service.url + path, { redirect: 'manual' });
    return [response.status, response.headers.get('location'), await response.text()].slice(0, 2);
  };
  const announced = () =>
    rowsOf<{ page: string; url: string; aliases: string[] }>(
      service.app.get(DataSource),
      `select payload ->> 'page' as page, payload ->> 'url' as url, payload -> 'aliases' as aliases
         from outbox where payload ->> 'page' = $1 order by id`,
      [a],
    );

  it('is found at its new address, and the old ones lead there', async () => {
    await publish({ slug: a });
    expect(await rename(a, b)).toMatchObject({ slug: b, aliases: [a], page: a });
    expect(await rename(b, c)).toMatchObject({ slug: c, aliases: [a, b], page: a });
    for (const [from, to] of [
      [`/articles/${a}`, `/articles/${c}`],
      [`/articles/${b}?version=original&x=1`, `/articles/${c}?version=original&x=1`],
      [`/v1/articles/${a}`, `/v1/articles/${c}`],
      [`/articles/${a.replace('a', '%61')}?x=%E9`, `/articles/${c}?x=%E9`],
      [`/%61rticles/${a}`, `/articles/${c}`],
    ] as const) {
      expect(await follow(from)).toEqual([301, to]);
    }
    // A slug that no article ever had leads nowhere.
    expect((await follow(`/articles/never-${a}`))[0]).toBe(404);
  });

  it('leads to this service only, whatever host the request names', async () => {
    await publish({ slug: a });
    await rename(a, b);
    const { hostname, port } = new URL(service.url);
    for (const target of [`http://evil.test/articles/${a}`, `http://evil.test/articles/${a}?x=%E9`]) {
      const response = await new Promise<IncomingMessage>((resolve, reject) =>
        get({ hostname, port, path: target }, resolve).on('error', reject),
      );
      response.resume();
      expect([response.statusCode, response.headers.location]).toEqual([
        301,
        `/articles/${b}${target.includes('?') ? '?x=%E9' : ''}`,
      ]);
    }
  });

  it('keeps what readers did, and tells engagement all its keys', async () => {
    await publish({ slug: a });
    const value = { comments: 0, shares: 0, rewards: { count: 0, amount: 0 }, reactions: { like: 7 } };
    await service.app.get(SnapshotsRepository).apply({
      schemaVersion: 1,
      site: 'demo',
      page: a,
      counters: { version: 1, value },
      comments: null,
      announcedAt: new Date().toISOString(),
    });
    await rename(a, b);
    const { engagement } = expectStatus(200, await service.api.call<Article>('GET', `/v1/articles/${b}`));
    expect(engagement.counters).toEqual(value);
    const { body: html } = await service.api.call<string>('GET', `/articles/${b}`);
    expect(html).toMatch(/Like<\/span> <b>7<\/b>/);
    expect(html).toContain(`<afterword-bar site="demo" page="${a}"`);
    expect(await announced()).toEqual([
      { page: a, url: `https://paper.example/articles/${a}`, aliases: [] },
      { page: a, url: `https://paper.example/articles/${b}`, aliases: [b] },
    ]);
  });

  it('may change back', async () => {
    await publish({ slug: a });
    await rename(a, b);
    expect(await rename(b, a)).toMatchObject({ slug: a, aliases: [b] });
    expect(await follow(`/articles/${b}`)).toEqual([301, `/articles/${a}`]);
    expect(await follow(`/articles/${a}`)).toEqual([200, null]);
  });

  it('holds its old slugs against other articles; what engagement knows it by it never gives up', async () => {
    await publish({ slug: a });
    await rename(a, b);
    await rename(b, c);
    await publish({ slug: `other-${a}` });
    for (const answer of [
      await operate<Problem>('POST', '', { slug: a, title: 'T', body: 'B' }),
      await operate<Problem>('PATCH', `/other-${a}`, { slug: b }),
      await operate<Problem>('PATCH', `/other-${a}`, { aliases: [c] }),
    ]) {
      expect([answer.status, answer.body.type]).toEqual([409, 'urn:afterword:problem:article-taken']);
    }
    expect(expectStatus(200, await operate('PATCH', `/${c}`, { aliases: [] }))).toMatchObject({ aliases: [a] });
    await publish({ slug: b });
  });

  it('gives everything up when it is deleted, and leads nowhere while it is no article to be seen', async () => {
    await publish({ slug: a });
    await rename(a, b);
    expectStatus(200, await operate('POST', `/${b}/unpublish`));
    expect((await follow(`/articles/${a}`))[0]).toBe(404);
    expectStatus(204, await operate('DELETE', `/${b}`));
    expect((await follow(`/articles/${a}`))[0]).toBe(404);
    await publish({ slug: a });
  });

  it('has as many aliases as an article may have, and no more', async () => {
    const aliases = Array.from({ length: 50 }, (_, index) => `${a}-${index}`);
    await publish({ slug: a, aliases });
    const answer = await operate<Problem>('PATCH', `/${a}`, { slug: b });
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, '/aliases']);
  });

  it('is the same article to an import that names a slug of before', async () => {
    expect(await save({ slug: a })).toMatchObject({ outcome: 'created' });
    const moved = { slug: b, aliases: [a] };
    const changed = [
      { field: 'aliases', before: [], after: [a] },
      { field: 'slug', before: a, after: b },
    ];
    expect(await save(moved, true)).toMatchObject({ outcome: 'updated', changed });
    expect(await follow(`/articles/${b}`)).toEqual([404, null]);
    expect(await save(moved)).toMatchObject({ outcome: 'updated', changed, article: { pageKey: a } });
    expect(await save(moved)).toMatchObject({ outcome: 'unchanged' });
    // What an import does not say of aliases takes none away.
    expect(await save({ slug: c, aliases: [a] })).toMatchObject({ outcome: 'updated' });
    expect(await save({ slug: c, aliases: [a] })).toMatchObject({ outcome: 'unchanged' });
    expect(await follow(`/articles/${b}`)).toEqual([301, `/articles/${c}`]);
    await save({ slug: `x-${a}` });
    await expect(save({ slug: `x-${a}`, aliases: [a] })).rejects.toThrow(`"${a}" leads to another article.`);
  });
});

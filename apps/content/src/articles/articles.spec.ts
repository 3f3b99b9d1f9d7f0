import type { Article, ArticleList, Problem } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus } from '@afterword/testing/api';
import { articleCalls } from '@afterword/testing/article-calls';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { SnapshotsRepository } from '../snapshots';

describe('the articles API', () => {
  let service: RunningContent;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    number += 1;
    slug = `article-${number}`;
  });

  const read = <Body = Article>(path: string) => service.api.call<Body>('GET', path);
  const { operate, create: createDraft, publish: publishArticle } = articleCalls(() => service);
  const draft = () => ({ slug, title: `About ${slug}`, body: 'A paragraph.' });
  const create = (fields: Record<string, unknown> = {}) => createDraft({ ...draft(), ...fields });
  const publish = (fields: Record<string, unknown> = {}) => publishArticle({ ...draft(), ...fields });
  const stored = async () => expectStatus(200, await read(`/v1/articles/${slug}`));
  const outbox = () =>
    rowsOf<{ name: string; version: number; site: string }>(
      service.app.get(DataSource),
      `select name, (payload ->> 'version')::int as version from outbox where payload ->> 'page' = $1 order by id`,
      [slug],
    );

  const like = (likes: number) =>
    service.app.get(SnapshotsRepository).apply({
      schemaVersion: 1,
      site: 'demo',
      page: slug,
      counters: {
        version: likes,
        value: { comments: 0, shares: 2, rewards: { count: 3, amount: 40 }, reactions: { like: likes } },
      },
      comments: null,
      announcedAt: new Date().toISOString(),
    });

  it('creates a draft that nobody sees, publishes it, takes it back and deletes it, and tells engagement', async () => {
    expect(await create()).toMatchObject({ slug, site: 'demo', status: 'draft', publishedAt: null });
    expectStatus(404, await read(`/v1/articles/${slug}`));
    expect((await service.api.call('GET', `/articles/${slug}`)).status).toBe(404);
    const first = expectStatus(200, await operate('POST', `/${slug}/publish`));
    expect(first).toMatchObject({ status: 'published', publishedAt: expect.any(String) });
    // Again changes nothing.
    expect(expectStatus(200, await operate('POST', `/${slug}/publish`))).toEqual(first);
    expect((await service.api.call('GET', `/articles/${slug}`)).status).toBe(200);
    expectStatus(200, await operate('PATCH', `/${slug}`, { title: 'U' }));
    expectStatus(200, await operate('POST', `/${slug}/unpublish`));
    expectStatus(404, await read(`/v1/articles/${slug}`));
    expectStatus(200, await operate('POST', `/${slug}/publish`));
    expect((await stored()).publishedAt).toBe(first.publishedAt);
    expectStatus(204, await operate('DELETE', `/${slug}`));
    expectStatus(404, await operate('DELETE', `/${slug}`));
    // A slug that is used anew goes on where it was: engagement knows the page by it.
    await publish();
    const told = await outbox();
    expect(told.map(({ name }) => name.replace('article.', ''))).toEqual([
      'published',
      'updated',
      'unpublished',
      'published',
      'unpublished',
      'published',
    ]);
    const versions = told.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });

  it('answers with the fields of an article file, its HTML and its engagement', async () => {
    const fields = {
      title: 'A title',
      language: 'en-GB',
      publishedAt: '2026-01-02T03:04:05.000Z',
      author: 'A Desk',
      topics: ['One', 'Two'],
      source: { name: 'news.example', url: 'https://news.example/a' },
      related: [
        { title: 'B', url: 'https://news.example/b' },
        { title: 'C', url: 'https://news.example/c' },
      ],
      body: 'First.\n\n- second',
    };
    const original = { language: 'zh-Hans', title: '标题', body: '正文 **一**' };
    const further = { language: 'fr', title: 'Un titre', body: 'Texte' };
    await publish({ ...fields, original, translations: [further] });
    await like(3);
    const address = `https://paper.example/articles/${slug}`;
    expect(await stored()).toEqual({
      slug,
      aliases: [],
      page: slug,
      site: 'demo',
      status: 'published',
      ...fields,
      original: { ...original, html: '<p>正文 <strong>一</strong></p>' },
      translations: [{ ...further, html: '<p>Texte</p>' }],
      versions: [
        { language: 'en-GB', original: false, title: 'A title', url: address },
        { language: 'zh-Hans', original: true, title: '标题', url: `${address}?version=original` },
        { language: 'fr', original: false, title: 'Un titre', url: `${address}?version=fr` },
      ],
      html: '<p>First.</p>\n<ul>\n<li>second</li>\n</ul>',
      updatedAt: expect.any(String),
      engagement: {
        counters: { comments: 0, shares: 2, rewards: { count: 3, amount: 40 }, reactions: { like: 3 } },
        version: 3,
        updatedAt: expect.any(String),
      },
    });
  });

  it('changes what is said, takes away what is null, and leaves the rest', async () => {
    const source = { name: 'news.example', url: 'https://news.example/a' };
    const original = { language: 'de', title: 'T', body: 'B' };
    await publish({ author: 'A Desk', topics: ['One'], source, original });
    const before = await stored();
    const changes = { title: 'Another', author: null, original: null };
    const after = expectStatus(200, await operate('PATCH', `/${slug}`, changes));
    const { original: wasOriginal, ...same } = before;
    expect(wasOriginal).not.toBeNull();
    const versions = [{ language: 'en', original: true, title: 'Another', url: expect.stringMatching(`/${slug}$`) }];
    expect(after).toEqual({ ...same, ...changes, versions, updatedAt: expect.any(String) });
    // The same again is no change.
    expect(expectStatus(200, await operate('PATCH', `/${slug}`, changes))).toEqual(after);
    expect(expectStatus(200, await operate('PATCH', `/${slug}`, {}))).toEqual(after);
    expect((await outbox()).map(({ name }) => name)).toEqual(['article.published', 'article.updated']);
  });

  it('lets nobody overwrite what they have not read, and no like stand in their way', async () => {
    await publish();
    const etag = (await read(`/v1/articles/${slug}`)).headers.get('etag') ?? '';
    await like(1);
    const answer = await operate('PATCH', `/${slug}`, { title: 'First' }, { 'if-match': etag });
    expectStatus(200, answer);
    for (const [method, path] of [
      ['PATCH', ''],
      ['POST', '/unpublish'],
      ['DELETE', ''],
    ] as const) {
      const late = await operate<Problem>(method, `/${slug}${path}`, method === 'PATCH' ? {} : undefined, {
        'if-match': etag,
      });
      expect([late.status, late.body.type]).toEqual([412, 'urn:afterword:problem:precondition-failed']);
    }
    expect((await stored()).title).toBe('First');
    const newest = answer.headers.get('etag') ?? '';
    expectStatus(204, await operate('DELETE', `/${slug}`, undefined, { 'if-match': newest }));
  });

  it('tells of a change that does not go with the rest, by its place', async () => {
    await create({ translations: [{ language: 'fr', title: 'T', body: 'B' }] });
    const answer = await operate<Problem>('PATCH', `/${slug}`, { language: 'fr' });
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [{ path: '/translations/0/language', message: 'must differ from the languages of the other versions' }],
    ]);
  });

  it('lets one of many who take a slug at once have it', async () => {
    const body = { slug, title: 'T', body: 'B' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => operate('POST', '', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
  });

  it('has a validator that changes with the article and with its counts', async () => {
    await publish();
    const etag = (await read(`/v1/articles/${slug}`)).headers.get('etag') ?? '';
    const again = () => service.api.call('GET', `/v1/articles/${slug}`, { headers: { 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    await like(1);
    expect((await again()).status).toBe(200);
  });

  it('lists what is published, page by page, the latest first, by the name or the slug of a topic', async () => {
    const topic = `Тема ${slug}`;
    const slugs: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      slug = `article-${number}-${index}`;
      slugs.unshift(slug);
      // Two at the same moment, told apart by their ids.
      await publish({ topics: [topic], publishedAt: `2020-01-0${Math.min(index, 3) + 1}T00:00:00Z` });
      await like(index + 1);
    }
    slug = `article-${number}-draft`;
    await create({ topics: [topic] });
    const walk = async (name: string) => {
      const seen: Article[] = [];
      let next: string | null = '';
      while (next !== null) {
        const path = `/v1/articles?topic=${encodeURIComponent(name)}&limit=2${next && `&cursor=${next}`}`;
        const list: ArticleList = expectStatus(200, await read<ArticleList>(path));
        seen.push(...list.items);
        next = list.next;
      }
      return seen;
    };
    const seen = await walk(topic);
    expect(seen.map((item) => item.slug)).toEqual(slugs);
    expect(seen.map(({ engagement }) => engagement.counters.reactions.like)).toEqual([5, 4, 3, 2, 1]);
    expect(await walk(`тема-article-${number}`)).toEqual(seen);
    expect(await walk('никакая')).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['no slug', { title: 'T', body: 'B' }, '/slug'],
    ['a slug with capitals', { slug: 'Up', title: 'T', body: 'B' }, '/slug'],
    ['an empty title', { slug: 'x', title: ' ', body: 'B' }, '/title'],
    ['an unknown field', { slug: 'x', title: 'T', body: 'B', html: '<p>' }, '/html'],
    [
      'a script for a source',
      { slug: 'x', title: 'T', body: 'B', source: { name: 'n', url: 'javascript:x' } },
      '/source/url',
    ],
    ['a topic twice', { slug: 'x', title: 'T', body: 'B', topics: ['A', 'a'] }, '/topics'],
    ['a null character', { slug: 'x', title: 'T\0', body: 'B' }, '/title'],
    ['half a character', { slug: 'x', title: 'T', body: 'B\ud800' }, '/body'],
    ['a list', [], ''],
    [
      'two texts in one language',
      { slug: 'x', title: 'T', body: 'B', original: { language: 'EN', title: 'T', body: 'B' } },
      '/original/language',
    ],
  ])('refuses an article with %s', async (_name, body, path) => {
    const answer = await operate<Problem>('POST', '', body);
    expect([answer.status, answer.body.type]).toEqual([422, 'urn:afterword:problem:invalid-request']);
    expect(answer.body.errors?.map((error) => error.path)).toContain(path);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it.each<[string, 'GET' | 'POST' | 'PATCH', string, number]>([
    ['a cursor that no list gave', 'GET', '?cursor=invented', 422],
    ['a limit above the limit', 'GET', '?limit=101', 422],
    ['a query that means nothing', 'GET', '?sort=x', 422],
    ['an article that never was', 'GET', '/never', 404],
    ['a slug that no database holds', 'GET', '/%00', 404],
    ['a change to such a slug', 'PATCH', '/%00', 404],
    ['a route that is none', 'GET', '/a/b/c', 404],
    ['an action that is none', 'POST', '/a/burn', 404],
  ])('tells of %s', async (_name, method, path, status) => {
    const options = { token: ADMIN_TOKEN, ...(method !== 'GET' && { body: {} }) };
    const answer = await service.api.call(method, `/v1/articles${path}`, options);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('tells of a slug that is taken, and asks who is calling', async () => {
    await publish();
    const body = { slug, title: 'T', body: 'B' };
    const taken = await operate<Problem>('POST', '', body);
    expect([taken.status, taken.body.type]).toEqual([409, 'urn:afterword:problem:article-taken']);
    expectStatus(401, await service.api.call('POST', '/v1/articles', { body }));
    expectStatus(401, await service.api.call('DELETE', `/v1/articles/${slug}`, { token: 'guess' }));
    // Who may not ask is not told what is wrong with the question.
    expectStatus(401, await service.api.call('POST', '/v1/articles', { body: {} }));
  });
});

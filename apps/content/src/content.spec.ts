import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Article, ArticleList, PageSnapshot, Problem } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus } from '../../../tests/setup/api';
import { type RunningContent, startContent } from '../../../tests/setup/content';
import { ADMIN_TOKEN } from '../../../tests/setup/engagement';
import { ArticleImporter, type ImportedFile } from './articles';
import { SnapshotsRepository } from './snapshots';

const SAMPLE = join(__dirname, '../sample');

describe('the content service', () => {
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

  const call: RunningContent['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const operate = <Body>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers?: Record<string, string>) =>
    call<Body>(method, path, { token: ADMIN_TOKEN, ...(body !== undefined && { body }), ...(headers && { headers }) });
  const page = async (path: string) => {
    const answer = await call<string>('GET', path);
    return { ...answer, html: answer.body };
  };
  const outbox = () =>
    rowsOf<{ name: string; version: number }>(
      service.app.get(DataSource),
      `select name, (payload ->> 'version')::int as version from outbox where payload ->> 'page' = $1 order by id`,
      [slug],
    );

  async function published(fields: Record<string, unknown> = {}): Promise<Article> {
    const body = { slug, title: `About ${slug}`, body: 'A paragraph.', ...fields };
    expectStatus(201, await operate<Article>('POST', '/v1/articles', body));
    return expectStatus(200, await operate<Article>('POST', `/v1/articles/${slug}/publish`));
  }

  const snapshot = (likes: number, version: number, comments: PageSnapshot['comments'] = null): PageSnapshot => ({
    schemaVersion: 1,
    site: 'demo',
    page: slug,
    counters: {
      version,
      value: { comments: 0, shares: 2, rewards: { count: 3, amount: 40 }, reactions: { like: likes } },
    },
    comments,
    announcedAt: new Date().toISOString(),
  });

  describe('operators', () => {
    it('create a draft that nobody sees, publish it, take it back and delete it, and engagement is told', async () => {
      const draft = expectStatus(201, await operate<Article>('POST', '/v1/articles', { slug, title: 'T', body: 'B' }));
      expect(draft).toMatchObject({ slug, status: 'draft', publishedAt: null, html: '<p>B</p>' });
      expect((await page(`/articles/${slug}`)).status).toBe(404);
      expectStatus(404, await call('GET', `/v1/articles/${slug}`));
      expectStatus(200, await operate('POST', `/v1/articles/${slug}/publish`));
      expectStatus(200, await operate('POST', `/v1/articles/${slug}/publish`));
      expect((await page(`/articles/${slug}`)).status).toBe(200);
      expectStatus(200, await operate('PATCH', `/v1/articles/${slug}`, { title: 'U' }));
      expectStatus(200, await operate('POST', `/v1/articles/${slug}/unpublish`));
      expectStatus(204, await operate('DELETE', `/v1/articles/${slug}`));
      expectStatus(404, await operate('DELETE', `/v1/articles/${slug}`));
      const told = await outbox();
      expect(told.map(({ name }) => name)).toEqual(['article.published', 'article.updated', 'article.unpublished']);
      const versions = told.map(({ version }) => version);
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
    });

    it('do not overwrite what they have not read', async () => {
      await published();
      const { headers } = await call('GET', `/v1/articles/${slug}`);
      const etag = headers.get('etag') ?? '';
      await service.app.get(SnapshotsRepository).apply(snapshot(1, 1));
      // A like in between does not stand in an editor's way.
      expectStatus(200, await operate('PATCH', `/v1/articles/${slug}`, { title: 'First' }, { 'if-match': etag }));
      const second = await operate<Problem>('PATCH', `/v1/articles/${slug}`, { title: 'Second' }, { 'if-match': etag });
      expect([second.status, second.body.type]).toEqual([412, 'urn:afterword:problem:precondition-failed']);
      expect(expectStatus(200, await call<Article>('GET', `/v1/articles/${slug}`)).title).toBe('First');
    });

    it.each<[string, unknown, number, string]>([
      ['no slug', { title: 'T', body: 'B' }, 422, 'invalid-request'],
      ['a slug with capitals', { slug: 'Up', title: 'T', body: 'B' }, 422, 'invalid-request'],
      ['an unknown field', { slug: 'x', title: 'T', body: 'B', html: '<p>' }, 422, 'invalid-request'],
      ['a script for a source', { slug: 'x', title: 'T', body: 'B', source: { name: 'n', url: 'javascript:x' } }, 422, 'invalid-request'],
    ])('are told of %s', async (_name, body, status, code) => {
      const answer = await operate<Problem>('POST', '/v1/articles', body);
      expect([answer.status, answer.body.type]).toEqual([status, `urn:afterword:problem:${code}`]);
    });

    it('are told of a slug that is taken, and need their token', async () => {
      await published();
      expectStatus(409, await operate('POST', '/v1/articles', { slug, title: 'T', body: 'B' }));
      expectStatus(401, await call('POST', '/v1/articles', { body: { slug, title: 'T', body: 'B' } }));
      expectStatus(403, await call('DELETE', `/v1/articles/${slug}`, { token: 'guess' }));
    });
  });

  describe('the importer', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'afterword-import-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    async function run(path: string, options: { publish?: boolean; dryRun?: boolean } = {}): Promise<ImportedFile[]> {
      const results: ImportedFile[] = [];
      const { publish = true, dryRun = false } = options;
      for await (const result of service.app.get(ArticleImporter).import(path, { siteId: 'demo', publish, dryRun })) {
        results.push(result);
      }
      return results;
    }

    it('brings in the sample once, changes what changed, and keeps engagement', async () => {
      await cp(SAMPLE, folder, { recursive: true });
      expect(await run(folder)).toMatchObject([{ outcome: 'created', url: 'https://paper.example/articles/the-ferryman-s-ledger' }]);
      slug = 'the-ferryman-s-ledger';
      await service.app.get(SnapshotsRepository).apply(snapshot(7, 1));
      expect(await run(folder)).toMatchObject([{ outcome: 'unchanged', changed: [] }]);
      const file = join(folder, 'the-ferryman-s-ledger.md');
      await writeFile(file, (await readFile(file, 'utf8')).replace('River desk', 'Harbour desk'));
      expect(await run(folder, { dryRun: true })).toMatchObject([{ outcome: 'updated', changed: ['author'] }]);
      expect(await run(folder)).toMatchObject([{ outcome: 'updated', changed: ['author'] }]);
      const article = expectStatus(200, await call<Article>('GET', `/v1/articles/${slug}`));
      expect(article).toMatchObject({ author: 'Harbour desk', engagement: { counters: { reactions: { like: 7 } } } });
      expect((await outbox()).map(({ name }) => name)).toEqual(['article.published', 'article.updated']);
    });

    it('imports the others when one file is wrong, and says where it is', async () => {
      await writeFile(join(folder, 'good.md'), `---\nslug: ${slug}\ntitle: Good\n---\n\nText\n`);
      await writeFile(join(folder, 'bad.md'), '---\ntitle: [\n---\n\nText\n');
      const results = await run(folder);
      expect(results.map(({ outcome }) => outcome).sort()).toEqual(['created', 'refused']);
      expect(results.find(({ outcome }) => outcome === 'refused')).toMatchObject({ reason: expect.stringMatching(/bad\.md:\d+: /) });
    });

    it('changes nothing on a dry run', async () => {
      await writeFile(join(folder, 'dry.md'), `---\nslug: ${slug}\ntitle: Dry\n---\n\nText\n`);
      expect(await run(folder, { dryRun: true })).toMatchObject([{ outcome: 'created' }]);
      expectStatus(404, await call('GET', `/v1/articles/${slug}`));
    });
  });

  describe('snapshots', () => {
    const likes = async () =>
      expectStatus(200, await call<Article>('GET', `/v1/articles/${slug}`)).engagement.counters.reactions.like;
    const apply = (data: PageSnapshot) => service.app.get(SnapshotsRepository).apply(data);

    it('are applied once, the newest wins, and each part goes by its own version', async () => {
      await published();
      expect(await apply(snapshot(5, 5))).toBe(true);
      expect(await apply(snapshot(5, 5))).toBe(false);
      expect(await apply(snapshot(4, 4))).toBe(false);
      expect(await likes()).toBe(5);
      const comments = { version: 1, items: [], next: null, total: 0, closed: true };
      expect(await apply({ ...snapshot(3, 3, comments) })).toBe(true);
      expect(await likes()).toBe(5);
      expect((await page(`/articles/${slug}`)).html).toContain('This page takes no new comments.');
    });

    it('of an article that is not there yet wait for it', async () => {
      await apply(snapshot(9, 1));
      await published();
      expect(await likes()).toBe(9);
    });
  });

  describe('the page', () => {
    it('is complete: text, links, topics, bar and empty thread', async () => {
      await published({
        author: 'A Desk',
        topics: ['Города', 'Two words'],
        source: { name: 'news.example', url: 'https://news.example/a' },
        related: [{ title: 'Another one', url: 'https://news.example/b' }],
        original: { language: 'ar', title: 'عنوان', body: 'نص' },
        body: 'First *paragraph*.\n\n1. one\n2. two',
      });
      await service.app.get(SnapshotsRepository).apply(snapshot(12, 1));
      const { html, headers } = await page(`/articles/${slug}`);
      expect(html).toMatch(/^<!doctype html><html lang="en" dir="ltr">/);
      expect(html).toContain('First <em>paragraph</em>.');
      expect(html).toMatch(/<ol>\s*<li>one<\/li>/);
      expect(html).toMatch(/<a href="https:\/\/news\.example\/a"[^>]*>Original link/);
      expect(html).toMatch(/<a href="\/articles\/[^"]*\?version=original" hreflang="ar">View Original<\/a>/);
      expect(html).toContain('Translated from Arabic');
      expect(html).toContain(`href="/topics/${encodeURIComponent('города')}"`);
      expect(html).toContain('Another one');
      expect(html).toContain('No comments yet');
      for (const [name, count] of [['Reward', 3], ['Like', 12], ['Share', 2], ['Comments', 0]]) {
        expect(html).toMatch(new RegExp(`${name}</span> <b>${count}</b>`));
      }
      expect(html).toContain('aria-label="Reward 3, 40 points in all"');
      expect(html).toContain('<script type="module" src="https://talk.example/embed.js">');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src https:\/\/talk\.example;/);
      const original = await page(`/articles/${slug}?version=original`);
      expect(original.html).toMatch(/^<!doctype html><html lang="ar" dir="rtl">/);
      expect(original.html).toContain('Back to the translation');
      expect(original.html).toContain('page="' + slug + '"');
      const topic = await page(`/topics/${encodeURIComponent('города')}`);
      expect(topic.html).toContain(`href="/articles/${slug}"`);
    });

    it('lets nothing out of its place, whatever it is called', async () => {
      const hostile = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>';
      await published({ title: hostile, author: hostile, topics: [hostile.slice(0, 80)], related: [{ title: hostile, url: 'https://x.example/' }] });
      const comment = {
        id: '01890000-0000-7000-8000-000000000000',
        parentId: null,
        depth: 0,
        author: { id: '01890000-0000-7000-8000-000000000001', name: hostile.slice(0, 80), avatarUrl: null, role: 'guest' as const },
        body: hostile,
        html: '<p>sanitised by engagement</p>',
        status: 'published' as const,
        createdAt: '2026-01-01T00:00:00.000Z',
        editedAt: null,
        pinned: false,
        reactions: { like: 0 },
        viewer: null,
        replyCount: 0,
        replies: { items: [], next: null },
      };
      await service.app.get(SnapshotsRepository).apply(snapshot(0, 1, { version: 1, items: [comment], next: null, total: 1, closed: false }));
      const { html } = await page(`/articles/${slug}`);
      expect(html).toContain('sanitised by engagement');
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<img src=x');
      for (const [, json = ''] of html.matchAll(/<script type="application\/(?:ld\+)?json"[^>]*>([^<]*)<\/script>/g)) {
        expect(() => void JSON.parse(json)).not.toThrow();
      }
    });

    it('comes with a validator that changes with the article and with its counts', async () => {
      await published();
      const first = (await page(`/articles/${slug}`)).headers.get('etag') ?? '';
      const again = await call('GET', `/articles/${slug}`, { headers: { 'if-none-match': first } });
      expect(again.status).toBe(304);
      await service.app.get(SnapshotsRepository).apply(snapshot(1, 1));
      expect((await call('GET', `/articles/${slug}`, { headers: { 'if-none-match': first } })).status).toBe(200);
    });

    it.each(['/articles/never-written', '/topics/never-used', '/articles/%00', '/?cursor=invented'])(
      '%s is a page that says so, not JSON',
      async (path) => {
        const answer = await page(path);
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
        expect(answer.html).toContain('<h1>');
      },
    );
  });

  it('lists articles page by page, the latest first, and by topic', async () => {
    const topic = `Topic ${slug}`;
    const slugs: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      slug = `article-${number}-${index}`;
      slugs.unshift(slug);
      await published({ topics: [topic], publishedAt: `2030-01-0${index + 1}T00:00:00Z` });
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = `?topic=${encodeURIComponent(topic)}&limit=2${cursor && `&cursor=${cursor}`}`;
      const list: ArticleList = expectStatus(200, await call<ArticleList>('GET', `/v1/articles${query}`));
      seen.push(...list.items.map((item) => item.slug));
      cursor = list.next;
    }
    expect(seen).toEqual(slugs);
  });
});

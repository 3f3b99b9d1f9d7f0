import { type Article, LIMITS, type SnapshotComment, zeroCounters } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { DataSource } from 'typeorm';
import { SnapshotsRepository } from '../snapshots';
import { RENDERER_VERSION } from './article-html';
import { ArticleRendering } from './article-rendering';

const TABLE = `${'|'.repeat(1_001)}\n${'|-'.repeat(1_000)}|\n${'|\n'.repeat(3_400)}`;

describe('the text of an article', () => {
  let service: RunningContent;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    number += 1;
    slug = `text-${number}`;
  });

  const operate = (method: 'POST' | 'PATCH', path: string, body?: unknown) =>
    service.api.call<Article>(method, `/v1/articles${path}`, {
      token: ADMIN_TOKEN,
      ...(body !== undefined && { body }),
    });
  const create = (fields: Record<string, unknown>) => operate('POST', '', { slug, title: 'A title', ...fields });
  async function publish(fields: Record<string, unknown>): Promise<Article> {
    expectStatus(201, await create(fields));
    return expectStatus(200, await operate('POST', `/${slug}/publish`));
  }
  const pageOf = async () => expectStatus(200, await service.api.call<string>('GET', `/articles/${slug}`));
  const database = () => service.app.get(DataSource);

  it.each([
    ['/body', { body: TABLE }],
    ['/original/body', { body: 'x', original: { language: 'de', title: 'T', body: TABLE } }],
    ['/translations/0/body', { body: 'x', translations: [{ language: 'fr', title: 'T', body: TABLE }] }],
    [
      '/translations/1/body',
      {
        body: 'x',
        original: { language: 'de', title: 'T', body: 'y' },
        translations: [
          { language: 'fr', title: 'T', body: 'z' },
          { language: 'it', title: 'T', body: TABLE },
        ],
      },
    ],
  ])('is refused where it would become far more than it is: %s', async (path, fields) => {
    const message = expect.stringContaining('table cells') as string;
    expect(await create(fields)).toMatchObject({ status: 422, body: { errors: [{ path, message }] } });
    expectStatus(201, await create({ body: 'Before' }));
    const changed = await operate('PATCH', `/${slug}`, fields);
    expect(changed).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it.each(['\u200b', '&nbsp;', '[](https://x.example)', '>', '[a]: https://x.example'])(
    'must have something to see: %j',
    async (body) => {
      const message = 'must have visible text or a picture';
      expect(await create({ body })).toMatchObject({ status: 422, body: { errors: [{ path: '/body', message }] } });
    },
  );

  it('may be a picture, and keeps the indentation that it begins with', async () => {
    expectStatus(201, await create({ body: '![a](https://a.example/b.png)' }));
    slug += '-code';
    const { body, html } = await publish({ body: '\n    code\n\ntext\n' });
    expect({ body, html }).toEqual({
      body: '    code\n\ntext',
      html: '<pre tabindex="0"><code>code\n</code></pre>\n<p>text</p>',
    });
    const source = expectStatus(200, await service.api.call<string>('GET', `/articles/${slug}.md`));
    expect(source).toContain('---\n\n    code\n\ntext\n');
  });

  it('has absolute links in the API and in feeds, footnotes included', async () => {
    const body = '## Notes\n\n[a](/articles/x) [b](curly) [c](#notes) said[^1]\n\n[^1]: Really.';
    const { html } = await publish({ body });
    const feed = expectStatus(200, await service.api.call<string>('GET', '/feed.json'));
    const { items } = feed as unknown as { items: { url: string; content_html: string }[] };
    const item = items.find(({ url }) => url.endsWith(slug));
    for (const text of [html, item?.content_html]) {
      expect([...(text ?? '').matchAll(/ href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
        'https://paper.example/articles/x',
        'https://paper.example/articles/curly',
        `https://paper.example/articles/${slug}#notes`,
        `https://paper.example/articles/${slug}#fn1`,
        `https://paper.example/articles/${slug}#fnref1`,
      ]);
    }
    // On its page a heading links to itself as well.
    const link = '<a class="heading-link" href="#notes" aria-hidden="true" tabindex="-1">#</a>';
    expect(await pageOf()).toContain(`<h2 id="notes">Notes${link}</h2>\n<p><a href="/articles/x" rel="noopener">a</a>`);
  });

  it('begins with a table of contents where it is long', async () => {
    const section = (heading: string) => `## ${heading}\n\n${'word '.repeat(450)}\n\n### Below ${heading}`;
    await publish({ body: [section('The *first*'), section('Второе'), section('Comments')].join('\n\n') });
    const [, contents = ''] = /<nav class="contents"(.*?)<\/nav>/s.exec(await pageOf()) ?? [];
    const links = [...contents.matchAll(/<a href="#([^"]*)" dir="auto">([^<]*)<\/a>/g)].map(([, id = '', text]) => [
      decodeURIComponent(id),
      text,
    ]);
    expect(links).toEqual([
      ['the-first', 'The first'],
      ['below-the-first', 'Below The first'],
      ['второе', 'Второе'],
      ['below-второе', 'Below Второе'],
      ['comments-1', 'Comments'],
      ['below-comments', 'Below Comments'],
    ]);
    const html = await pageOf();
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [id] of links) expect(ids).toContain(id);
    slug += '-short';
    await publish({ body: '## One\n\n## Two\n\n## Three' });
    expect(await pageOf()).not.toContain('class="contents"');
  });

  it('is rendered anew in the background after a change of the renderer', async () => {
    const before = await publish({ body: 'The set is {0, 1}' });
    await rowsOf(
      database(),
      `update article_version set renderer_version = 0, html = '<p>Outdated</p>', excerpt = 'Outdated', reading_minutes = 0
        where article_id = (select id from article where slug = $1) returning 1`,
      [slug],
    );
    while ((await service.app.get(ArticleRendering).tick()) > 0);
    const answer = await service.api.call<Article>('GET', `/v1/articles/${slug}`);
    expect(expectStatus(200, answer)).toEqual(before);
    await expect(pageOf()).resolves.toContain('<p>The set is {0, 1}</p>');
    const [row] = await rowsOf<{ excerpt: string; minutes: number; version: number }>(
      database(),
      `select v.excerpt, v.reading_minutes as minutes, v.renderer_version as version from article_version v join article a on a.id = v.article_id
        where a.slug = $1`,
      [slug],
    );
    expect(row).toEqual({ excerpt: 'The set is {0, 1}', minutes: 1, version: RENDERER_VERSION });
    expect(await service.app.get(ArticleRendering).tick()).toBe(0);
  });

  it('is shown with fewer comments where an older engagement sent more than a page may carry', async () => {
    await publish({ body: 'Read it.' });
    const comment = (index: number, replies: SnapshotComment[] = []): SnapshotComment => ({
      id: `01890000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      parentId: null,
      depth: 0,
      author: { id: '01890000-0000-7000-8000-000000000099', name: 'Ada', avatarUrl: null, role: 'guest' },
      body: 'x',
      html: `<p>${'<em></em>'.repeat(4_000)}</p>`,
      status: 'published',
      createdAt: '2026-01-31T12:00:00Z',
      editedAt: null,
      pinned: false,
      reactions: {},
      rewards: { count: 0, amount: 0 },
      viewer: null,
      replyCount: replies.length,
      replies: { items: replies, next: null },
    });
    await service.app.get(SnapshotsRepository).apply({
      schemaVersion: 1,
      site: 'demo',
      page: slug,
      counters: { version: 1, value: { ...zeroCounters(), comments: 80 } },
      comments: {
        version: 1,
        items: Array.from({ length: 20 }, (_, index) =>
          comment(
            index,
            [21, 22, 23].map((n) => comment(index * 3 + n)),
          ),
        ),
        next: null,
        total: 80,
        closed: false,
      },
      announcedAt: new Date().toISOString(),
    });
    const html = await pageOf();
    expect(Buffer.byteLength(html)).toBeLessThan(LIMITS.threadBytes + 128 * 1024);
    expect(html.match(/class="aw-comment"/g)!.length).toBeGreaterThan(10);
    // The widget loads the rest itself; without it there are links.
    expect(html).not.toContain('{"thread"');
    expect(html).toContain(`href="/articles/${slug}/comments?sort=top"`);
  });
});

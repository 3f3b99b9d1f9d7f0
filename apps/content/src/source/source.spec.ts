import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { ArticleImporter } from '../article-import';

/** Everything that an article may have, and whatever could be taken for something else. */
const WHOLE = {
  slug: 'whole',
  aliases: ['part'],
  title: '1984: "a #title" [with] --- signs',
  language: 'en-GB',
  publishedAt: '2026-01-02T03:04:05.000Z',
  author: 'yes',
  topics: ['C++', '2026', 'null'],
  source: { name: '~', url: 'https://news.example/a?b=c#d' },
  related: [{ title: "- it's", url: 'https://news.example/b' }],
  original: { language: 'zh-Hans', title: '标题：一', body: '正文\n\n---\n\n二' },
  translations: [{ language: 'fr', title: 'À la', body: '- un\n- deux' }],
  body: '---\n\nFirst\n\n```yaml\n---\na: 1\n---\n```\n\n| a |\n| - |\n| b |',
};

describe('the source of an article', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent();
    for (const [path, body] of [
      ['', WHOLE],
      ['/whole/publish', {}],
      ['', { slug: 'draft', title: 'T', body: 'B' }],
    ] as const) {
      await service.api.call('POST', `/v1/articles${path}`, { token: ADMIN_TOKEN, body });
    }
  });
  afterAll(() => service.stop());

  it('is a set of files that an import takes, and that change nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'afterword-source-'));
    try {
      for (const query of ['', '?version=original', '?version=fr']) {
        const answer = await fetch(`${service.url}/articles/whole.md${query}`);
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/markdown; charset=utf-8']);
        const [, name = ''] = /filename="([\w.-]+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
        await writeFile(join(folder, name), await answer.text());
      }
      const results: unknown[] = [];
      const imports = service.app.get(ArticleImporter).import(folder, { publish: false, dryRun: false });
      for await (const result of imports) results.push(result);
      expect(results).toMatchObject([{ outcome: 'unchanged', changed: [] }]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is there for readers: of what is published, at its present address, and 304 to who has it', async () => {
    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(service.url + path, { headers, redirect: 'manual' });
    expect((await get('/articles/draft.md')).status).toBe(404);
    expect((await get('/articles/never.md')).status).toBe(404);
    const moved = await get('/articles/part.md?version=fr');
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/articles/whole.md?version=fr']);
    const { headers } = await get('/articles/whole.md');
    expect((await get('/articles/whole.md', { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304);
  });
});

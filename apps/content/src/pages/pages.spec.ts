import type { PageSnapshot, SnapshotComment } from '@afterword/contracts';
import { expectStatus } from '@afterword/testing/api';
import { articleCalls } from '@afterword/testing/article-calls';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { SnapshotsRepository } from '../snapshots';

describe('the pages', () => {
  let service: RunningContent;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    number += 1;
    slug = `story-${number}`;
  });

  async function page(path: string, headers: Record<string, string> = {}) {
    const answer = await service.api.call<string>('GET', path, { headers });
    return { status: answer.status, headers: answer.headers, html: answer.body };
  }
  const html = async (path: string) => expectStatus(200, await service.api.call<string>('GET', path));
  const { operate, publish: publishArticle } = articleCalls(() => service);
  const publish = (fields: Record<string, unknown> = {}) =>
    publishArticle({ slug, title: `About ${slug}`, body: 'A paragraph.', ...fields });

  const counters = (like: number, comments = 0) => ({
    version: like + comments + 1,
    value: { comments, shares: 2, rewards: { count: 3, amount: 40 }, reactions: { like } },
  });
  const apply = (parts: Partial<PageSnapshot>) =>
    service.app.get(SnapshotsRepository).apply({
      schemaVersion: 1,
      site: 'demo',
      page: slug,
      counters: null,
      comments: null,
      announcedAt: new Date().toISOString(),
      ...parts,
    });
  const comment = (name: string, markup: string): SnapshotComment => ({
    id: '01890000-0000-7000-8000-000000000000',
    parentId: null,
    depth: 0,
    author: { id: '01890000-0000-7000-8000-000000000001', name, avatarUrl: null, role: 'guest' },
    body: 'As written',
    html: markup,
    status: 'published',
    createdAt: '2026-01-01T00:00:00.000Z',
    editedAt: null,
    pinned: false,
    reactions: { like: 0 },
    rewards: { count: 0, amount: 0 },
    viewer: null,
    replyCount: 0,
    replies: { items: [], next: null },
  });

  const WHOLE = {
    author: 'A Desk',
    publishedAt: '2026-09-06T22:30:00.000Z',
    topics: ['Города', 'C++'],
    source: { name: 'news.example', url: 'https://news.example/a?b=1&c=2' },
    related: [{ title: 'Another one', url: 'https://news.example/b' }],
    original: { language: 'ar', title: 'عنوان', body: 'نص **مهم**' },
    body: 'First *paragraph*.\n\n1. one\n2. two',
  };

  describe('lead on', () => {
    const onward = async (of: string) => {
      const [, nav = ''] = /<nav class="onward"([^]*?)<\/nav>/.exec(await html(`/articles/${of}`)) ?? [];
      return [...nav.matchAll(/<a href="\/articles\/([^"]+)"(?: rel="(\w+)")?/g)].map(([, to, rel = 'alike']) => [
        rel,
        to,
      ]);
    };

    it('to what was published before and after, and to articles with the same topics, as they are now', async () => {
      const at = (hour: number) => `2019-03-01T0${hour}:00:00.000Z`;
      const name = (part: string) => `${slug}-${part}`;
      const add = (part: string, hour: number, topics: string[]) =>
        publish({ slug: name(part), title: `About ${part}`, topics, publishedAt: at(hour) });
      await add('first', 1, ['Ferries', 'Rivers']);
      await add('second', 2, ['Rivers', 'Ferries', 'Bridges']);
      await add('third', 3, ['Cities']);
      await add('fourth', 4, ['Bridges']);
      expect(await onward(name('second'))).toEqual([
        ['alike', name('first')],
        ['alike', name('fourth')],
        ['prev', name('first')],
        ['next', name('third')],
      ]);
      // The page is cached, and its neighbours change.
      expectStatus(200, await operate('PATCH', `/${name('third')}`, { title: 'Renamed' }));
      expect(await html(`/articles/${name('second')}`)).toContain('Renamed');
      expectStatus(200, await operate('POST', `/${name('third')}/unpublish`));
      expect((await onward(name('second'))).at(-1)).toEqual(['next', name('fourth')]);
    });

    it('nowhere where there is nothing else', async () => {
      const alone = await startContent();
      try {
        const calls = articleCalls(() => alone);
        await calls.publish({ slug: 'alone', title: 'Alone', body: 'A paragraph.', topics: ['One'] });
        expect(expectStatus(200, await alone.api.call<string>('GET', '/articles/alone'))).not.toContain(
          'class="onward"',
        );
      } finally {
        await alone.stop();
      }
    });
  });

  describe('of an article', () => {
    it('is complete without scripts: text, byline, links, topics, bar and empty thread', async () => {
      await publish(WHOLE);
      await apply({ counters: counters(12) });
      const text = await html(`/articles/${slug}`);
      expect(text).toMatch(/^<!doctype html><html lang="en" dir="ltr">/);
      expect(text).toContain(`<title>About ${slug} · The Margin</title>`);
      expect(text).toContain(`<h1>About ${slug}</h1>`);
      expect(text.match(/<h1/g)).toHaveLength(1);
      expect(text).toContain('First <em>paragraph</em>.');
      expect(text).toMatch(/<ol>\s*<li>one<\/li>/);
      expect(text).toContain('<span dir="auto">A Desk</span>');
      expect(text).toContain('<time datetime="2026-09-06T22:30:00.000Z" dir="auto">6 September 2026</time>');
      expect(text).toContain('1 min read');
      expect(text).toMatch(
        /<a href="https:\/\/news\.example\/a\?b=1&amp;c=2" rel="nofollow noopener" title="news\.example" dir="auto">Original link/,
      );
      expect(text).toContain(`<a href="/topics/${encodeURIComponent('города')}" dir="auto">Города</a>`);
      expect(text).toContain('<a href="/topics/c%2B%2B" dir="auto">C++</a>');
      expect(text).toMatch(/<aside class="related"[^>]*>.*<a href="https:\/\/news\.example\/b"[^>]*>Another one<\/a>/);
      expect(text).toContain('No comments yet');
      for (const [name, count] of [
        ['Reward', 3],
        ['Like', 12],
        ['Share', 2],
        ['Comments', 0],
      ] as const) {
        expect(text).toMatch(new RegExp(`${name}</span> <b>${count}</b>`));
      }
      expect(text).toMatch(/<a class="skip[^>]* href="#content"/);
      expect(text).toContain('<script type="module" src="https://talk.example/embed.js">');
      const feeds = `https://talk.example/v1/sites/demo/pages/${slug}/comments`;
      expect(text).toContain(`<link rel="alternate" type="application/atom+xml" href="${feeds}/feed.xml"`);
      expect(text).toContain(`<link rel="alternate" type="application/feed+json" href="${feeds}/feed.json"`);
    });

    it('says that it is a translation, and shows the original with the way back', async () => {
      await publish(WHOLE);
      await apply({ counters: counters(5) });
      const address = `https://paper.example/articles/${slug}`;
      const alternates = [
        `<link rel="alternate" hreflang="en" href="${address}"/>`,
        `<link rel="alternate" hreflang="ar" href="${address}?version=original"/>`,
      ];
      const translation = await html(`/articles/${slug}`);
      expect(translation).toContain('Translated from Arabic');
      expect(translation).toContain(
        `<a href="/articles/${slug}?version=original" hreflang="ar" dir="auto">View Original</a>`,
      );
      expect(translation).toContain(`<link rel="canonical" href="${address}"/>`);

      const original = await html(`/articles/${slug}?version=original`);
      expect(original).toMatch(/^<!doctype html><html lang="ar" dir="rtl">/);
      expect(original).toContain('<h1>عنوان</h1>');
      expect(original).toContain('نص <strong>مهم</strong>');
      expect(original).toContain('The original, in Arabic');
      expect(original).toContain(`<a href="/articles/${slug}" hreflang="en" dir="auto">Back to the translation</a>`);
      expect(original).toContain(`<link rel="canonical" href="${address}?version=original"/>`);
      for (const text of [translation, original]) {
        for (const alternate of alternates) expect(text).toContain(alternate);
        // Engagement belongs to the article, not to a language.
        expect(text).toContain(`<afterword-bar site="demo" page="${slug}" title="About ${slug}" url="${address}">`);
        expect(text).toMatch(/(?:Like|إعجاب)<\/span> <b>5<\/b>/);
      }
    });

    it('has an address for each of its languages, and knows only one of each', async () => {
      const translations = [
        { language: 'fr', title: 'Un titre', body: 'Du texte' },
        { language: 'he', title: 'כותרת', body: 'טקסט' },
      ];
      await publish({ ...WHOLE, translations });
      const address = `https://paper.example/articles/${slug}`;
      const addresses = { en: '', ar: '?version=original', fr: '?version=fr', he: '?version=he' };
      for (const [language, query] of Object.entries(addresses)) {
        const text = await html(`/articles/${slug}${query}`);
        expect(text).toContain(`<html lang="${language}"`);
        expect(text).toContain(`<link rel="canonical" href="${address}${query}"/>`);
        const alternates = [...text.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"\/>/g)];
        expect(Object.fromEntries(alternates.map(([, tag, href]) => [tag, href]))).toEqual({
          ...Object.fromEntries(Object.entries(addresses).map(([tag, rest]) => [tag, address + rest])),
          'x-default': address,
        });
      }
      expect(await html(`/articles/${slug}?version=FR`)).toContain('<h1>Un titre</h1>');
      expect(await html(`/articles/${slug}?version=ar`)).toContain(`canonical" href="${address}?version=original"/>`);
      for (const unknown of ['xx', '%00', 'x'.repeat(500)]) {
        expect(await html(`/articles/${slug}?version=${unknown}`)).toContain(`canonical" href="${address}"/>`);
      }
    });

    it.each([
      ['zh-Hans', 'Chinese (Simplified)', 'ltr'],
      ['he', 'Hebrew', 'rtl'],
      ['pt-BR', 'Portuguese (Brazil)', 'ltr'],
    ])('knows what %s is called and how it runs', async (language, name, direction) => {
      await publish({ original: { language, title: 'T', body: 'B' } });
      expect(await html(`/articles/${slug}`)).toContain(`Translated from ${name}`);
      expect(await html(`/articles/${slug}?version=original`)).toContain(
        `<html lang="${language}" dir="${direction}">`,
      );
    });

    it('has its comments in the language of the version, and in English where there are no words in it', async () => {
      await publish({ original: { language: 'ar', title: 'T', body: 'B' } });
      const original = await html(`/articles/${slug}?version=original`);
      for (const part of ['aw-bar aw-ui', 'aw-thread'])
        expect(original).toMatch(new RegExp(`class="aw ${part}"[^>]* lang="ar" dir="rtl"`));
      expect(original).not.toMatch(/lang="en" dir="ltr"><afterword/);
      expect(original).toContain('>نشر<');
      expect(await html(`/articles/${slug}`)).toMatch(/class="aw aw-thread"[^>]* lang="en" dir="ltr"/);
    });

    it('names no other version, source, topic or link where there is none', async () => {
      await publish();
      const text = await html(`/articles/${slug}?version=original&utm_source=x&version=y`);
      expect(text).toContain(`<link rel="canonical" href="https://paper.example/articles/${slug}"/>`);
      expect(text).not.toMatch(/hreflang|Original|>Related|aria-label="Topics"|undefined/);
      expect(await html(`/articles/${slug}?version=original`)).toContain(`articles/${slug}"/>`);
    });

    it('shows the comments that it knows, and says when there can be no more', async () => {
      await publish();
      const items = [comment('Ada', '<p>A <em>remark</em></p>')];
      await apply({
        counters: counters(0, 1),
        comments: { version: 1, items, next: null, total: 1, closed: false },
      });
      const text = await html(`/articles/${slug}`);
      expect(text).toContain('<p>A <em>remark</em></p>');
      expect(text).toMatch(/<strong dir="auto">Ada<\/strong>/);
      expect(text).not.toContain('No comments yet');
      await apply({ comments: { version: 2, items, next: null, total: 1, closed: true } });
      expect(await html(`/articles/${slug}`)).toContain('Comments are closed.');
    });

    it('says the same to machines, with the true counts', async () => {
      await publish(WHOLE);
      await apply({ counters: counters(12, 7) });
      const text = await html(`/articles/${slug}`);
      const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(text) ?? [];
      expect(JSON.parse(json)).toMatchObject({
        '@type': 'NewsArticle',
        headline: `About ${slug}`,
        inLanguage: 'en',
        url: `https://paper.example/articles/${slug}`,
        datePublished: '2026-09-06T22:30:00.000Z',
        author: { name: 'A Desk' },
        keywords: ['Города', 'C++'],
        isBasedOn: 'https://news.example/a?b=1&c=2',
        commentCount: 7,
        interactionStatistic: [
          { interactionType: 'https://schema.org/CommentAction', userInteractionCount: 7 },
          { interactionType: 'https://schema.org/LikeAction', userInteractionCount: 12 },
          { interactionType: 'https://schema.org/ShareAction', userInteractionCount: 2 },
        ],
      });
      expect(text).toContain('<meta property="og:type" content="article"/>');
      expect(text).toContain('<meta name="description" content="First paragraph. one two"/>');
    });

    it('lets nothing out of its place, whatever it is called', async () => {
      const hostile = '</script></style><script>alert(1)</script>"><img src=x onerror=alert(1)>{{x}}<!--';
      await publish({
        title: hostile,
        author: hostile,
        topics: [hostile.slice(0, 80)],
        source: { name: hostile, url: 'https://x.example/"><script>alert(1)</script>' },
        related: [{ title: hostile, url: 'https://x.example/' }],
        original: { language: 'de', title: hostile, body: hostile },
        body: hostile,
      });
      const items = [comment(hostile.slice(0, 80), '<p>sanitised by engagement</p>')];
      await apply({ comments: { version: 1, items, next: null, total: 1, closed: false } });
      for (const path of [`/articles/${slug}`, `/articles/${slug}?version=original`, '/', '/topics']) {
        const text = await html(path);
        expect(text).not.toMatch(/<script>alert|<img src=x/);
        // Every script element is one that we wrote.
        const scripts = [...text.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)];
        for (const [, attributes = '', content = ''] of scripts) {
          if (attributes.includes('src=')) expect(content).toBe('');
          else expect(() => void JSON.parse(content)).not.toThrow();
        }
      }
    });

    it('has a validator that changes with the article and with its counts', async () => {
      await publish();
      const etag = (await page(`/articles/${slug}`)).headers.get('etag') ?? '';
      const again = async () => (await page(`/articles/${slug}`, { 'if-none-match': etag })).status;
      expect(etag).toMatch(/^"[\w-]+"$/);
      expect(await again()).toBe(304);
      await apply({ counters: counters(1) });
      expect(await again()).toBe(200);
      await apply({ counters: counters(2) });
      expect(await html(`/articles/${slug}`)).toMatch(/Like<\/span> <b>2<\/b>/);
      expectStatus(200, await operate('PATCH', `/${slug}`, { title: 'Edited' }));
      expect(await html(`/articles/${slug}`)).toContain('<h1>Edited</h1>');
      expectStatus(200, await operate('POST', `/${slug}/unpublish`));
      expect(await again()).toBe(404);
    });

    it('is sent as the client can read it, each encoding with its own validator', async () => {
      await publish();
      const path = `/articles/${slug}`;
      const asked = async (encoding: string, etag = '') =>
        page(path, { 'accept-encoding': encoding, ...(etag !== '' && { 'if-none-match': etag }) });
      const answers = await Promise.all(['identity', 'gzip', 'gzip, br', 'br;q=0, gzip'].map((some) => asked(some)));
      expect(answers.map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip', 'br', 'gzip']);
      expect(new Set(answers.map((answer) => answer.html)).size).toBe(1);
      expect(new Set(answers.map(({ headers }) => headers.get('vary')))).toEqual(new Set(['accept-encoding']));
      const [plain, gzip, brotli] = answers.map(({ headers }) => headers.get('etag')!);
      expect(new Set([plain, gzip, brotli]).size).toBe(3);
      expect((await asked('gzip', gzip)).status).toBe(304);
      expect((await asked('br', gzip)).status).toBe(200);
    });

    it('is the same for all who ask at once', async () => {
      await publish();
      const texts = await Promise.all(Array.from({ length: 40 }, () => html(`/articles/${slug}`)));
      expect(new Set(texts).size).toBe(1);
    });
  });

  it('may load nothing but its own style, the widget, and pictures', async () => {
    await publish();
    const { headers, html: text } = await page(`/articles/${slug}`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none';script-src https:\/\/talk\.example;connect-src https:\/\/talk\.example;/,
    );
    expect(policy).toMatch(/style-src 'sha256-[\w+/=]{44}'/);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("form-action 'self'");
    expect(text).not.toMatch(/<[^>]* (style|on\w+)=/);
    expect(text.match(/<style/g)).toHaveLength(1);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(headers.get('cache-control')).toMatch(/^public, max-age=0, s-maxage=5/);
  });

  it('list what is published, the latest first, page by page', async () => {
    const slugs: string[] = [];
    for (let index = 10; index < 31; index += 1) {
      slug = `list-${index}`;
      slugs.unshift(slug);
      await publish({ topics: ['Long lists'], publishedAt: `2021-01-01T00:00:${index}Z` });
    }
    await apply({ counters: counters(0, 1_234) });
    const listed = (text: string) =>
      [...text.matchAll(/<h2><a href="\/articles\/(list-[^"]+)">/g)].map(([, found]) => found);
    for (const path of ['/?fbclid=x', '/topics/long-lists']) {
      const first = await html(path);
      const [, next = ''] = /<a href="([^"]+)" rel="next">Older articles<\/a>/.exec(first) ?? [];
      const second = await html(next);
      expect([...listed(first), ...listed(second)].slice(0, 21)).toEqual(slugs);
      expect(first).toContain('1,234 comments');
      expect(first).toContain('No comments yet');
    }
    expect(await html('/topics/long-lists')).toContain('<h1 dir="auto">Long lists</h1>');
    expect(await html('/topics')).toMatch(
      /href="\/topics\/long-lists"[^>]*><span dir="auto">Long lists<\/span> · 21 articles/,
    );
  });

  it.each([
    ['/articles/never-written', 404],
    ['/articles', 404],
    ['/articles/a/b', 404],
    ['/articles/%00', 404],
    [`/articles/${'x'.repeat(300)}`, 404],
    ['/topics/never-used', 404],
    ['/topics/%00', 404],
    ['/favicon.ico', 404],
    ['/wp-login.php', 404],
    ['/?cursor=invented', 422],
    ['/?cursor=a&cursor=b', 422],
  ])('%s is a page that says so', async (path, status) => {
    const answer = await page(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.html).toMatch(status === 404 ? /<h1>Page not found<\/h1>/ : /<h1>Something went wrong<\/h1>/);
    expect(answer.html).toContain('<a href="/">');
  });

  it('leave what is no page to the API', async () => {
    for (const path of ['/v1/nothing', '/v1/articles/a/b']) {
      const answer = await page(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
    const posted = await service.api.call('POST', '/articles/x', { body: {} });
    expect([posted.status, posted.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('answer a HEAD like a GET without its body', async () => {
    await publish();
    const response = await fetch(`${service.url}/articles/${slug}`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('etag')).toBe((await page(`/articles/${slug}`)).headers.get('etag'));
  });
});

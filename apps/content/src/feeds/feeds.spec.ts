import { CountersSchema } from '@afterword/contracts';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { z } from 'zod';
import { expectStatus } from '@afterword/testing/api';
import { articleCalls } from '@afterword/testing/article-calls';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { SnapshotsRepository } from '../snapshots';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name) => ['entry', 'link', 'category', 'author'].includes(name),
});

/** RFC 4287 and RFC 4685, in what a feed of ours may hold: nothing that these do not name is let through. */
const atomDate = z.iso.datetime({ offset: true });
const atomText = z.string().min(1);
const atomPerson = z.strictObject({ name: atomText, uri: z.url().optional(), email: z.email().optional() });
const atomLink = z.strictObject({
  '@href': z.url(),
  '@rel': z.enum(['self', 'alternate', 'replies', 'via', 'next', 'related']),
  '@type': z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+$/)
    .optional(),
  '@hreflang': z.string().optional(),
  '@thr:count': z.string().regex(/^\d+$/).optional(),
});
/** At most one alternate of a type and language. */
const atomLinks = z.array(atomLink).refine((links) => {
  const alternates = links.filter((link) => link['@rel'] === 'alternate');
  return new Set(alternates.map((link) => `${link['@type']} ${link['@hreflang']}`)).size === alternates.length;
});
const AtomDocument = z.strictObject({
  '?xml': z.strictObject({ '@version': z.literal('1.0'), '@encoding': z.literal('utf-8') }),
  feed: z.strictObject({
    '@xmlns': z.literal('http://www.w3.org/2005/Atom'),
    '@xmlns:thr': z.literal('http://purl.org/syndication/thread/1.0'),
    id: z.url(),
    title: atomText,
    updated: atomDate,
    author: z.array(atomPerson).min(1),
    link: atomLinks,
    entry: z.array(
      z.strictObject({
        '@xml:lang': z.string().refine((tag) => Intl.getCanonicalLocales(tag).length === 1),
        id: z.string().regex(/^urn:uuid:/),
        title: atomText,
        link: atomLinks.refine((links) => links.some((link) => link['@rel'] === 'alternate')),
        published: atomDate,
        updated: atomDate,
        author: z.array(atomPerson).optional(),
        category: z.array(z.strictObject({ '@term': atomText, '@label': atomText })).optional(),
        summary: z.string(),
        content: z.strictObject({ '@type': z.literal('html'), '#text': atomText }),
        'thr:total': z.string().regex(/^\d+$/),
      }),
    ),
  }),
});

/** https://www.jsonfeed.org/version/1.1/ */
const JsonFeedDocument = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string().min(1),
  home_page_url: z.url(),
  feed_url: z.url(),
  items: z.array(
    z.strictObject({
      id: z.string().min(1),
      url: z.url(),
      external_url: z.url().optional(),
      title: z.string().min(1),
      summary: z.string(),
      content_html: z.string().min(1),
      language: z.string(),
      date_published: z.iso.datetime(),
      date_modified: z.iso.datetime(),
      authors: z
        .array(z.strictObject({ name: z.string().min(1) }))
        .min(1)
        .optional(),
      tags: z.array(z.string().min(1)),
      _afterword: z.strictObject({ about: z.url(), counters: CountersSchema }),
    }),
  ),
});

describe('the feeds', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());

  const { operate: operateOn, publish: publishArticle } = articleCalls(() => service);
  const operate = (path: string, body?: unknown) => operateOn('POST', path, body);
  const publish = (fields: { slug: string } & Record<string, unknown>) =>
    publishArticle({ body: 'A <b>paragraph</b> & more.', ...fields });
  async function get(path: string) {
    const answer = await service.api.call<unknown>('GET', path);
    const json = expectStatus(200, answer);
    return { json, text: String(json), type: answer.headers.get('content-type'), etag: answer.headers.get('etag') };
  }

  it('are there before there is an article', async () => {
    expect((await get('/feed.xml')).text).toContain('<updated>1970-01-01T00:00:00.000Z</updated>');
    expect((await get('/feed.json')).json).toMatchObject({ items: [] });
    expect((await get('/sitemap.xml')).text).toContain('<urlset');
  });

  it('hold the latest articles with the number of their comments', async () => {
    await publish({ slug: 'older', title: 'Older', publishedAt: '2026-01-01T00:00:00Z' });
    await publish({
      slug: 'newer',
      title: 'Newer </title>& "quoted" ]]>',
      language: 'en-GB',
      author: 'A Desk',
      topics: ['C++'],
      source: { name: 'n', url: 'https://news.example/?a=1&b=2' },
      publishedAt: '2026-01-02T00:00:00Z',
    });
    expectStatus(201, await operate('', { slug: 'draft', title: 'Draft', body: 'x' }));
    const counters = { comments: 5, shares: 0, rewards: { count: 0, amount: 0 }, reactions: { like: 1 } };
    await service.app.get(SnapshotsRepository).apply({
      schemaVersion: 1,
      site: 'demo',
      page: 'newer',
      counters: { version: 1, value: counters },
      comments: null,
      announcedAt: new Date().toISOString(),
    });

    const atom = await get('/feed.xml');
    expect(atom.type).toBe('application/atom+xml; charset=utf-8');
    expect(atom.text).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom"/,
    );
    expect(atom.text.match(/<entry /g)).toHaveLength(2);
    const [entry = ''] = /<entry xml:lang="en-GB">.*?<\/entry>/s.exec(atom.text) ?? [];
    expect(entry).toContain('<title>Newer &lt;/title>&amp; &quot;quoted&quot; ]]&gt;</title>');
    expect(entry).toContain('<content type="html">&lt;p>A &amp;lt;b&amp;gt;paragraph');
    expect(entry).toContain('href="https://paper.example/articles/newer#comments" thr:count="5"/>');
    expect(entry).toContain('<link rel="via" href="https://news.example/?a=1&amp;b=2"/>');
    expect(entry).toContain('<category term="c++" label="C++"');
    expect(entry).toContain('<thr:total>5</thr:total>');
    const again = await service.api.call('GET', '/feed.xml', { headers: { 'if-none-match': atom.etag ?? '' } });
    expect(again.status).toBe(304);

    const json = await get('/feed.json');
    expect(json.type).toBe('application/feed+json; charset=utf-8');
    expect(json.json).toMatchObject({
      items: [
        {
          url: 'https://paper.example/articles/newer',
          external_url: 'https://news.example/?a=1&b=2',
          language: 'en-GB',
          date_published: '2026-01-02T00:00:00.000Z',
          authors: [{ name: 'A Desk' }],
          tags: ['C++'],
          _afterword: { counters },
        },
        { url: 'https://paper.example/articles/older' },
      ],
    });

    const map = await get('/sitemap.xml');
    expect([...map.text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc]) => loc).sort()).toEqual([
      'https://paper.example/articles/newer',
      'https://paper.example/articles/older',
    ]);
    expect((await get('/robots.txt')).text).toContain('Sitemap: https://paper.example/sitemap.xml');
  });

  it('are there for each topic', async () => {
    const atom = await get('/topics/c%2B%2B/feed.xml');
    expect(atom.text.match(/<entry /g)).toHaveLength(1);
    expect(atom.text).toContain('<title>C++ · The Margin</title>');
    expect(atom.text).toContain('<id>https://paper.example/topics/c%2B%2B</id>');
    expect((await get('/topics/c%2B%2B/feed.json')).json).toMatchObject({
      title: 'C++ · The Margin',
      home_page_url: 'https://paper.example/topics/c%2B%2B',
      feed_url: 'https://paper.example/topics/c%2B%2B/feed.json',
      items: [{ title: expect.stringContaining('Newer') }],
    });
    for (const path of ['/topics/never/feed.xml', '/topics/%00/feed.json']) {
      expect([path, (await service.api.call('GET', path)).status]).toEqual([path, 404]);
    }
  });

  it.each(['/feed.xml', '/topics/c%2B%2B/feed.xml'])(
    '%s is valid Atom, and says how many comments there are',
    async (path) => {
      const { text } = await get(path);
      expect(SyntaxValidator.validate(text)).toBe(true);
      const { feed } = AtomDocument.parse(parser.parse(text));
      const ids = [feed.id, ...feed.entry.map(({ id }) => id)];
      expect(new Set(ids).size).toBe(ids.length);
      expect(feed.link.filter(({ '@rel': rel }) => rel === 'self')).toHaveLength(1);
      for (const { link, 'thr:total': total } of feed.entry) {
        const replies = link.find(({ '@rel': rel }) => rel === 'replies');
        expect(replies).toMatchObject({ '@type': 'text/html', '@thr:count': total });
      }
      // Newest first, and the feed is as new as its newest entry.
      expect(feed.updated).toBe(
        feed.entry
          .map(({ updated }) => updated)
          .sort()
          .at(-1),
      );
    },
  );

  it.each(['/feed.json', '/topics/c%2B%2B/feed.json'])('%s is a valid JSON Feed 1.1', async (path) => {
    const { items } = JsonFeedDocument.parse((await get(path)).json);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });

  it('say what an address leads to', async () => {
    const ask = (url: string, rest = '') => `/oembed?url=${encodeURIComponent(url)}${rest}`;
    const page = await get('/articles/newer');
    const discovery = ask('https://paper.example/articles/newer');
    expect(page.text).toContain(`type="application/json+oembed" href="https://paper.example${discovery}"`);
    expect((await get(`${discovery}&format=json&maxwidth=400`)).json).toEqual({
      version: '1.0',
      type: 'link',
      title: 'Newer </title>& "quoted" ]]>',
      author_name: 'A Desk',
      provider_name: 'The Margin',
      provider_url: 'https://paper.example',
      cache_age: 3_600,
    });
  });

  describe('oEmbed', () => {
    interface Embed {
      title: string;
      thumbnail_url?: string;
    }
    const ask = (url: string, rest = '') => `/oembed?url=${encodeURIComponent(url)}${rest}`;
    const embed = async (url: string, rest = '') =>
      expectStatus(200, await service.api.call<Embed>('GET', ask(url, rest)));
    const here = 'https://paper.example/articles';

    beforeAll(async () => {
      await publish({
        slug: 'first-name',
        title: 'Translated',
        original: { language: 'de', title: 'Das Original', body: 'Text' },
        translations: [{ language: 'fr', title: 'En français', body: 'Texte' }],
      });
      const body = { slug: 'second-name' };
      expectStatus(200, await service.api.call('PATCH', '/v1/articles/first-name', { token: ADMIN_TOKEN, body }));
    });

    it.each([
      ['its address', '/second-name', 'Translated', ''],
      ['one that it had before', '/first-name', 'Translated', ''],
      ['its original', '/second-name?version=original', 'Das Original', '?version=original'],
      ['a version', '/second-name?utm_source=x&version=fr#comments', 'En français', '?version=fr'],
      ['a version, below an address that it had before', '/first-name?version=fr', 'En français', '?version=fr'],
      ['a version that it does not have', '/second-name?version=nl', 'Translated', ''],
    ])('leads to an article by %s', async (_what, path, title, version) => {
      expect(await embed(here + path)).toMatchObject({
        title,
        thumbnail_url: `${here}/second-name/card.png${version}`,
        thumbnail_width: 1_200,
        thumbnail_height: 630,
      });
    });

    it('is found by the page of each version, for that version', async () => {
      for (const path of ['/second-name', '/second-name?version=original', '/second-name?version=fr']) {
        const { text } = await get(`/articles${path}`);
        expect(text).toContain(`href="https://paper.example${ask(here + path)}"`);
      }
    });

    it.each([
      ['&maxwidth=1200&maxheight=630', true],
      ['&maxwidth=5000', true],
      ['&maxwidth=1199', false],
      ['&maxheight=629', false],
      ['&maxwidth=1200&maxheight=100', false],
    ])('has a picture that is no larger than asked for: %s', async (rest, pictured) => {
      expect('thumbnail_url' in (await embed(`${here}/newer`, rest))).toBe(pictured);
    });

    it.each([
      [ask(`${here}/newer`, '&format=xml'), 501, 'format-not-offered'],
      [ask(`${here}/draft`), 404, 'article-not-found'],
      [ask(`${here}/nowhere`), 404, 'article-not-found'],
      [ask(`${here}/newer/comments`), 404, 'article-not-found'],
      [ask(`${here}/%00`), 404, 'article-not-found'],
      [ask('https://paper.example/topics/c'), 404, 'article-not-found'],
      [ask('https://elsewhere.example/articles/newer'), 404, 'article-not-found'],
      [ask('http://paper.example/articles/newer'), 404, 'article-not-found'],
      [ask('https://paper.example:8443/articles/newer'), 404, 'article-not-found'],
      [ask('https://paper.example@elsewhere.example/articles/newer'), 404, 'article-not-found'],
      [ask('mailto:desk@paper.example'), 404, 'article-not-found'],
      [ask(`${here}/newer`, '&format=yaml'), 422, 'invalid-request'],
      [ask(`${here}/newer`, '&maxwidth=0'), 422, 'invalid-request'],
      [ask(`${here}/newer`, '&maxwidth=-1'), 422, 'invalid-request'],
      [ask(`${here}/newer`, '&maxheight=1.5'), 422, 'invalid-request'],
      [ask(`${here}/newer`, '&maxheight=tall'), 422, 'invalid-request'],
      [ask(`${here}/newer`, '&maxheight='), 422, 'invalid-request'],
      [ask('no address'), 422, 'invalid-request'],
      ['/oembed', 422, 'invalid-request'],
    ])('%s is %d', async (path, status, code) => {
      const answer = await service.api.call('GET', path);
      expect([answer.status, answer.body.type]).toEqual([status, `urn:afterword:problem:${code}`]);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    });
  });
});

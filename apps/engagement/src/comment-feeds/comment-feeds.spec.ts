import { type Comment, LIMITS, type Session, type Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { DataSource } from 'typeorm';
import { CommentFeedsRepository } from './comment-feeds.repository';
import { FEED_OF_PAGE, FEED_OF_SITE } from './comment-feeds.sql';

interface Entry {
  id: string;
  title: string;
  link?: { '@href': string };
  'thr:in-reply-to'?: { '@ref': string; '@href': string; '@type': string };
  published: string;
  updated: string;
  author: { name: string };
  content: { '#text': string };
}
interface JsonItem {
  id: string;
  url?: string;
  title: string;
  content_html: string;
  authors: { name: string; avatar: string }[];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (_name, path) => path === 'feed.entry',
});

describe('feeds of comments', () => {
  let service: RunningEngagement;
  let site: Site;
  let ada: Session;
  const page = 'a page/ü';
  const url = 'https://paper.example/story?a=1&b=2#top';

  beforeAll(async () => {
    service = await startEngagement({ engagementUrl: 'https://talk.example' });
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { name: 'The <Margin>', origins: ['https://paper.example'] });
    ada = await guest('Ada');
    await describePage(page, { url, title: 'My article' });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const guest = async (name: string) =>
    expectStatus(201, await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { name } }));
  const describePage = async (key: string, body: object) =>
    expectStatus(200, await call('PUT', pagePath(site.id, key), { token: ADMIN_TOKEN, body }));
  const post = async (
    body: string,
    { by = ada, parentId, on = page }: { by?: Session; parentId?: string; on?: string } = {},
  ) =>
    expectStatus(
      201,
      await call<Comment>('POST', `${pagePath(site.id, on)}/comments`, { token: by.token, body: { body, parentId } }),
    );
  const ofPage = (file: string, key = page) => `${pagePath(site.id, key)}/comments/feed.${file}`;
  const ofSite = (file: string) => `/v1/sites/${site.id}/comments/feed.${file}`;
  const xml = async (path: string) => {
    const text = expectStatus(200, await call<string>('GET', path));
    expect(SyntaxValidator.validate(text)).toBe(true);
    const { feed } = parser.parse(text) as { feed: { title: string; updated: string; entry?: Entry[] } };
    return { text, ...feed, entries: feed.entry ?? [] };
  };
  const json = async (path: string) =>
    expectStatus(200, await call<{ title: string; items: JsonItem[]; home_page_url?: string }>('GET', path));
  const decide = async (decision: string, id: string) =>
    expectStatus(
      200,
      await call('POST', `/v1/sites/${site.id}/moderation/decisions`, {
        token: ADMIN_TOKEN,
        body: { decision, comments: [id] },
      }),
    );
  const restrict = async ({ id }: Session['reader'], kind: string) =>
    expectStatus(
      200,
      await call('PUT', `/v1/sites/${site.id}/moderation/readers/${id}/restriction`, {
        token: ADMIN_TOKEN,
        body: { kind },
      }),
    );

  it('have the latest comments with their replies, each at its place on the page', async () => {
    const first = await post('It *works*.');
    const reply = await post('Yes', { by: await guest('Grace'), parentId: first.id });
    const feed = await xml(ofPage('xml'));
    expect(feed.title).toBe('Comments on My article');
    expect(feed.text).toContain('<name>The &lt;Margin></name>');
    const self = `https://talk.example${pagePath(site.id, page)}/comments/feed.xml`;
    expect(feed.text).toContain(`<link rel="self" type="application/atom+xml" href="${self}"/>`);
    expect(feed.entries.map(({ id, title, author }) => [id, title, author.name])).toEqual([
      [`urn:uuid:${reply.id}`, 'Grace on My article', 'Grace'],
      [`urn:uuid:${first.id}`, 'Ada on My article', 'Ada'],
    ]);
    const place = 'https://paper.example/story?a=1&b=2#comment-';
    expect(feed.entries[0]).toMatchObject({
      link: { '@href': place + reply.id },
      'thr:in-reply-to': { '@ref': `urn:uuid:${first.id}`, '@href': place + first.id },
      published: reply.createdAt,
    });
    expect(feed.entries[1]?.content['#text']).toBe('<div dir="auto"><p>It <em>works</em>.</p></div>');
    expect(feed.updated).toBe(reply.createdAt);
    const { items, home_page_url } = await json(ofPage('json'));
    expect(home_page_url).toBe(url);
    expect(items.map(({ id, url: at, title }) => [id, at, title])).toEqual([
      [`urn:uuid:${reply.id}`, place + reply.id, 'Grace on My article'],
      [`urn:uuid:${first.id}`, place + first.id, 'Ada on My article'],
    ]);
    expect(items[1]?.authors).toEqual([{ name: 'Ada', avatar: ada.reader.avatarUrl }]);
  });

  it('of a site have all its pages, and nothing of other sites', async () => {
    const there = await post('There', { on: 'another' });
    const here = await post('Here');
    const ids = [`urn:uuid:${here.id}`, `urn:uuid:${there.id}`];
    const feed = await xml(ofSite('xml'));
    expect([feed.title, feed.entries.map(({ id }) => id)]).toEqual(['Comments on The <Margin>', ids]);
    // A page that nobody has described has its key for a title, and comments without a place.
    expect([feed.entries[1]?.title, feed.entries[1]?.link]).toEqual(['Ada on another', undefined]);
    expect((await json(ofSite('json'))).items.map(({ id }) => id)).toEqual(ids);
    const other = await service.api.site(ADMIN_TOKEN);
    expect((await json(`/v1/sites/${other.id}/comments/feed.json`)).items).toEqual([]);
  });

  it('never have what is held, refused, spam, removed, deleted or of a muted reader', async () => {
    for (const decision of ['hold', 'reject', 'spam', 'remove']) await decide(decision, (await post(decision)).id);
    const deleted = await post('deleted');
    await post('A reply to what is deleted', { parentId: deleted.id });
    expectStatus(204, await call('DELETE', `/v1/comments/${deleted.id}`, { token: ada.token }));
    const muted = await guest('Muted');
    await restrict(muted.reader, 'mute');
    await post('muted', { by: muted });
    const replies = ['Ada on My article'];
    for (const feed of [await xml(ofPage('xml')), await xml(ofSite('xml'))]) {
      expect(feed.entries.map(({ title }) => title)).toEqual(replies);
      expect(feed.text).toContain('A reply to what is deleted');
      expect(feed.text).not.toContain(deleted.id.slice(0, 8) + '</id>');
    }
    expect((await json(ofPage('json'))).items).toHaveLength(1);
  });

  it('lose a comment as soon as it is removed', async () => {
    const comment = await post('Gone soon');
    expect((await xml(ofPage('xml'))).entries).toHaveLength(1);
    const { headers } = await call('GET', ofPage('xml'));
    await decide('remove', comment.id);
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    const after = await call<string>('GET', ofPage('xml'), { headers: known });
    expect([after.status, after.body.includes('<entry>')]).toEqual([200, false]);
  });

  it('are the same while a page gets reactions, and follow the names of its readers', async () => {
    await post('Like me');
    const feed = await call('GET', ofPage('xml'));
    const reads = jest.spyOn(service.app.get(CommentFeedsRepository), 'ofPage');
    expectStatus(200, await call('PUT', `${pagePath(site.id, page)}/reactions/like`, { token: ada.token }));
    const liked = await call('GET', ofPage('xml'));
    expect([liked.headers.get('etag'), liked.headers.get('last-modified')]).toEqual([
      feed.headers.get('etag'),
      feed.headers.get('last-modified'),
    ]);
    expect(reads).not.toHaveBeenCalled();
    expectStatus(200, await call('PATCH', '/v1/me', { token: ada.token, body: { name: 'Countess' } }));
    expect((await xml(ofPage('xml'))).entries[0]?.author.name).toBe('Countess');
    await describePage(page, { title: 'Another title' });
    expect((await xml(ofPage('xml'))).title).toBe('Comments on Another title');
    reads.mockRestore();
  });

  it('of an article that is not published any more are not in the feed of the site', async () => {
    await post('On an article');
    await service.app
      .get(DataSource)
      .query(`update page set article_unpublished = true where site_id = $1 and key = $2`, [site.id, page]);
    expect((await xml(ofSite('xml'))).entries).toEqual([]);
  });

  it('hold hostile texts and texts from right to left', async () => {
    const hostile = await guest('</name>& ]]> "x"');
    await describePage(page, { title: '</title><script>alert(1)</script> ]]>' });
    await post('<script>alert(1)</script> ]]> \u0001\ufffe & "quoted" `<b>`', { by: hostile });
    const feed = await xml(ofPage('xml'));
    expect(feed.text).not.toMatch(/<script|\]\]>|\u0001|\ufffe/);
    expect(feed.entries[0]?.author.name).toBe('</name>& ]]> "x"');
    expect(feed.entries[0]?.title).toContain('</title><script>alert(1)</script> ]]>');
    expect(feed.entries[0]?.content['#text']).toContain('&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt;');
    expect((await json(ofPage('json'))).items[0]?.content_html).not.toContain('<script');

    const layla = await guest('ليلى');
    await post('شكرا على المقال.', { by: layla, on: 'rtl' });
    // A name from right to left does not turn what is after it.
    expect((await xml(ofPage('xml', 'rtl'))).entries[0]?.title).toBe('\u2068ليلى\u2069 on rtl');
    expect((await xml(ofPage('xml', 'rtl'))).entries[0]?.content['#text']).toMatch(/^<div dir="auto"><p dir="rtl">/);
  });

  it.each([() => ofPage('xml'), () => ofPage('json'), () => ofSite('xml'), () => ofSite('json')])(
    'answer conditional requests, and may be kept for a minute: %#',
    async (path) => {
      await post('Once');
      const { headers } = await call('GET', path());
      expect(headers.get('cache-control')).toBe('public, max-age=60');
      const [etag, modified] = [headers.get('etag') ?? '', headers.get('last-modified') ?? ''];
      expect(new Date(modified).toUTCString()).toBe(modified);
      const long = new Date(0).toUTCString();
      for (const [status, known] of [
        [304, { 'if-none-match': etag }],
        [304, { 'if-modified-since': new Date(Date.now() + 60_000).toUTCString() }],
        [200, { 'if-modified-since': long }],
        [200, { 'if-modified-since': 'nonsense' }],
        // The tag decides where there is one.
        [200, { 'if-none-match': '"other"', 'if-modified-since': new Date(Date.now() + 60_000).toUTCString() }],
      ] as const) {
        const answer = await call<string>('GET', path(), { headers: known });
        expect([known, answer.status]).toEqual([known, status]);
        if (status === 304) expect(answer.headers.get('last-modified')).not.toBeNull();
      }
    },
  );

  it('have no more comments than a feed may have, and shorter ones where they are long', async () => {
    const rows = LIMITS.commentsInFeed + 1;
    const first = await post('One of many');
    await service.app.get(DataSource).query(
      `insert into comment (site_id, id, page_id, depth, reader_id, body, html, renderer_version, status, created_version, changed_version, created_at)
       select site_id, gen_random_uuid(), page_id, 0, reader_id, body, html, renderer_version, status, 0, 0, now() from comment, generate_series(1, $2::int)
        where id = $1::uuid`,
      [first.id, rows],
    );
    expect((await xml(ofSite('xml'))).entries).toHaveLength(LIMITS.commentsInFeed);
    await service.app
      .get(DataSource)
      .query(`update comment set html = repeat('a', $2::int) where site_id = $1::text`, [
        site.id,
        LIMITS.threadBytes / 4,
      ]);
    expect((await json(ofPage('json'))).items).toHaveLength(4 - 1);
  });

  it('are empty for a page that nothing happened on, and not there for a site that is not', async () => {
    expect(await json(ofPage('json', 'never'))).toMatchObject({ title: 'Comments on never', items: [] });
    expect((await xml(ofPage('xml', 'never'))).updated).toBe('1970-01-01T00:00:00.000Z');
    for (const path of ['comments/feed.xml', 'pages/x/comments/feed.json']) {
      expect([path, (await call('GET', `/v1/sites/no-such-site/${path}`)).status]).toEqual([path, 404]);
    }
  });

  it('walk indexes', async () => {
    const database = service.app.get(DataSource);
    const { id } = await post('One of many');
    await database.query(
      `insert into comment (site_id, id, page_id, depth, reader_id, body, html, renderer_version, status, created_version, changed_version, created_at)
       select site_id, gen_random_uuid(), page_id, 0, reader_id, body, html, renderer_version, status, 0, 0, now() from comment, generate_series(1, 3000)
        where id = $1::uuid`,
      [id],
    );
    await database.query('analyze comment');
    const [of] = await database.query<{ page: string }[]>('select page_id as page from comment where id = $1', [id]);
    const plan = async (statement: string, values: unknown[]) =>
      JSON.stringify(await database.query(`explain ${statement}`, values));
    expect(await plan(FEED_OF_PAGE, [site.id, of?.page, 50])).toContain('Backward using comment_feed_page');
    expect(await plan(FEED_OF_SITE, [site.id, 50])).toContain('Backward using comment_feed_site');
  });
});

import { randomUUID } from 'node:crypto';
import {
  type Comment,
  type CommentList,
  LIMITS,
  RATE_LIMITS,
  type Site,
  type UpdateModerationSettings,
  type UpdateSite,
} from '@afterword/contracts';
import { RateLimits } from '@afterword/platform';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

/** A form as a browser sends it. */
interface Fields {
  body?: string;
  name?: string;
  [field: string]: string | undefined;
}

describe('comments without scripts', () => {
  let engagement: RunningEngagement;
  let content: RunningContent;
  let number = 0;
  let slug: string;

  beforeAll(async () => {
    const databaseUrl = testDatabaseUrl();
    engagement = await startEngagement({ databaseUrl });
    expectStatus(
      201,
      await engagement.api.call<Site>('POST', '/v1/admin/sites', {
        token: ADMIN_TOKEN,
        body: { id: 'demo', name: 'Demo', origins: ['https://paper.example'], reservedNames: ['River desk'] },
      }),
    );
    content = await startContent({ databaseUrl, engagementUrl: engagement.url, trustedProxies: 'loopback' });
  });
  afterAll(async () => {
    await content.stop();
    await engagement.stop();
  });
  beforeEach(async () => {
    number += 1;
    slug = `story-${number}`;
    const body = {
      slug,
      title: `About ${slug}`,
      body: 'A paragraph.',
      original: { language: 'de', title: 'T', body: 'B' },
    };
    expectStatus(201, await content.api.call('POST', '/v1/articles', { token: ADMIN_TOKEN, body }));
    expectStatus(200, await content.api.call('POST', `/v1/articles/${slug}/publish`, { token: ADMIN_TOKEN }));
  });

  const page = (path: string) => content.api.call<string>('GET', path);
  const html = async (path: string) => expectStatus(200, await page(path));
  function send(fields: Fields, headers: Record<string, string> = {}, to = slug) {
    const given = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return content.api.call<string>('POST', `/articles/${to}/comments`, {
      rawBody: new URLSearchParams(given).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  }
  /** Sends a form that is good. @returns where it leads */
  async function post(fields: Fields, headers: Record<string, string> = {}): Promise<string> {
    const answer = await send(fields, headers);
    expectStatus(303, answer);
    return answer.headers.get('location') ?? '';
  }
  const idIn = (location: string) => /#comment-([\da-f-]{36})$/.exec(location)?.[1] ?? '';
  const comments = async () =>
    expectStatus(200, await engagement.api.call<CommentList>('GET', `${pagePath('demo', slug)}/comments`));
  const configure = async (site: UpdateSite) =>
    expectStatus(200, await engagement.api.call('PATCH', '/v1/admin/sites/demo', { token: ADMIN_TOKEN, body: site }));

  describe('the form', () => {
    it('is on the page, and posts what is written as a guest', async () => {
      expect(await html(`/articles/${slug}`)).toMatch(
        new RegExp(`<form class="aw-composer" method="post" action="/articles/${slug}/comments">`),
      );
      await post({ body: 'It is *still* burning.\r\n\r\nAnd how.', name: ' Ada ' });
      await post({ body: 'Is it?', name: '' });
      const { items, total } = await comments();
      expect(total).toBe(2);
      expect(items.map(({ body, author }) => [body, author?.name, author?.role])).toEqual([
        ['Is it?', 'Guest', 'guest'],
        ['It is *still* burning.\n\nAnd how.', 'Ada', 'guest'],
      ]);
    });

    it('is below links to the orders, with that of the authors where they are known', async () => {
      const [question, other] = [idIn(await post({ body: 'Ripe?' })), idIn(await post({ body: 'Ready?' }))];
      const byAuthors = /<a href="\/articles\/[^"]*comments\?sort=author"( aria-current="true")?>Author<\/a>/;
      expect(await html(`/articles/${slug}`)).not.toMatch(byAuthors);
      expect(await html(`/articles/${slug}/comments?sort=newest`)).not.toMatch(byAuthors);
      const answered = await engagement.api.call<Comment>('POST', `${pagePath('demo', slug)}/comments`, {
        token: await engagement.api.guest('demo', 'Desk'),
        body: { body: 'Very.', parentId: question },
      });
      const answer = expectStatus(201, answered);
      const path = `/v1/admin/sites/demo/pages/${slug}`;
      const authors = { authors: [{ id: answer.author!.id }] };
      expectStatus(200, await engagement.api.call('PATCH', path, { token: ADMIN_TOKEN, body: authors }));
      await poll(
        () => html(`/articles/${slug}`),
        (text) => byAuthors.test(text),
      );
      const listed = await html(`/articles/${slug}/comments?sort=author`);
      expect(byAuthors.exec(listed)?.[1]).toBeDefined();
      expect(listed).toContain('Ripe?');
      expect(listed).not.toContain('Ready?');
      expect(listed).toContain(`<a class="aw-badge" href="#comment-${answer.id}">Author replied</a>`);
      expect(await html(`/articles/${slug}/comments/${other}`)).not.toContain('Author replied');
      expect(await html(`/articles/${slug}/comments/${question}`)).toContain('Author replied');
      expectStatus(200, await engagement.api.call('PATCH', path, { token: ADMIN_TOKEN, body: { authors: [] } }));
      await poll(
        () => html(`/articles/${slug}`),
        (text) => !byAuthors.test(text),
      );
    });

    it('leads to the comment, which is there', async () => {
      for (const body of ['One', 'Two', 'Three']) {
        const location = await post({ body });
        const text = await html(location);
        expect(text).toContain(`id="comment-${idIn(location)}"`);
        expect(text).toContain(`<p>${body}</p>`);
        expect(text).toContain(`<link rel="canonical" href="https://paper.example/articles/${slug}"/>`);
      }
    });

    it('is among comments with the reactions of the site, on pages of comments, too', async () => {
      const id = idIn(await post({ body: 'Ripe?' }));
      await configure({ look: { icons: { like: '🫐' } } });
      for (const path of [`/articles/${slug}/comments`, `/articles/${slug}/comments/${id}`])
        await poll(
          () => html(path),
          (text) => text.includes('🫐'),
        );
      await configure({ look: {} });
    });

    it('leads to the article, unless it takes long to hear of the comment', async () => {
      let tries = 0;
      const location = await poll(
        () => post({ body: `Try ${(tries += 1)}` }),
        (where) => where.startsWith(`/articles/${slug}?`),
      );
      const id = idIn(location);
      expect(location).toBe(`/articles/${slug}?comment=${id}#comment-${id}`);
    });

    it('says that a comment waits where a moderator reads it first, and why one is refused', async () => {
      const moderate = async (body: UpdateModerationSettings) =>
        expectStatus(
          200,
          await engagement.api.call('PATCH', '/v1/sites/demo/moderation/settings', { token: ADMIN_TOKEN, body }),
        );
      await moderate({ heldWords: ['casino'], blockedWords: ['viagra'] });
      const location = await post({ body: 'A casino' });
      expect(location).toBe(`/articles/${slug}/comments/waiting`);
      expect(await html(location)).toContain('Your comment is waiting for a moderator.');
      const refused = await send({ body: 'Buy viagra' });
      expect(refused.status).toBe(422);
      expect(refused.body).toContain('The comment contains words that are not allowed here.');
      expect(refused.body).toContain('Buy viagra</textarea>');
      await moderate({ heldWords: [], blockedWords: [] });
    });

    it('leads back to the version that was read', async () => {
      expect(await html(`/articles/${slug}?version=original`)).toContain(
        '<input type="hidden" name="version" value="original"/>',
      );
      for (const [version, query] of [
        ['original', '?version=original&comment='],
        ['"><script>', '?comment='],
      ] as const) {
        let tries = 0;
        const location = await poll(
          () => post({ body: `Read in ${version} ${(tries += 1)}`, version }),
          (where) => where.startsWith(`/articles/${slug}?`),
        );
        expect(location).toContain(query);
      }
    });

    it('posts once when it is sent twice, at the same time or later', async () => {
      const fields = { body: 'Twice', name: 'Ada' };
      const locations = await Promise.all([post(fields), post(fields), post(fields)]);
      locations.push(await post(fields));
      expect(new Set(locations).size).toBe(1);
      expect((await comments()).total).toBe(1);
      // Somebody else says the same.
      expect(await post(fields, { 'x-forwarded-for': '192.0.2.7' })).not.toBe(locations[0]);
      expect(await post(fields, { 'user-agent': 'Another browser' })).not.toBe(locations[0]);
      expect((await comments()).total).toBe(3);
    });

    it('with a nonce goes by the nonce', async () => {
      const fields = { body: 'Again', nonce: randomUUID() };
      expect(await post(fields)).toBe(await post(fields, { 'x-forwarded-for': '192.0.2.8' }));
      await post({ ...fields, nonce: randomUUID() });
      expect((await comments()).total).toBe(2);
    });

    it('is taken from a page whose address has changed since', async () => {
      const former = slug;
      slug = `${former}-renamed`;
      const rename = { token: ADMIN_TOKEN, body: { slug } };
      expectStatus(200, await content.api.call('PATCH', `/v1/articles/${former}`, rename));
      const answer = await send({ body: 'Kept' }, {}, former);
      expectStatus(303, answer);
      expect(await html(answer.headers.get('location') ?? '')).toContain('<p>Kept</p>');
      const moved = await page(`/articles/${former}/comments?sort=newest`);
      expect([moved.status, moved.headers.get('location')]).toEqual([301, `/articles/${slug}/comments?sort=newest`]);
      slug = former;
      expect((await comments()).total).toBe(1);
    });

    it('answers a comment from the page of that comment', async () => {
      const parent = idIn(await post({ body: 'Who rang?', name: 'Ada <b>' }));
      expect(await html(`/articles/${slug}`)).toContain(
        `<a class="aw-act aw-ui" href="/articles/${slug}/comments/${parent}#reply">Reply</a>`,
      );
      const text = await html(`/articles/${slug}/comments/${parent}`);
      expect(text).toContain('Reply to <bdi>Ada &lt;b></bdi>');
      const nonce = /name="nonce" value="([^"]+)"/.exec(text)?.[1];
      expect(text).toContain(`<input type="hidden" name="parent" value="${parent}"/>`);
      const location = await post({ body: 'Nobody.', parent, nonce });
      expect(await html(location)).toContain('<p>Nobody.</p>');
      expect((await comments()).items[0]?.replies.items.map(({ body }) => body)).toEqual(['Nobody.']);
    });

    it('leads to a page of the comment where the article shows others', async () => {
      const token = await engagement.api.guest('demo');
      for (let index = 0; index < LIMITS.snapshotComments + 2; index += 1) {
        const body = { body: `Liked ${index}` };
        const path = `${pagePath('demo', slug)}/comments`;
        const { id } = expectStatus(201, await engagement.api.call<Comment>('POST', path, { token, body }));
        expectStatus(200, await engagement.api.call('PUT', `/v1/comments/${id}/reactions/like`, { token }));
      }
      const location = await post({ body: 'Late to the party' });
      const id = idIn(location);
      expect(location).toBe(`/articles/${slug}/comments/${id}#comment-${id}`);
      expect(await html(location)).toContain('<p>Late to the party</p>');

      const article = await html(`/articles/${slug}`);
      expect(article).not.toContain('Late to the party');
      const [, more = ''] = /<a class="aw-pill[^"]*" href="([^"]+)">More comments<\/a>/.exec(article) ?? [];
      const next = await html(more.replaceAll('&amp;', '&'));
      expect(next).toContain('Late to the party');
      expect(next).toContain('<p>Liked 0</p>');
      expect(next).not.toContain(`<p>Liked ${LIMITS.snapshotComments + 1}</p>`);
      const newest = await html(`/articles/${slug}/comments?sort=newest`);
      expect(newest.indexOf('Late to the party')).toBeLessThan(newest.indexOf('Liked 21'));
      expect(newest).toMatch(/aria-current="true">Newest/);
    });
  });

  describe('what was written comes back with a reason', () => {
    const long = 'y'.repeat(LIMITS.commentBodyLength + 1);
    const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

    async function expectBack(
      fields: Fields,
      expected: { status: number; reason: string; field?: 'body' | 'name' },
      headers: Record<string, string> = {},
    ): Promise<string> {
      const answer = await send({ name: 'Ada', ...fields }, headers);
      expect([expected.reason, answer.status]).toEqual([expected.reason, expected.status]);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const { body } = answer;
      expect(body).toMatch(new RegExp(`<p class="aw-error aw-ui" id="aw-wrong" role="alert">${expected.reason}`));
      expect(/<textarea[^>]*>([^]*?)<\/textarea>/.exec(body)?.[1]).toBe(escaped(fields.body ?? ''));
      expect(body).toContain(`value="${escaped(fields.name ?? 'Ada')}"`);
      expect(body).toMatch(/name="nonce" value="[\da-f-]{36}"/);
      expect(body).toContain(`<a href="/articles/${slug}"`);
      for (const name of ['body', 'name']) {
        const field = new RegExp(`<(?:textarea|input) [^>]*name="${name}"[^>]*>`).exec(body)?.[0];
        expect([name, field?.includes('aria-invalid="true" aria-describedby="aw-wrong"')]).toEqual([
          name,
          expected.field === name,
        ]);
      }
      return body;
    }

    it.each<[string, Fields, { reason: string; field: 'body' | 'name' }]>([
      ['an empty comment', { body: ' \r\n ' }, { reason: 'Write something first', field: 'body' }],
      [
        'a comment that is too long',
        { body: long },
        { reason: 'The comment has 10,001 characters. The limit is 10,000.', field: 'body' },
      ],
      ['text that cannot be stored', { body: 'a\0b' }, { reason: 'The comment contains characters', field: 'body' }],
      [
        'a name that is too long',
        { body: 'x', name: 'n'.repeat(81) },
        { reason: 'A name can have up to 80 characters', field: 'name' },
      ],
      [
        'a name that cannot be stored',
        { body: 'x', name: 'a\0' },
        { reason: 'The name contains characters', field: 'name' },
      ],
      ['a name that is kept', { body: 'x', name: 'R1ver Desk' }, { reason: 'That name is reserved', field: 'name' }],
    ])('%s', async (_, fields, expected) => {
      // A browser trims nothing, and neither do we before it is posted.
      const kept = fields.body?.replaceAll('\r\n', '\n');
      const answer = await send({ name: 'Ada', ...fields });
      expect(answer.status).toBe(422);
      if (kept !== fields.body) expect(answer.body).toContain(kept);
      else await expectBack(fields, { status: 422, ...expected });
      expect((await comments()).total).toBe(0);
    });

    it('more than the site wants to read at once', async () => {
      try {
        await configure({ limits: { commentLength: 10 } });
        const reason = 'The comment must have at most 10 characters.';
        await expectBack({ body: 'Eleven signs' }, { status: 422, reason, field: 'body' });
      } finally {
        await configure({ limits: { commentLength: LIMITS.commentBodyLength } });
      }
    });

    it('and nothing in it comes to life', async () => {
      const hostile = '</textarea></title><script>alert(1)</script>"><img src=x onerror=alert(1)>';
      const body = await expectBack(
        { body: hostile + long, name: hostile },
        { status: 422, reason: 'The comment has', field: 'body' },
      );
      expect(body).not.toMatch(/<script|<img/);
    });

    it('a page that is closed', async () => {
      await post({ body: 'First' });
      const path = `/v1/admin/sites/demo/pages/${slug}`;
      expectStatus(200, await engagement.api.call('PATCH', path, { token: ADMIN_TOKEN, body: { closed: true } }));
      await expectBack({ body: 'Too late' }, { status: 403, reason: 'Comments are closed' });
      expect((await comments()).total).toBe(1);
    });

    it('a comment whose parent is gone, and the next try still answers it', async () => {
      const body = await expectBack(
        { body: 'To whom?', parent: randomUUID() },
        { status: 422, reason: 'The comment you’re replying to is no longer available' },
      );
      expect(body).toMatch(/name="parent" value="[\da-f-]{36}"/);
    });

    it('a site that wants its readers to sign in, or to prove work', async () => {
      try {
        await configure({ guests: false });
        await expectBack({ body: 'Let me in' }, { status: 403, reason: 'Sign in to this site to comment' });
        await configure({ guests: true, proofOfWork: 'always' });
        await expectBack({ body: 'I can count' }, { status: 403, reason: 'This site is checking new guests' });
      } finally {
        await configure({ guests: true, proofOfWork: 'burst' });
      }
      await post({ body: 'I can count' });
    });

    it('more than somebody may write', async () => {
      const limits = content.app.get(RateLimits);
      const limited = { client: '192.0.2.66', readerId: null };
      for (let use = 0; use < RATE_LIMITS.comment.address; use += 1) await limits.use('comment', limited);
      const from = { 'x-forwarded-for': limited.client };
      await expectBack({ body: 'And another' }, { status: 429, reason: 'You’re going a bit fast' }, from);
      expect(Number((await send({ body: 'And another' }, from)).headers.get('retry-after'))).toBeGreaterThan(0);
    });

    it('a form on another site, which speaks for whoever opens it', async () => {
      const reason = 'This form was sent from another site';
      for (const headers of <Record<string, string>[]>[
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site', origin: 'https://paper.example' },
        { origin: 'https://elsewhere.example' },
        { origin: 'null' },
      ]) {
        await expectBack({ body: 'Buy' }, { status: 403, reason }, headers);
      }
      for (const headers of <Record<string, string>[]>[
        { 'sec-fetch-site': 'same-origin', origin: content.url },
        { origin: 'https://paper.example' },
        { origin: content.url },
      ]) {
        await post({ body: `From ${JSON.stringify(headers)}` }, headers);
      }
    });

    it('a program that fills in everything', async () => {
      const reason = 'A field was filled in that should stay empty';
      await expectBack({ body: 'Buy', homepage: 'https://x.example' }, { status: 422, reason });
      expect((await comments()).total).toBe(0);
    });
  });

  describe('a page says so when', () => {
    const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

    it.each<[string, number, { rawBody: string; headers: Record<string, string> }]>([
      ['the form is too large', 413, { rawBody: `body=${'x'.repeat(300_000)}`, headers: FORM }],
      ['the form is no text', 400, { rawBody: 'body=%ff%fe', headers: FORM }],
      ['the form is JSON', 415, { rawBody: '{"body":"x"}', headers: { 'content-type': 'application/json' } }],
      ['the form answers nonsense', 422, { rawBody: 'body=x&parent=1', headers: FORM }],
    ])('%s', async (_, status, options) => {
      const answer = await content.api.call<string>('POST', `/articles/${slug}/comments`, options);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
      expect((await comments()).total).toBe(0);
    });

    it('the article, or the comment, is not there', async () => {
      const elsewhere = idIn(await post({ body: 'Of another article' }));
      const { id: foreign } = await engagement.api.site(ADMIN_TOKEN);
      const token = await engagement.api.guest(foreign);
      const there = await engagement.api.call<Comment>('POST', `${pagePath(foreign, slug)}/comments`, {
        token,
        body: { body: 'Of another site' },
      });
      slug = 'never-written';
      expect((await send({ body: 'x' })).status).toBe(404);
      for (const path of [
        '/articles/never-written/comments',
        `/articles/never-written/comments/${elsewhere}`,
        `/articles/story-1/comments/${elsewhere}`,
        `/articles/story-1/comments/${expectStatus(201, there).id}`,
        `/articles/story-1/comments/${randomUUID()}`,
        '/articles/story-1/comments/%00',
        '/articles/story-1/comments/x%2Fy',
      ]) {
        const answer = await page(path);
        expect([path, answer.status]).toEqual([path, 404]);
        expect(answer.body).toContain('<h1>Page not found</h1>');
      }
    });

    it('the address makes no sense', async () => {
      await post({ body: 'There' });
      expect((await page(`/articles/${slug}/comments?cursor=invented`)).status).toBe(422);
      expect((await page(`/articles/${slug}/comments?sort=loudest&utm_source=x`)).status).toBe(200);
    });
  });

  it('no other route takes a form', async () => {
    const answer = await content.api.call('POST', '/v1/articles', {
      token: ADMIN_TOKEN,
      rawBody: 'slug=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      415,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('while engagement is away the text comes back, and the pages lead to the article', async () => {
    const alone = await startContent({ engagementUrl: 'http://127.0.0.1:9' });
    try {
      const body = { slug: 'alone', title: 'Alone', body: 'A paragraph.' };
      expectStatus(201, await alone.api.call('POST', '/v1/articles', { token: ADMIN_TOKEN, body }));
      expectStatus(200, await alone.api.call('POST', '/v1/articles/alone/publish', { token: ADMIN_TOKEN }));
      const answer = await alone.api.call<string>('POST', '/articles/alone/comments', {
        rawBody: 'body=Hello+there&name=Ada',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(answer.body).toContain('Your text is still here');
      expect(answer.body).toContain('>Hello there</textarea>');
      for (const path of ['/articles/alone/comments', `/articles/alone/comments/${randomUUID()}`]) {
        const away = await alone.api.call<string>('GET', path);
        expect(away.status).toBe(503);
        expect(away.body).toMatch(/<h1>Comments aren’t available<\/h1><p><a href="\/articles\/alone"/);
      }
      expect((await alone.api.call('GET', '/articles/alone')).status).toBe(200);
    } finally {
      await alone.stop();
    }
  });
});

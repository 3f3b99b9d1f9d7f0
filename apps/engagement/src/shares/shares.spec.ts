import { type Share, shareChannels, type Site } from '@afterword/contracts';
import jsQr from 'jsqr';
import sharp from 'sharp';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

describe('shares', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement({ trustedProxies: 'loopback' });
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (page: string, rest = '') => pagePath(site.id, page) + rest;
  const database = () => service.app.get(DataSource);
  const shared = async (page: string) => {
    const token = await service.api.guest(site.id);
    return expectStatus(201, await call<Share>('POST', path(page, '/shares'), { token, body: { channel: 'copy' } }));
  };
  const describePage = async (page: string, url: string) =>
    expectStatus(200, await call('PUT', path(page), { token: ADMIN_TOKEN, body: { url } }));
  /** A person's browser of some version. */
  const browser = (version: string) =>
    `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 (${version})`;
  const visits = async ({ code }: Share) => {
    const [row] = await database().query<{ visits: number }[]>('select visits from share where code = $1', [code]);
    return row!.visits;
  };

  it('makes a share with a short link that leads to the page and counts a visitor once a day', async () => {
    const token = await service.api.guest(site.id);
    const share = expectStatus(
      201,
      await call<Share>('POST', path('story', '/shares'), { token, body: { channel: 'copy' } }),
    );
    expect(share.url).toBe(`${service.config.engagementUrl}/s/${share.code}`);
    expect(share.counters.shares).toBe(1);
    expectStatus(404, await call('GET', `/s/${share.code}`));
    const described = await call('PUT', path('story'), {
      token,
      body: { url: 'https://paper.example/story', title: 'Story' },
    });
    expectStatus(200, described);
    for (let visit = 0; visit < 2; visit += 1) {
      const answer = await call('GET', `/s/${share.code}`);
      expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://paper.example/story']);
    }
    expectStatus(404, await call('GET', '/s/nothing'));
  });

  it('draws a short link as a code that cameras read, and counts no visit for it', async () => {
    const share = await shared('story');
    const address = `/s/${share.code}/qr.svg`;
    expectStatus(404, await call('GET', address));
    await describePage('story', 'https://paper.example/story');
    const answer = await call<string>('GET', address);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    // Beside something dark, as where a page is.
    const picture = sharp(Buffer.from(answer.body)).resize(300).extend({ top: 40, left: 40, background: '#000' });
    const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(jsQr(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe(share.url);
    expect(await visits(share)).toBe(0);
    expectStatus(404, await call('GET', '/s/nothing/qr.svg'));
  });

  it('counts a reader once for each page, and gives them one link for each channel', async () => {
    const [token, other] = [await service.api.guest(site.id), await service.api.guest(site.id)];
    const share = async (channel: string, page = 'story', by = token) =>
      expectStatus(201, await call<Share>('POST', path(page, '/shares'), { token: by, body: { channel } }));
    const first = await share('copy');
    const again = await Promise.all(Array.from({ length: 50 }, () => share('copy')));
    expect(new Set(again.map(({ code }) => code))).toEqual(new Set([first.code]));
    const [email, twin] = await Promise.all([share('email'), share('email')]);
    expect([email.code, email.counters.shares]).toEqual([twin.code, 1]);
    expect(email.code).not.toBe(first.code);
    expect((await share('copy', 'another')).counters.shares).toBe(1);
    expect((await share('copy', 'story', other)).counters.shares).toBe(2);
    const rows = await database().query<{ n: number }[]>('select count(*)::int as n from share where site_id = $1', [
      site.id,
    ]);
    expect(rows).toEqual([{ n: 4 }]);
  });

  it('counts each visitor once a day, whatever they come by', async () => {
    const share = await shared('story');
    await describePage('story', 'https://paper.example/story');
    const visit = (address: string, userAgent: string) =>
      call('GET', `/s/${share.code}`, { headers: { 'x-forwarded-for': address, 'user-agent': browser(userAgent) } });
    const visitors = ['192.0.2.1 A', '192.0.2.1 A', '192.0.2.1 B', '192.0.2.2 A', '192.0.2.2 A'];
    for (const visitor of visitors) {
      const [address = '', userAgent = ''] = visitor.split(' ');
      expectStatus(302, await visit(address, userAgent));
    }
    await Promise.all(Array.from({ length: 5 }, () => visit('192.0.2.3', 'C')));
    expect(await visits(share)).toBe(4);
    const [kept] = await database().query<{ text: string }[]>(
      'select string_agg(v::text, chr(10)) as text from share_visit v where site_id = $1',
      [site.id],
    );
    // What is kept of a visitor says nothing of them.
    expect(kept!.text).not.toContain('192.0.2');
    // On the next day they count again.
    await database().query('update share_visit set day = day - 1 where site_id = $1', [site.id]);
    expectStatus(302, await visit('192.0.2.1', 'A'));
    expect(await visits(share)).toBe(5);
  });

  it('counts one visitor for an IPv6 network and for an address with ports', async () => {
    const share = await shared('story');
    await describePage('story', 'https://paper.example/story');
    const addresses = [
      ...['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '[2001:db8:1:2::3]:443'],
      ...['198.51.100.1', '198.51.100.1:5555', '198.51.100.1:5556', '::ffff:198.51.100.1'],
    ];
    for (const address of addresses) {
      const headers = { 'x-forwarded-for': address, 'user-agent': browser('A') };
      expectStatus(302, await call('GET', `/s/${share.code}`, { headers }));
    }
    expect(await visits(share)).toBe(2);
  });

  it('counts no program, and leads it to the page all the same', async () => {
    const share = await shared('story');
    await describePage('story', 'https://paper.example/story');
    const programs = [
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.1; +https://openai.com/gptbot)',
      'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
      'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
      'Twitterbot/1.0',
      'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
      'WhatsApp/2.23.20.0',
      'TelegramBot (like TwitterBot)',
      'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
      'Bluesky Cardyb/1.1; +mailto:support@bsky.app',
      'http.rb/5.1.1 (Mastodon/4.2.0; +https://mastodon.example/) Bot',
      'curl/8.7.1',
      'python-requests/2.32',
      'node',
      '',
      browser('x'.repeat(10_000)),
    ];
    for (const userAgent of programs) {
      const answer = await call('GET', `/s/${share.code}`, { headers: { 'user-agent': userAgent } });
      expect([userAgent, answer.status]).toEqual([userAgent, 302]);
    }
    expect(await visits(share)).toBe(0);
    expectStatus(302, await call('GET', `/s/${share.code}`, { headers: { 'user-agent': browser('A') } }));
    expect(await visits(share)).toBe(1);
  });

  it('leads to the page only, and only while it lies on the site', async () => {
    const share = await shared('story');
    const open = (code = share.code, query = '') => call('GET', `/s/${code}${query}`);
    await describePage('story', 'https://paper.example/story');
    const evil = encodeURIComponent('https://evil.example/');
    for (const query of ['', `?url=${evil}`, `?to=${evil}&next=//evil.example`]) {
      const answer = await open(share.code, query);
      expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://paper.example/story']);
    }
    for (const code of [
      `${share.code}%2f..`,
      `${share.code}x`,
      '%2f%2fevil.example',
      `${share.code}%0d%0aset-cookie:x`,
    ]) {
      expect((await open(code)).status).toBe(404);
    }
    // The operator may say anything, but nobody is sent to where the site is not.
    await describePage('story', 'https://paper.example.evil.example/');
    expect((await open()).status).toBe(404);
    await describePage('story', 'https://paper.example/moved');
    expect((await open()).headers.get('location')).toBe('https://paper.example/moved');
    const change = { token: ADMIN_TOKEN, body: { origins: ['https://elsewhere.example'] } };
    expectStatus(200, await call('PATCH', `/v1/admin/sites/${site.id}`, change));
    const refused = await open();
    expect([refused.status, refused.body.type]).toEqual([404, 'urn:afterword:problem:share-not-found']);
    expect(refused.headers.get('location')).toBeNull();
  });

  it('leads to what browsers make of an address, whatever was given or is stored', async () => {
    const addresses = [
      ['https://paper.example/خبر?q=é', 'https://paper.example/%D8%AE%D8%A8%D8%B1?q=%C3%A9'],
      ['https://paper.example/a\r\nset-cookie: b', 'https://paper.example/aset-cookie:%20b'],
      ['https://paper.example\\@evil.test/x', 'https://paper.example/@evil.test/x'],
      ['https://paper.example/\u{1F98A}\u2028', 'https://paper.example/%F0%9F%A6%8A%E2%80%A8'],
    ];
    const share = await shared('story');
    for (const [url = '', href] of addresses) {
      await describePage('story', url);
      expect((await call('GET', `/s/${share.code}`)).headers.get('location')).toBe(href);
      // As an earlier version stored it.
      await database().query('update page set url = $2 where site_id = $1', [site.id, url]);
      expect((await call('GET', `/s/${share.code}`)).headers.get('location')).toBe(href);
    }
    for (const url of ['nonsense', '//evil.test', 'javascript:alert(1)', 'https://evil.test\\@paper.example/']) {
      await database().query('update page set url = $2 where site_id = $1', [site.id, url]);
      expect((await call('GET', `/s/${share.code}`)).status).toBe(404);
    }
  });

  it('leads to a page by the key that it is shared by, an alias, and the page that it was merged into', async () => {
    await describePage('story', 'https://paper.example/story');
    const admin = (rest: string, body: object) =>
      call('POST', `/v1/admin/sites/${site.id}/pages/story/${rest}`, { token: ADMIN_TOKEN, body });
    expectStatus(201, await admin('aliases', { key: 'alias' }));
    const [byAlias, before] = [await shared('alias'), await shared('ends')];
    expectStatus(200, await admin('merge', { from: 'ends' }));
    for (const { code } of [byAlias, before]) {
      const answer = await call('GET', `/s/${code}`);
      expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://paper.example/story']);
    }
  });

  it('leads where a code led first, should two sites have the same, and by the shorter codes of before', async () => {
    const sites = [site, await service.api.site(ADMIN_TOKEN, { origins: ['https://paper.example'] })];
    const share = async (at: number, page: string) => {
      site = sites[at]!;
      const { code } = await shared(page);
      expect(code).toMatch(/^[2-9b-zB-Z]{14}$/);
      await describePage(page, `https://paper.example/${page}`);
      return code;
    };
    const give = (from: string, to: string) =>
      database().query(`update share set code = $2 where code = $1`, [from, to]);
    const opened = async (code: string) => (await call('GET', `/s/${code}`)).headers.get('location');
    // As links of earlier versions are: of one site first, and then of the other one.
    for (const [at, code] of [
      [0, 'bcdfghjkmn'],
      [1, 'pqrstvwxyz'],
    ] as const) {
      const [first, later] = [await share(at, `first-${at}`), await share(1 - at, `later-${at}`)];
      expect(await opened(later)).toBe(`https://paper.example/later-${at}`);
      await give(first, code);
      await give(later, code);
      expect(await opened(code)).toBe(`https://paper.example/first-${at}`);
    }
  });

  it.each(shareChannels)('knows the channel %s', async (channel) => {
    const token = await service.api.guest(site.id);
    expectStatus(201, await call('POST', path('story', '/shares'), { token, body: { channel } }));
  });
});

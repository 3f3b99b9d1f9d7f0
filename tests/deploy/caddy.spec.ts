import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { findProgram } from '@afterword/testing/find-program';
import { MailServer } from '@afterword/testing/mail-server';
import { poll } from '@afterword/testing/poll';
import { type Reaper, startReaper } from '@afterword/testing/reaper';
import { type Services, startServices } from '@afterword/testing/services';
import { freePort } from '../../apps/cli/src/ports';

const ROOT = join(__dirname, '../..');
const caddy = findProgram('caddy');

interface Place {
  file: string;
  content: string;
  engagement: string;
  /** Of Caddy. */
  env: Record<string, string>;
}

/** Where the services are, with the port of Caddy in place of PORT. */
const PLACES: Place[] = [
  {
    file: 'Caddyfile',
    content: 'https://localhost:PORT',
    engagement: 'https://localhost:PORT/comments',
    env: {},
  },
  {
    file: 'Caddyfile',
    content: 'https://localhost:PORT/the/blog',
    engagement: 'https://localhost:PORT/embed',
    env: { CONTENT_PATH: '/the/blog', ENGAGEMENT_PATH: '/embed' },
  },
  {
    file: 'two-hosts.Caddyfile',
    content: 'https://localhost:PORT',
    engagement: 'https://comments.localhost:PORT',
    env: {},
  },
];

/** Both services behind Caddy with one of the files of `deploy/caddy`; TLS by an authority that Caddy makes for itself. */
class Front {
  readonly mail = new MailServer();
  content = '';
  engagement = '';
  services!: Services;
  private readonly reaper: Reaper = startReaper();
  private folder = '';
  private proxy: ChildProcess | null = null;

  constructor(private readonly place: Place) {}

  async start(): Promise<void> {
    const [port, httpPort] = [await freePort(), await freePort()];
    const [contentPort, engagementPort] = [await freePort(), await freePort()];
    this.content = this.place.content.replace('PORT', String(port));
    this.engagement = this.place.engagement.replace('PORT', String(port));
    await this.mail.start();
    this.services = await startServices({
      env: {
        CONTENT_PORT: String(contentPort),
        ENGAGEMENT_PORT: String(engagementPort),
        CONTENT_URL: this.content,
        ENGAGEMENT_URL: this.engagement,
        ENGAGEMENT_INTERNAL_URL: `http://127.0.0.1:${engagementPort}`,
        TRUSTED_PROXIES: 'loopback',
        SMTP_URL: this.mail.url,
        MAIL_FROM: 'talk@paper.example',
      },
    });
    this.folder = await mkdtemp(join(tmpdir(), 'afterword-caddy-'));
    const config = join(ROOT, 'deploy/caddy', this.place.file);
    this.proxy = spawn(caddy!, ['run', '--adapter', 'caddyfile', '--config', config], {
      env: {
        PATH: process.env.PATH,
        // It keeps its authority there.
        HOME: this.folder,
        XDG_DATA_HOME: this.folder,
        XDG_CONFIG_HOME: this.folder,
        HTTP_PORT: String(httpPort),
        HTTPS_PORT: String(port),
        CONTENT: `127.0.0.1:${contentPort}`,
        ENGAGEMENT: `127.0.0.1:${engagementPort}`,
        ...this.place.env,
      },
      stdio: 'ignore',
    });
    this.reaper.watch({ pid: this.proxy.pid!, folder: this.folder });
    await this.publish('first', 'The [archive](/archive), and a note[^1].\n\n[^1]: Here.');
    await this.publish('second', 'Another text.');
  }

  /** Without Caddy, as what runs beside the services does. */
  get direct() {
    const { CONTENT_PORT, ENGAGEMENT_PORT } = this.services.env;
    return {
      content: createApi(`http://127.0.0.1:${CONTENT_PORT}`),
      engagement: createApi(`http://127.0.0.1:${ENGAGEMENT_PORT}`),
    };
  }

  async stop(): Promise<void> {
    if (this.proxy) {
      const exited = once(this.proxy, 'exit');
      this.proxy.kill();
      await exited;
    }
    await this.services.stop();
    this.mail.stop();
    this.reaper.dismiss();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async publish(slug: string, body: string): Promise<void> {
    const { content, engagement } = this.direct;
    const token = ADMIN_TOKEN;
    const article = { slug, title: `The ${slug} article`, body, topics: ['Harbours'] };
    expectStatus(201, await content.call('POST', '/v1/articles', { token, body: article }));
    expectStatus(200, await content.call('POST', `/v1/articles/${slug}/publish`, { token }));
    await poll(
      async () => (await engagement.call<{ url: string | null }>('GET', pagePath('demo', slug))).body.url,
      (url) => url !== null,
    );
  }
}

interface Read {
  status: number;
  type: string;
  location: string | undefined;
  text: string;
}

/** Every host is this machine, and Caddy vouches for itself. */
const agent = new Agent({
  keepAlive: true,
  rejectUnauthorized: false,
  lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
});

/** As a browser asks for a page; redirects are not followed. */
async function read(url: string): Promise<Read> {
  const asked = request(url, { agent, headers: { accept: 'text/html,*/*;q=0.8' } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  const { 'content-type': type = '', location } = answer.headers;
  return { status: answer.statusCode ?? 0, type, location, text };
}

const ADDRESS = /<(\w+)\b[^>]*?\s(?:href|src|action|data-index)="([^"]+)"/g;

/** Opens everything that pages of the services lead to, beginning with these. @returns what is elsewhere on the host, or does not answer */
async function walk(front: Front): Promise<{ seen: Set<string>; wrong: string[] }> {
  const starts = [`${front.content}/`, `${front.engagement}/`];
  const hosts = new Set(starts.map((start) => new URL(start).origin));
  const seen = new Set(starts);
  const wrong: string[] = [];
  const waiting = [...starts];
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    const { status, type, location, text } = await read(url);
    if (status !== 200 && location === undefined) wrong.push(`${status} ${url}`);
    const found = location === undefined ? [] : [['', '', location]];
    // Examples of code lead to nobody's pages.
    if (type.startsWith('text/html')) found.push(...text.replace(/<pre[^]*?<\/pre>/g, '').matchAll(ADDRESS));
    for (const [, tag, address = ''] of found) {
      const { origin, pathname, search } = new URL(address.replaceAll('&amp;', '&'), url);
      const next = origin + pathname + search;
      if (!hosts.has(origin) || seen.has(next)) continue;
      seen.add(next);
      if (!starts.some((start) => `${next}/`.startsWith(start))) wrong.push(`${next} in ${url}`);
      else if (tag !== 'form') waiting.push(next);
    }
  }
  return { seen, wrong };
}

(caddy ? describeInBrowser : describe.skip).each(PLACES)('content at $content, engagement at $engagement', (place) => {
  const front = new Front(place);
  let browser: TestBrowser;
  const complaints: string[] = [];

  const newBrowser = async (more = {}): Promise<TestBrowser> => {
    const opened = await openBrowser({ ignoreHTTPSErrors: true, ...more });
    opened.context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    return opened;
  };
  const comment = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });

  beforeAll(async () => {
    await front.start();
    browser = await newBrowser();
    await poll(
      () =>
        read(`${front.content}/health/live`).then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status === 200,
    );
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await front.stop();
  });
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  it('links lead to pages of the services', async () => {
    const { seen, wrong } = await walk(front);
    expect(wrong).toEqual([]);
    const { content, engagement } = front;
    for (const page of ['/articles/first', '/archive', '/topics/harbours', '/search', '/feed.xml'])
      expect(seen).toContain(content + page);
    for (const page of ['/embed.js', '/docs', '/openapi.json', '/docs/guide', '/docs/guide/limits', '/console'])
      expect(seen).toContain(engagement + page);
  });

  it('figures are not for the public', async () => {
    for (const service of [front.content, front.engagement])
      expect((await read(`${service}/metrics`)).status).toBe(404);
  });

  it('documents for programs name the services where they are', async () => {
    for (const path of ['/feed.xml', '/feed.json', '/sitemap.xml', '/articles/first'])
      expect((await read(front.content + path)).text).toContain(`${front.content}/`);
    const article = encodeURIComponent(`${front.content}/articles/first`);
    expect(JSON.parse((await read(`${front.content}/oembed?url=${article}`)).text)).toMatchObject({
      title: 'The first article',
    });
    const { servers } = JSON.parse((await read(`${front.engagement}/openapi.json`)).text) as {
      servers: { url: string }[];
    };
    expect(servers[0]!.url).toBe(front.engagement);
  });

  it('a reader without scripts comments', async () => {
    const plain = await newBrowser({ javaScriptEnabled: false });
    try {
      const page = await plain.context.newPage();
      await page.goto(`${front.content}/`);
      await page.getByRole('link', { name: 'The first article' }).click();
      await page.getByRole('textbox', { name: 'Comment' }).fill('Without scripts');
      await page.getByRole('textbox', { name: 'Name' }).fill('Grace');
      await page.getByRole('button', { name: 'Post' }).click();
      await page.waitForURL((url) => url.hash.startsWith('#comment-') && url.href.startsWith(front.content));
      await comment(page, 'Without scripts').waitFor();
      await page.goto(`${front.content}/search?q=another`);
      await page.getByRole('link', { name: 'The second article' }).click();
      await page.getByRole('heading', { name: 'The second article' }).waitFor();
    } finally {
      await plain.close();
    }
  });

  it('two readers see what the other one writes and likes', async () => {
    const other = await newBrowser();
    try {
      const open = async ({ context }: TestBrowser) => {
        const page = await context.newPage();
        await Promise.all([page.waitForResponse(/\/events(\?|$)/), page.goto(`${front.content}/articles/second`)]);
        return page;
      };
      const [mine, theirs] = [await open(browser), await open(other)];
      await mine.getByRole('button', { name: 'Like 0' }).click();
      await theirs.getByRole('button', { name: 'Like 1' }).waitFor();
      await mine.getByRole('textbox', { name: 'Comment', exact: true }).fill('Through the proxy');
      await mine.getByRole('button', { name: 'Post' }).click();
      await theirs.getByRole('button', { name: '1 new comment' }).click();
      await comment(theirs, 'Through the proxy').waitFor();
      await mine.close();
    } finally {
      await other.close();
    }
  });

  it('a shared link leads to the article', async () => {
    const { engagement } = front.direct;
    const token = await engagement.guest('demo', 'Ada');
    const path = `${pagePath('demo', 'first')}/shares`;
    const share = expectStatus(
      201,
      await engagement.call<{ url: string }>('POST', path, { token, body: { channel: 'copy' } }),
    );
    expect(share.url.startsWith(`${front.engagement}/s/`)).toBe(true);
    expect((await read(share.url)).location).toBe(`${front.content}/articles/first`);
  });

  it('mails lead to pages of the service', async () => {
    const { engagement } = front.direct;
    const token = await engagement.guest('demo', 'Ada');
    const list = await engagement.call<{ mailSettingsUrl: string }>('GET', '/v1/me/notifications', { token });
    const page = await browser.context.newPage();
    await page.goto(expectStatus(200, list).mailSettingsUrl);
    await page.getByLabel('Email address').fill('ada@paper.example');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. We sent a mail to ada@paper.example.').waitFor();
    // Where the page registers what shows pushes.
    const worker = new URL('../../push/worker.js', page.url()).href;
    expect(worker.startsWith(`${front.engagement}/`)).toBe(true);
    expect((await read(worker)).status).toBe(200);
    const [mail] = await front.mail.waitFor('ada@paper.example', 1);
    const [confirm] = /https:\S+\/mail\/confirm\/\S+/.exec(mail!.text ?? '')!;
    expect(confirm.startsWith(`${front.engagement}/`)).toBe(true);
    await page.goto(confirm);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Done.').waitFor();
    await page.close();
  });

  it('a moderator signs in and decides', async () => {
    const page = await browser.context.newPage();
    await page.goto(`${front.engagement}/console#/demo/all`);
    await page.getByLabel('Token').fill(ADMIN_TOKEN);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('.shell').waitFor();
    await comment(page, 'Through the proxy').waitFor();
    await page.close();
  });

  it('a publisher tries the widget', async () => {
    const page = await browser.context.newPage();
    await page.goto(`${front.engagement}/embed/playground`);
    await page.frameLocator('iframe').getByRole('textbox', { name: 'Comment', exact: true }).waitFor();
    expect(await page.locator('#snippet').textContent()).toContain(`src="${front.engagement}/embed.js"`);
    await page.goto(`${front.engagement}/embed/check`);
    await page.getByLabel('Origin of your pages').fill(new URL(front.content).origin);
    await page.getByRole('button').first().click();
    await page.getByText('allowed', { exact: false }).first().waitFor();
    expect(page.url()).toBe(`${front.engagement}/embed/check`);
    await page.close();
  });
});
